import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { fetchDataset } from "../../src/worker/fetch-dataset.ts";
import { until } from "../support/patience.ts";
import {
  imagesFrom,
  packCifar,
  smallCifar,
  smallSvhn,
  SVHN_FILES,
} from "../support/small-published.ts";

const ARCHIVE = packCifar();
const NAME = "small-binary.tar.gz";
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

/** The address of a server of this machine; closed after the test. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function place() {
  const lines: string[] = [];
  const folder = join(mkdtempSync(join(tmpdir(), "corollary-home-")), "datasets");
  return { root: "/nowhere", folder, lines, log: (line: string) => void lines.push(line) };
}

/** Everything below a folder that is no folder itself. */
function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function fetchFrom(listener: RequestListener) {
  const below = await serve(listener);
  const here = place();
  const { dataset } = smallCifar(ARCHIVE, below);
  return { below, here, dataset, fetching: fetchDataset(dataset, here) };
}

describe("downloading the makers' files", () => {
  it("says so, and puts them where they are looked for", async () => {
    const asked: (string | undefined)[] = [];
    const { below, here, dataset, fetching } = await fetchFrom(({ url }, response) => {
      asked.push(url);
      response.end(ARCHIVE);
    });
    await fetching;
    expect(asked).toEqual([`/${NAME}`]);
    expect(here.lines).toEqual([
      `downloading ${below}${NAME}, 0 MB, once`,
      `fetched small-cifar into ${join(here.folder, "small-cifar")}`,
    ]);
    expect(filesBelow(here.folder)).toEqual([NAME]);
    expect([...dataset.load("train", [here.folder]).images]).toEqual(imagesFrom(0, 10));
  });

  it("asks for nothing where they are", async () => {
    const { here, dataset, fetching } = await fetchFrom((_, response) => response.end(ARCHIVE));
    await fetching;
    for (const server of servers) server.close();
    await fetchDataset(dataset, { ...here, log: () => expect.fail("it says something") });
  });

  it("keeps the file that a person has put there, and gets the other", async () => {
    const asked: (string | undefined)[] = [];
    const below = await serve(({ url = "" }, response) => {
      asked.push(url);
      response.end(SVHN_FILES[url.slice(1)]);
    });
    const { dataset, parent, folder } = smallSvhn({}, below);
    rmSync(join(folder, "test_2x3.mat"));
    await fetchDataset(dataset, { ...place(), folder: parent });
    expect(asked).toEqual(["/test_2x3.mat"]);
    expect([...dataset.load("test", [parent]).labels]).toEqual([5, 0]);
  });

  it("replaces what is too short", async () => {
    const below = await serve((_, response) => response.end(ARCHIVE));
    const { dataset, parent, folder } = smallCifar(ARCHIVE, below);
    writeFileSync(join(folder, NAME), ARCHIVE.subarray(0, 100));
    await fetchDataset(dataset, { ...place(), folder: parent });
    expect(dataset.load("test", [parent]).labels.length).toBe(2);
  });

  it("follows where it is sent", async () => {
    const { here, fetching } = await fetchFrom(({ url }, response) => {
      if (url === "/moved/it") response.end(ARCHIVE);
      else response.writeHead(302, { location: "/moved/it" }).end();
    });
    await fetching;
    expect(filesBelow(here.folder)).toEqual([NAME]);
  });

  it("takes the bytes as they are sent, also where the server calls them encoded", async () => {
    const { here, fetching } = await fetchFrom((_, response) =>
      response.writeHead(200, { "content-encoding": "x-gzip" }).end(ARCHIVE),
    );
    await fetching;
    expect(filesBelow(here.folder)).toEqual([NAME]);
  });
});

