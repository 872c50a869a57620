import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A package as it is published: its files by path. */
export interface SmallPackage {
  readonly name: string;
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
}

interface Packed {
  readonly tarball: Buffer;
  readonly integrity: string;
  readonly version: string;
}

function pack({ name, version, files }: SmallPackage): Packed {
  const folder = mkdtempSync(join(tmpdir(), "corollary-package-"));
  const all = { ...files, "package.json": JSON.stringify({ name, version }) };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, "package", path)), { recursive: true });
    writeFileSync(join(folder, "package", path), text);
  }
  execFileSync("tar", ["czf", "packed.tgz", "package"], { cwd: folder });
  const tarball = readFileSync(join(folder, "packed.tgz"));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  return { tarball, integrity, version };
}

function documentOf(name: string, { integrity, version }: Packed, host: string): string {
  const tarball = `http://${host}/${encodeURIComponent(name)}/packed.tgz`;
  const versions = { [version]: { name, version, dist: { tarball, integrity } } };
  return JSON.stringify({ name, "dist-tags": { latest: version }, versions });
}

export interface NpmRegistry {
  /** By the package's name. */
  readonly integrities: Readonly<Record<string, string>>;
  close(): void;
}

/** A registry of npm that has these packages and is, until it is closed, the one that npm asks. */
export async function openNpmRegistry(packages: readonly SmallPackage[]): Promise<NpmRegistry> {
  const packed = new Map(packages.map((one) => [one.name, pack(one)]));
  const server = createServer((request, response) => {
    const [, name = "", file] = (request.url ?? "").split("/").map(decodeURIComponent);
    const found = packed.get(name);
    if (found === undefined) response.writeHead(404).end("{}");
    else if (file !== undefined) response.end(found.tarball);
    else {
      response.setHeader("content-type", "application/json");
      response.end(documentOf(name, found, request.headers.host ?? ""));
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const kept = { ...process.env };
  process.env["npm_config_registry"] = `http://127.0.0.1:${port}/`;
  process.env["npm_config_cache"] = mkdtempSync(join(tmpdir(), "corollary-npm-cache-"));
  return {
    integrities: Object.fromEntries([...packed].map(([name, one]) => [name, one.integrity])),
    close() {
      process.env = kept;
      server.close();
    },
  };
}
