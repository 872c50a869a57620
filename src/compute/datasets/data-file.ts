import { createHash } from "node:crypto";
import { readFileSync, statSync, type Stats } from "node:fs";
import { PlatformError } from "../../domain/errors.ts";
import type { DataFile } from "./dataset.ts";

export function damaged(path: string, problem: string): PlatformError {
  const advice = "remove it, and see `corollary datasets` for how to get the data set again";
  return new PlatformError("DATA_DAMAGED", `${path}: ${problem}; ${advice}.`);
}

/** Whether there is a file of the right length; its content is looked at when it is read. */
export function isThere(path: string, { bytes }: DataFile): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === bytes;
}

/** Files that had the right digest in this process, by all that changes when a file does. */
const verified = new Set<string>();

function identity(path: string, { ino, size, mtimeMs, ctimeMs }: Stats, sha256: string): string {
  return [sha256, ino, size, mtimeMs, ctimeMs, path].join(" ");
}

/**
 * A file of a data set. Its digest is computed once a process: 47 MB take longer to digest than
 * to read. A file of another length is not read at all.
 *
 * @throws PlatformError DATA_DAMAGED naming the path, what was found and what was expected
 */
export function readDataFile(path: string, { bytes, sha256 }: DataFile): Uint8Array {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw damaged(path, "the file is not there, others of its set are");
  if (stats.size !== bytes) throw damaged(path, `it has ${stats.size} bytes, not ${bytes}`);
  const content = readFileSync(path);
  const known = identity(path, stats, sha256);
  if (!verified.has(known)) {
    const found = createHash("sha256").update(content).digest("hex");
    if (found !== sha256) throw damaged(path, `its SHA-256 is ${found}, not ${sha256}`);
    verified.add(known);
  }
  return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
}
