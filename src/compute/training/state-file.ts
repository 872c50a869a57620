import { createHash } from "node:crypto";
import { canonicalJson } from "../../domain/canonical.ts";
import { PlatformError } from "../../domain/errors.ts";
import type { HostArrays, HostData } from "../engine/engines/engine.ts";

/**
 * A stored state as bytes (little-endian): 8 bytes of magic, uint32 version, uint64 length and 32
 * bytes SHA-256 of the body; the body is a uint32 length of JSON, the JSON (canonical: key, step,
 * facts, name, type and length of each array), then the arrays one after the other.
 */
const MAGIC = Buffer.from("CRLSTATE");
const VERSION = 1;
const HEADER = { version: 8, length: 12, digest: 20, size: 52 };

const ARRAYS = { Float32Array, Float64Array, Int32Array, Uint8Array, Uint32Array };

/** What a computation needs to go on, or what it ended with. */
export interface StoredState {
  /** Steps that are done. */
  readonly step: number;
  readonly arrays: HostArrays;
  /** Plain JSON. */
  readonly facts: Readonly<Record<string, unknown>>;
}

interface ArrayEntry {
  readonly name: string;
  readonly type: keyof typeof ARRAYS;
  readonly length: number;
}

interface Description {
  readonly key: string;
  readonly step: number;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly arrays: readonly ArrayEntry[];
}

export function encodeState(key: string, { step, arrays, facts }: StoredState): Buffer {
  const entries = Object.entries(arrays).map(([name, data]) => {
    const type = data.constructor.name as keyof typeof ARRAYS;
    return { name, type, length: data.length };
  });
  const json = Buffer.from(canonicalJson({ key, step, facts, arrays: entries }));
  const lengthOfJson = Buffer.alloc(4);
  lengthOfJson.writeUInt32LE(json.length);
  const raw = Object.values(arrays).map((data) =>
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  );
  const body = Buffer.concat([lengthOfJson, json, ...raw]);
  const header = Buffer.alloc(HEADER.size);
  MAGIC.copy(header);
  header.writeUInt32LE(VERSION, HEADER.version);
  header.writeBigUInt64LE(BigInt(body.length), HEADER.length);
  createHash("sha256").update(body).digest().copy(header, HEADER.digest);
  return Buffer.concat([header, body]);
}

function bodyOf(bytes: Buffer): Buffer {
  if (bytes.length < HEADER.size || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw badState("it is no stored state");
  }
  const version = bytes.readUInt32LE(HEADER.version);
  if (version !== VERSION)
    throw badState(`it has format ${version}; this program reads ${VERSION}`);
  const body = bytes.subarray(HEADER.size);
  const length = bytes.readBigUInt64LE(HEADER.length);
  if (BigInt(body.length) !== length) {
    throw badState(`it has ${body.length} bytes where ${length.toString()} were written`);
  }
  const digest = createHash("sha256").update(body).digest();
  if (!digest.equals(bytes.subarray(HEADER.digest, HEADER.size))) {
    throw badState("its bytes are not those that were written");
  }
  return body;
}

/** @param what is wrong with the file */
export function badState(what: string): PlatformError {
  const told = `a checkpoint cannot be used: ${what}. What it held is computed again`;
  return new PlatformError("BAD_CHECKPOINT", told);
}

function readArrays(bytes: Buffer, entries: readonly ArrayEntry[]): Record<string, HostData> {
  let position = 0;
  const arrays = entries.map(({ name, type, length }) => {
    const data = new ARRAYS[type](length);
    const target = new Uint8Array(data.buffer);
    target.set(bytes.subarray(position, position + target.length));
    position += target.length;
    return [name, data];
  });
  return Object.fromEntries(arrays) as Record<string, HostData>;
}

/** @throws PlatformError BAD_CHECKPOINT for bytes that are not a whole state of this key */
export function decodeState(key: string, bytes: Buffer): StoredState {
  const body = bodyOf(bytes);
  const start = 4 + body.readUInt32LE(0);
  const { arrays, ...description } = JSON.parse(body.toString("utf8", 4, start)) as Description;
  if (description.key !== key) throw badState("it is of another computation");
  const { step, facts } = description;
  return { step, facts, arrays: readArrays(body.subarray(start), arrays) };
}