describe("a download that does not bring the file", () => {
  const other = Buffer.alloc(ARCHIVE.length, "PK");

  it.each<[string, RequestListener, string, RegExp]>([
    [
      "brings other bytes",
      (_, response) => response.end(other),
      "DATA_DAMAGED",
      /what came from http:.*small-binary.tar.gz is another file: its SHA-256 is/,
    ],
    [
      "announces another length",
      (_, response) => response.end("sorry"),
      "DATA_DAMAGED",
      /is another file: it has 5 bytes, not \d+/,
    ],
    [
      "brings more, unannounced",
      (_, response) => {
        response.write(ARCHIVE);
        response.end("and more");
      },
      "DATA_DAMAGED",
      /is another file: it has more than \d+ bytes/,
    ],
    [
      "brings less, unannounced",
      (_, response) => {
        response.write(ARCHIVE.subarray(0, 100));
        response.end();
      },
      "DATA_DAMAGED",
      /is another file: it has 100 bytes, not \d+/,
    ],
    [
      "breaks off",
      (_, response) => {
        response.writeHead(200, { "content-length": ARCHIVE.length });
        response.write(ARCHIVE.subarray(0, 100), () => response.destroy());
      },
      "DATA_MISSING",
      /was not downloaded: aborted. By hand: put small-binary.tar.gz \(from .*\) into .*small-cifar/,
    ],
    [
      "is not there",
      (_, response) => response.writeHead(404).end("<html>"),
      "DATA_MISSING",
      /was not downloaded: the server answered 404 Not Found. By hand: put/,
    ],
    [
      "is sent round in circles",
      (_, response) => response.writeHead(301, { location: "/" }).end(),
      "DATA_MISSING",
      /it was redirected more than 5 times/,
    ],
    [
      "is sent to this machine's files",
      (_, response) => response.writeHead(301, { location: "file:///etc/passwd" }).end(),
      "DATA_MISSING",
      /no web address: file:/,
    ],
  ])("because it %s is told, and leaves nothing", async (_what, listener, code, message) => {
    const { here, fetching } = await fetchFrom(listener);
    await expect(fetching).rejects.toMatchObject({
      ...{ code, message: expect.stringMatching(message) as unknown },
    });
    expect(filesBelow(here.folder)).toEqual([]);
    expect(readdirSync(here.folder)).toEqual(["small-cifar"]);
  });

  it("because the connection breaks in the middle is told, and ends nothing else", async () => {
    const sockets: Socket[] = [];
    const { here, fetching } = await fetchFrom(({ socket }, response) => {
      sockets.push(socket);
      response.writeHead(200, { "content-length": ARCHIVE.length });
      response.write(ARCHIVE.subarray(0, 10));
    });
    const refused = expect(fetching).rejects.toMatchObject({
      code: "DATA_MISSING",
      message: expect.stringMatching(/ was not downloaded: .*\. By hand: /) as string,
    });
    await until(() => {
      expect(filesBelow(here.folder)).toEqual([NAME]);
    });
    for (const socket of sockets) socket.resetAndDestroy();
    await refused;
    expect(filesBelow(here.folder)).toEqual([]);
  });

  it("because nobody answers is told", async () => {
    const below = await serve(() => expect.fail("nobody is here"));
    const [server] = servers.splice(0);
    server?.close();
    const here = place();
    const fetching = fetchDataset(smallCifar(ARCHIVE, below).dataset, here);
    await expect(fetching).rejects.toMatchObject({
      code: "DATA_MISSING",
      message: expect.stringMatching(/was not downloaded: connect ECONNREFUSED/) as unknown,
    });
  });

  it("because it was stopped leaves nothing, and begins anew the next time", async () => {
    const stop = new AbortController();
    let asked = 0;
    const below = await serve((_, response) => {
      asked += 1;
      if (asked > 1) return response.end(ARCHIVE);
      response.writeHead(200, { "content-length": ARCHIVE.length });
      return response.write(ARCHIVE.subarray(0, 100), () => stop.abort());
    });
    const here = place();
    const { dataset } = smallCifar(ARCHIVE, below);
    const fetching = fetchDataset(dataset, { ...here, signal: stop.signal });
    await expect(fetching).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(filesBelow(here.folder)).toEqual([]);
    await fetchDataset(dataset, here);
    expect(filesBelow(here.folder)).toEqual([NAME]);
  });

  it("because the folder is a file is told", async () => {
    const here = place();
    writeFileSync(here.folder, "a file");
    const fetching = fetchDataset(smallCifar(ARCHIVE, "http://127.0.0.1:1/").dataset, here);
    await expect(fetching).rejects.toMatchObject({ code: "DATA_FOLDER_UNUSABLE" });
    expect(existsSync(here.folder)).toBe(true);
  });
});
