/**
 * What files of evidence have in common: lines of canonical JSON (RFC 8785), each of which can be
 * checked by itself, and one way to say what is wrong with one, where, and what to do.
 */
import type { z } from "zod";
import { BASELINE_FORMAT } from "../domain/baseline.ts";
import { canonicalJson } from "../domain/canonical.ts";
import { PlatformError, type ErrorCode } from "../domain/errors.ts";
import {
  brokenDigest,
  EVIDENCE_VERSION,
  evidenceRecordSchema,
  type EvidenceRecord,
} from "../domain/evidence-record.ts";
import { fit } from "../domain/fit.ts";
import { shellWord } from "./shell-word.ts";

/** Characters; a baseline of all claims has a few hundred thousand. */
export const LARGEST_FILE = 64 * 2 ** 20;

/** How much of a file is quoted when it is refused, and how much of what is said about a value. */
const QUOTED = 60;
const DETAIL = 120;

export interface EvidenceFile {
  readonly name: string;
  /** What to type for a new one, up to the name of its file. */
  readonly command: string;
}

/** A line of a file, counted from 1; with `claim` where it is known. */
export interface Where {
  readonly file: EvidenceFile;
  readonly line: number;
  readonly claim?: string;
}

/** The beginning of what stands in a file, without anything that could drive a terminal. */
function clip(text: string, length: number): string {
  const begins = text.slice(0, length).replaceAll(/[\p{Cc}\p{Cs}\u{FFFD}]/gu, "?");
  return text.length > length ? `${begins}…` : begins;
}

export function quote(text: string): string {
  return JSON.stringify(clip(text, QUOTED));
}

/** What was lost may be what says that this version is worse. */
function remedyOf({ name, command }: EvidenceFile): string {
  return (
    "take the file from version control; write it anew only if this version is known to be good: " +
    `${command} ${shellWord(name)}`
  );
}

/** @throws PlatformError BAD_INPUT about the file as a whole */
function refuseFile(file: EvidenceFile, told: string): never {
  throw new PlatformError("BAD_INPUT", `${file.name} ${told}; ${remedyOf(file)}`);
}

/**
 * About a file that may hold anything: that it be overwritten is never said.
 *
 * @throws PlatformError BAD_INPUT
 */
export function refuseForeign({ name, command }: EvidenceFile, told: string): never {
  const remedy = `name another, or write one to a file of its own: ${command} <file>`;
  throw new PlatformError("BAD_INPUT", `${name} ${told}; ${remedy}`);
}

/** @throws PlatformError about one line */
export function refuse(
  { file, line, claim }: Where,
  told: string,
  code: ErrorCode = "BAD_INPUT",
): never {
  const about = claim === undefined ? "" : ` (claim ${clip(claim, QUOTED)})`;
  throw new PlatformError(code, `${file.name}, line ${line}${about}: ${told}; ${remedyOf(file)}`);
}

export interface Lines {
  /** Without their ends. */
  readonly lines: readonly string[];
  /** Whether the last line has an end, as every line of a whole file has. */
  readonly isWhole: boolean;
}

/**
 * Ends of lines may be CRLF and a byte order mark may stand first, as git (autocrlf) and editors on
 * Windows leave them: digests are of the lines without their ends, and canonical JSON has neither
 * character outside of an escape, so that nothing is lost.
 *
 * @throws PlatformError BAD_INPUT where the file is empty, too large, or an unfinished merge
 */
export function linesOf(text: string, file: EvidenceFile): Lines {
  if (text.length > LARGEST_FILE) {
    const [size, most] = [text.length, LARGEST_FILE].map((length) => Math.floor(length / 2 ** 20));
    refuseForeign(file, `is no file of evidence: it has ${size} MiB, and at most ${most} are read`);
  }
  if (text.trim() === "") refuseFile(file, "is empty");
  const lines = text
    .replace(/^\uFEFF/, "")
    .replaceAll("\r\n", "\n")
    .split("\n");
  const isWhole = lines.at(-1) === "";
  if (isWhole) lines.pop();
  const conflict = lines.findIndex((line) => /^(?:<{7}|={7}|>{7})(?: |$)/.test(line));
  if (conflict >= 0) refuse({ file, line: conflict + 1 }, "a merge was left unfinished here");
  return { lines, isWhole };
}

/** Undefined for what is not JSON. */
export function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** The field of a value of any kind; undefined where it has none. */
function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

export function isHeader(value: unknown): boolean {
  return fieldOf(value, "format") === BASELINE_FORMAT;
}

/** The claim of what looks like a record, whatever its version; undefined for anything else. */
export function claimOf(value: unknown): string | undefined {
  const claim = fieldOf(value, "claim");
  return typeof claim === "string" && fieldOf(value, "resultDigest") !== undefined
    ? claim
    : undefined;
}

function canonicalOrNull(value: unknown): string | null {
  try {
    return canonicalJson(value);
  } catch {
    // Half a surrogate pair: no canonical form, so that no line is equal to it.
    return null;
  }
}

function assertVersion(value: unknown, version: number, where: Where): void {
  const found = fieldOf(value, "schemaVersion");
  if (found === version) return;
  if (!Number.isSafeInteger(found)) refuse(where, "it has no schemaVersion");
  const told = `its schemaVersion is ${String(found)} (this tool reads ${version})`;
  const newer =
    Number(found) > version ? ": a newer version of corollary wrote it, use that one" : "";
  refuse(where, told + newer, "UNSUPPORTED_EVIDENCE_VERSION");
}

/**
 * What a line says, once its version, its form and its very bytes are right. The bytes, because
 * whatever rewrites a file (a formatter, a person) may keep its meaning for one reader and change it
 * for another: of a key that stands twice, JSON.parse shows the last.
 *
 * @param value `jsonOf` the line
 * @throws PlatformError UNSUPPORTED_EVIDENCE_VERSION or BAD_INPUT
 */
export function readLine<T extends { schemaVersion: number }>(
  line: string,
  value: unknown,
  { schema, version }: { readonly schema: z.ZodType<T>; readonly version: number },
  where: Where,
): T {
  if (value === undefined) refuse(where, `it is not JSON: ${quote(line)}`);
  assertVersion(value, version, where);
  const fitted = fit(schema, value);
  if ("misfit" in fitted) return refuse(where, clip(fitted.misfit.told, DETAIL));
  if (canonicalOrNull(fitted.data) !== line) {
    refuse(where, "it is not in canonical form (RFC 8785): something rewrote it");
  }
  return fitted.data;
}

/**
 * @throws PlatformError DIGEST_MISMATCH for a record that was edited where it was stored: nobody could
 *   read the file
 */
export function writeRecord(record: EvidenceRecord): string {
  const broken = brokenDigest(record);
  if (broken === null) return canonicalJson(record);
  const told =
    `the evidence of ${record.claim} was edited: its ${broken} is not that of its contents; ` +
    "verify the claim again";
  throw new PlatformError("DIGEST_MISMATCH", told);
}

/** @throws PlatformError also DIGEST_MISMATCH */
export function readRecord(line: string, place: Where): EvidenceRecord {
  const value = jsonOf(line);
  const claim = claimOf(value);
  const where = claim === undefined ? place : { ...place, claim };
  const kind = { schema: evidenceRecordSchema, version: EVIDENCE_VERSION };
  const record = readLine(line, value, kind, where);
  const broken = brokenDigest(record);
  if (broken !== null) {
    const told = `it was edited: its ${broken} is not that of its contents`;
    refuse(where, told, "DIGEST_MISMATCH");
  }
  return record;
}
