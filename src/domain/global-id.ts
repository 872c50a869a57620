import { PlatformError } from "./errors.ts";

/** The nouns that have a global id. */
export const NODE_TYPES = [
  "Paper",
  "Claim",
  "Experiment",
  "Run",
  "Evidence",
  "Release",
  "Regression",
] as const;
export type NodeType = (typeof NODE_TYPES)[number];

type Path = readonly (string | number)[];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The opaque id that clients see: the noun and the row's key. */
export function toGlobalId(type: NodeType, key: string): string {
  return Buffer.from(`${type}:${key}`, "utf8").toString("base64url");
}

function malformed(path: Path): PlatformError {
  const where = path.join(".");
  const told = `${where}: is not an id of this API; take ids from its answers, unchanged`;
  return new PlatformError("BAD_INPUT", told, { path });
}

function readGlobalId(id: string): { type: NodeType; key: string } | null {
  const text = Buffer.from(id, "base64url").toString("utf8");
  const separator = text.indexOf(":");
  const type = NODE_TYPES.find((known) => known === text.slice(0, separator));
  const key = text.slice(separator + 1);
  const isOne = type !== undefined && UUID.test(key) && toGlobalId(type, key) === id;
  return isOne ? { type, key } : null;
}

/** Whether a word is an id of this API, of whatever noun. */
export function isGlobalId(word: string): boolean {
  return readGlobalId(word) !== null;
}

/**
 * Reads an id of any noun.
 *
 * @throws PlatformError BAD_INPUT with the path, for anything that `toGlobalId` did not make
 */
export function parseGlobalId(id: string, path: Path): { type: NodeType; key: string } {
  const read = readGlobalId(id);
  if (read === null) throw malformed(path);
  return read;
}

function withArticle(type: NodeType): string {
  return `${/^[AEIOU]/.test(type) ? "an" : "a"} ${type}`;
}

/**
 * Reads an id that must be of one noun and hands back the row's key.
 *
 * @throws PlatformError BAD_INPUT with the path, when it is malformed or of another noun
 */
export function keyOfGlobalId(id: string, expected: NodeType, path: Path): string {
  const { type, key } = parseGlobalId(id, path);
  if (type === expected) return key;
  const told = `${path.join(".")}: is the id of ${withArticle(type)}; ${withArticle(expected)} is wanted here`;
  throw new PlatformError("BAD_INPUT", told, { path });
}
