import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { digestOf } from "../domain/canonical.ts";
import { PlatformError } from "../domain/errors.ts";
import type { EvidenceRecord } from "../domain/evidence-record.ts";
import type { Budget } from "../domain/verdict.ts";
import { parseBaseline, type BaselineFile as ReadBaseline } from "../exports/baseline-file.ts";
import type { Side } from "../exports/regression-report.ts";
import { shellWord } from "../exports/shell-word.ts";
import type { Platform } from "./platform.ts";

/** Evidence to compare, wherever it comes from. */
export interface EvidenceSet extends Side {
  readonly budget: Budget;
  /** The slug of a claim or of a paper, or "all"; null for a release: what it has evidence of. */
  readonly of: string | null;
  readonly records: readonly EvidenceRecord[];
}

export interface BaselineFile {
  /** Absolute. */
  readonly path: string;
  readonly baseline: ReadBaseline;
}

/** "baselines/smoke.jsonl", "./b" or what is a file here; not "0.1.0" or the digits of a digest. */
export function isFileName(word: string): boolean {
  return /[/\\]|\.jsonl?$/.test(word) || existsSync(word);
}

function howToMakeOne(word: string, budget: Budget | undefined): string {
  const option = budget === undefined ? "" : ` --budget ${budget}`;
  return `make one: npx corollary baseline${option} --out ${shellWord(word)}`;
}

function readText(word: string, path: string, budget: Budget | undefined): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") {
      const told = `there is no baseline ${word}; ${howToMakeOne(word, budget)}`;
      throw new PlatformError("NO_BASELINE", told, { cause });
    }
    const why = code === "EISDIR" ? "is a folder" : `cannot be read (${code ?? "unknown error"})`;
    throw new PlatformError("BAD_INPUT", `baseline ${word} ${why}: give a file`, { cause });
  }
}

/**
 * Reads a baseline and checks every digest in it.
 *
 * @param budget that was asked for, if one was
 * @throws PlatformError NO_BASELINE where there is none or it holds no record; BAD_INPUT,
 *   DIGEST_MISMATCH or UNSUPPORTED_EVIDENCE_VERSION for a file that is not to be trusted
 */
export function readBaselineFile(word: string, budget?: Budget): BaselineFile {
  const path = resolve(word);
  const baseline = parseBaseline(readText(word, path, budget), word);
  if (baseline.records.length === 0) {
    const told = `baseline ${word} holds no evidence: nothing can be compared`;
    throw new PlatformError("NO_BASELINE", `${told}; ${howToMakeOne(word, budget)}`);
  }
  return { path, baseline };
}

export function toEvidenceSet(name: string, { baseline }: BaselineFile): EvidenceSet {
  const { of, budget, records } = baseline;
  const byDigest = new Map(records.map(({ release }) => [digestOf(release), release]));
  return { kind: "file", name, releases: [...byDigest.values()], of, budget, records };
}

/** @throws PlatformError BAD_INPUT when the caller asked for another budget */
export function assertBudget(set: EvidenceSet, wanted: Budget | undefined): void {
  if (wanted === undefined || wanted === set.budget) return;
  const told =
    `${set.name} is of budget ${set.budget}, and ${wanted} was asked for: leave --budget out, ` +
    `or compare with a baseline of budget ${wanted}`;
  throw new PlatformError("BAD_INPUT", told, { path: ["budget"] });
}

/** The one budget at which a release has evidence. */
async function budgetOf(platform: Platform, id: string, name: string): Promise<Budget> {
  const counts = await platform.services.releases.evidenceCounts(id);
  const [only] = counts;
  if (only === undefined) {
    const told = `${name} has no evidence in this database: nothing can be compared with it`;
    throw new PlatformError("NO_BASELINE", told);
  }
  if (counts.length === 1) return only.budget;
  const known = counts.map(({ budget, count }) => `${count} at ${budget}`).join(", ");
  const told = `${name} has evidence: ${known}; say which with --budget`;
  throw new PlatformError("BAD_INPUT", told, { path: ["budget"] });
}

/**
 * The evidence of a release in the database.
 *
 * @throws PlatformError NOT_FOUND for a release that is not there; NO_BASELINE where it has no evidence
 */
export async function readReleaseSet(
  platform: Platform,
  word: string,
  wanted: Budget | undefined,
): Promise<EvidenceSet> {
  const { releases } = platform.services;
  const { id, version, sourceDigest, dependencyDigest } = await releases.findReleaseByWord(word);
  const release = { version, sourceDigest, dependencyDigest };
  const name = `release ${version} (sources ${sourceDigest.slice(0, 8)})`;
  const budget = wanted ?? (await budgetOf(platform, id, name));
  const records = await releases.evidenceOfRelease(id, budget);
  if (records.length === 0) {
    const told = `${name} has no evidence at ${budget} in this database; see: npx corollary releases`;
    throw new PlatformError("NO_BASELINE", told);
  }
  return { kind: "release", name, releases: [release], of: null, budget, records };
}
