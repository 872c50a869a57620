/** A baseline as a file: src/domain/baseline.ts says what stands in it. */
import {
  BASELINE_FORMAT,
  BASELINE_VERSION,
  baselineDigest,
  baselineHeaderSchema,
  type Baseline,
  type BaselineHeader,
} from "../domain/baseline.ts";
import { canonicalJson } from "../domain/canonical.ts";
import { PlatformError } from "../domain/errors.ts";
import type { EvidenceRecord } from "../domain/evidence-record.ts";
import type { Budget } from "../domain/verdict.ts";
import {
  claimOf,
  isHeader,
  jsonOf,
  LARGEST_FILE,
  linesOf,
  quote,
  readLine,
  readRecord,
  refuse,
  refuseForeign,
  writeRecord,
  type EvidenceFile,
} from "./evidence-lines.ts";

export interface BaselineFile extends Baseline {
  /** Where the record of a claim stands, counted from 1; null where there is none. */
  lineOf(claim: string): number | null;
}

/** By paper, then by claim; by code units, which is the same order on every machine. */
function inOrder(left: EvidenceRecord, right: EvidenceRecord): number {
  const key = left.paper === right.paper ? "claim" : "paper";
  if (left[key] === right[key]) return 0;
  return left[key] < right[key] ? -1 : 1;
}

/** Takes one record after the other, and says why one cannot follow; null where it can. */
function sequenceOf(budget: Budget): (record: EvidenceRecord) => string | null {
  const claims = new Set<string>();
  let previous: EvidenceRecord | null = null;
  return (record) => {
    if (record.budget !== budget) {
      return `its budget is ${record.budget}, and that of the baseline is ${budget}`;
    }
    if (record.crossCheck !== undefined) {
      return "it is of two engines, and a baseline holds what one has found: verify it without a second";
    }
    if (claims.has(record.claim)) return "it is a second record of this claim";
    if (previous !== null && inOrder(previous, record) > 0) {
      return `it should stand before ${previous.claim}: records are sorted by paper and claim`;
    }
    claims.add(record.claim);
    previous = record;
    return null;
  };
}

/**
 * The same evidence has the same bytes, in whatever order it is given.
 *
 * @throws PlatformError BAD_INPUT for a record of another budget or a second one of a claim,
 *   DIGEST_MISMATCH for one that was edited
 */
export function formatBaseline({ of, budget, accepted, records }: Baseline): string {
  const sorted = records.toSorted(inOrder);
  const misfit = sequenceOf(budget);
  for (const record of sorted) {
    const told = misfit(record);
    if (told === null) continue;
    throw new PlatformError("BAD_INPUT", `${record.claim} cannot be in this baseline: ${told}`);
  }
  const lines = sorted.map(writeRecord);
  const header: Omit<BaselineHeader, "digest"> = {
    ...{ format: BASELINE_FORMAT, schemaVersion: BASELINE_VERSION, of, budget },
    ...{ records: lines.length, accepted: [...accepted] },
  };
  const first = canonicalJson({ ...header, digest: baselineDigest(header, lines) });
  return [first, ...lines].map((line) => `${line}\n`).join("");
}

function readHeader(line: string, file: EvidenceFile): BaselineHeader {
  const value = jsonOf(line);
  const claim = claimOf(value);
  if (claim !== undefined && !isHeader(value)) {
    const begins = `begins with a record (claim ${quote(claim)})`;
    refuseForeign(
      file,
      `${begins}: it is a file of evidence, or a baseline without its first line`,
    );
  }
  if (!isHeader(value)) {
    refuseForeign(file, `is not a baseline, or its first line is not whole: ${quote(line)}`);
  }
  const kind = { schema: baselineHeaderSchema, version: BASELINE_VERSION };
  return readLine(line, value, kind, { file, line: 1 });
}

function assertComplete(header: BaselineHeader, count: number, file: EvidenceFile): void {
  if (count === header.records) return;
  const told = `the header counts ${header.records} records, and ${count} lines follow it`;
  const why = count < header.records ? ": the file is cut off, or a line was taken out" : "";
  refuse({ file, line: count + 1 }, told + why);
}

function assertUnedited(
  { digest, ...header }: BaselineHeader,
  lines: readonly string[],
  file: EvidenceFile,
): void {
  if (baselineDigest(header, lines) === digest) return;
  const told =
    "its digest is not that of the file: this line was edited, or a record was together with its " +
    "own digests";
  refuse({ file, line: 1 }, told, "DIGEST_MISMATCH");
}

const SLUG = /^[\w-]{1,100}$/;

/** What writes such a baseline anew. */
function commandFor({ of, budget }: BaselineHeader): string {
  const what = SLUG.test(of) ? of : "all";
  return `npx corollary baseline ${what} --budget ${budget} --out`;
}

/** Whether nothing but a baseline, whole or broken, is lost when the file is written anew. */
export function isReplaceable(text: string): boolean {
  if (text.length > LARGEST_FILE) return false;
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  return text.trim() === "" || lines.some((line) => isHeader(jsonOf(line)));
}

/**
 * Checks everything that can be checked without computing: form, order, count and every digest.
 *
 * @param name of the file, for what is said about it
 * @throws PlatformError BAD_INPUT for what is not a whole baseline in canonical form,
 *   DIGEST_MISMATCH where it was edited, UNSUPPORTED_EVIDENCE_VERSION
 */
export function parseBaseline(text: string, name: string): BaselineFile {
  const unread = { name, command: "npx corollary baseline --out" };
  const {
    lines: [first = "", ...rest],
    isWhole,
  } = linesOf(text, unread);
  const header = readHeader(first, unread);
  const { of, budget, accepted } = header;
  const file = { name, command: commandFor(header) };
  if (!isWhole)
    refuse({ file, line: rest.length + 1 }, "the file is cut off: this line has no end");
  assertComplete(header, rest.length, file);
  const misfit = sequenceOf(header.budget);
  const records = rest.map((line, index) => {
    const where = { file, line: index + 2 };
    const record = readRecord(line, where);
    const told = misfit(record);
    if (told !== null) refuse({ ...where, claim: record.claim }, told);
    return record;
  });
  assertUnedited(header, rest, file);
  const lines = new Map(records.map(({ claim }, index) => [claim, index + 2]));
  return { of, budget, accepted, records, lineOf: (claim) => lines.get(claim) ?? null };
}
