import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import type { RecordedArray } from "../../compute/engine/engines/record-sessions.ts";
import { isArrayType, safetensorsHead, type StoredArray } from "../../exports/safetensors.ts";

/** Arrays on their way into one file; what was added before is not written again. */
export interface ArrayFile {
  /** @returns its place */
  add(array: RecordedArray): number;
  /** @returns the file's SHA-256 */
  close(): string;
}

const PIECE = 2 ** 20;

/** The numbers go to a file beside it first: the head, which stands before them, is known last. */
export function createArrayFile(path: string): ArrayFile {
  const beside = `${path}.numbers`;
  const numbers = openSync(beside, "wx+");
  const arrays: StoredArray[] = [];
  const places = new Map<string, number>();

  const add = ({ type, shape, data, digest }: RecordedArray): number => {
    if (!isArrayType(type)) throw new Error(`arrays of type ${type} cannot be written`);
    const key = JSON.stringify([digest, type, shape]);
    const place = places.get(key) ?? arrays.length;
    if (places.has(key)) return place;
    places.set(key, place);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (let at = 0; at < bytes.length;) at += writeSync(numbers, bytes, at);
    arrays.push({ type, shape, bytes: bytes.length });
    return place;
  };

  const close = (): string => {
    const hash = createHash("sha256");
    const file = openSync(path, "wx");
    const put = (piece: Uint8Array) => {
      hash.update(piece);
      for (let at = 0; at < piece.length;) at += writeSync(file, piece, at);
    };
    put(safetensorsHead(arrays));
    const piece = new Uint8Array(PIECE);
    let at = 0;
    for (let length = -1; length !== 0; at += length) {
      length = readSync(numbers, piece, 0, PIECE, at);
      put(piece.subarray(0, length));
    }
    closeSync(file);
    closeSync(numbers);
    rmSync(beside);
    return hash.digest("hex");
  };
  return { add, close };
}
