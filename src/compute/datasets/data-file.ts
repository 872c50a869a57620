import { createHash } from "node:crypto";
import { readFileSync, statSync, type Stats } from "node:fs";
import { PlatformError } from "../../domain/errors.ts";
import type { DataFile } from "./dataset.ts";

export function damaged(path: string, problem: string): PlatformError {
  const advice = "remove it, and see `npx corollary datasets` for how to get the data set again";
  return new PlatformError("DATA_DAMAGED", `${path}: ${problem}; ${advice}.`);
}

/** Whether there is a file of the right length; its content is looked at when it is read. */
export function isThere(path: string, { bytes }: DataFile): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === bytes;
}

/**
 * All that changes when a file does.
 *
 * @throws PlatformError DATA_DAMAGED where it is not there or has another length
 */
export function identityOf(path: string, { bytes, sha256 }: DataFile): string {
  const stats: Stats | undefined = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw damaged(path, "the file is not there, others of its set are");
  const { ino, size, mtimeMs, ctimeMs } = stats;
  if (size !== bytes) throw damaged(path, `it has ${size} bytes, not ${bytes}`);
  return [sha256, ino, size, mtimeMs, ctimeMs, path].join(" ");
}

/** Fed with a file piece by piece, says at last whether it is the one. */
export function digester({ sha256, md5 }: DataFile) {
  const wanted = [
    { name: "SHA-256", digest: sha256, hash: createHash("sha256") },
    ...(md5 === undefined ? [] : [{ name: "MD5", digest: md5, hash: createHash("md5") }]),
  ];
  return {
    update(piece: Uint8Array): void {
      for (const { hash } of wanted) hash.update(piece);
    },
    /** A sentence; null: it is. */
    problem(): string | null {
      const told = wanted.flatMap(({ name, digest, hash }) => {
        const found = hash.digest("hex");
        return found === digest ? [] : [`its ${name} is ${found}, not ${digest}`];
      });
      return told[0] ?? null;
    },
  };
}

/** @throws PlatformError DATA_DAMAGED naming the path, what was found and what was expected */
export function readDataFile(path: string, file: DataFile): Uint8Array {
  const content = readFileSync(path);
  const digests = digester(file);
  digests.update(content);
  const problem = digests.problem();
  if (problem !== null) throw damaged(path, problem);
  return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
}
