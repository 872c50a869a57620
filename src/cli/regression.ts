import { digestOf } from "../domain/canonical.ts";
import { PlatformError } from "../domain/errors.ts";
import { resolveEngine, type EngineChoice } from "../domain/engine-name.ts";
import { EXACT_ENVIRONMENT } from "../domain/environment.ts";
import type { EvidenceRecord } from "../domain/evidence-record.ts";
import type { Comparison } from "../domain/regression.ts";
import type { Budget } from "../domain/verdict.ts";
import { compareEvidence } from "../verification/regression/compare.ts";
import { loadRelease } from "../verification/release.ts";
import { findTargets, type Target } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import {
  assertBudget,
  isFileName,
  readBaselineFile,
  readReleaseSet,
  toEvidenceSet,
  type BaselineFile,
  type EvidenceSet,
} from "./evidence-sets.ts";
import type { Platform } from "./platform.ts";
import { verifyClaims } from "./verify-claims.ts";
import { withPlatform } from "./with-platform.ts";

export interface RegressionOptions {
  /** A baseline file, or a release. */
  readonly against: string;
  /** What is compared with it; absent: this version, which is verified where it must be. */
  readonly candidate?: string | undefined;
  readonly budget?: Budget | undefined;
  readonly engine?: EngineChoice | undefined;
  /** This claim alone. */
  readonly only?: string | undefined;
  readonly quiet: boolean;
}

export interface Compared {
  readonly comparison: Comparison;
  readonly against: EvidenceSet;
  /** Null where it was compared with a release. */
  readonly file: BaselineFile | null;
  readonly candidate: EvidenceSet;
}

/** The claims of this version that a set is about: those that it names, and those in it. */
function targetsOf({ papers }: CliContext, { of, records }: EvidenceSet): Target[] {
  const named = new Set(records.map(({ claim }) => claim));
  const isNamed = ({ paper, claim }: Target) =>
    of === "all" || of === paper.slug || of === claim.slug || named.has(claim.slug);
  return findTargets(papers, "all").filter(isNamed);
}

/** What the database holds of this version; an engine that was asked for must have computed it. */
async function storedHere(
  platform: Platform | null,
  budget: Budget,
  engine: EngineChoice | undefined,
): Promise<readonly EvidenceRecord[]> {
  if (platform === null) return [];
  const stored = await platform.services.releases.ownEvidence(budget);
  if (engine === undefined) return stored;
  const wanted = [resolveEngine(engine), EXACT_ENVIRONMENT.engine];
  return stored.filter(({ environment }) => wanted.includes(environment.engine));
}

/** Verifies here what this version has no evidence of yet. */
async function thisVersion(
  context: CliContext,
  against: EvidenceSet,
  { engine, quiet }: RegressionOptions,
  platform: Platform | null,
): Promise<EvidenceSet> {
  const { budget, of } = against;
  const stored = await storedHere(platform, budget, engine);
  const targets = targetsOf(context, against);
  const have = new Set(stored.map(({ claim }) => claim));
  const wanted = new Set(targets.map(({ claim }) => claim.slug));
  const lacking = targets.filter(({ claim }) => !have.has(claim.slug));
  const verified =
    lacking.length === 0 ? [] : await verifyClaims(context, lacking, { budget, engine, quiet });
  const records = [
    ...stored.filter(({ claim }) => wanted.has(claim)),
    ...verified.map(({ record }) => record),
  ];
  return { name: "this version", budget, of, records };
}

function onlyClaim(set: EvidenceSet, claim: string | undefined): EvidenceSet {
  if (claim === undefined) return set;
  return { ...set, of: claim, records: set.records.filter((record) => record.claim === claim) };
}

async function readSet(
  word: string,
  options: RegressionOptions,
  platform: Platform | null,
): Promise<{ set: EvidenceSet; file: BaselineFile | null }> {
  const { budget, only } = options;
  if (platform === null || isFileName(word)) {
    const file = readBaselineFile(word);
    const set = toEvidenceSet(word, file);
    assertBudget(set, budget);
    return { set: onlyClaim(set, only), file };
  }
  const set = await readReleaseSet(platform, word, budget);
  return { set: onlyClaim(set, only), file: null };
}
/** Nothing is learned from what is compared with itself. */
function assertOther({ root }: CliContext, { name, records }: EvidenceSet): void {
  const own = digestOf(loadRelease(root));
  if (!records.every(({ release }) => digestOf(release) === own)) return;
  const told = `${name} is this version itself: name an earlier one (see: corollary releases)`;
  throw new PlatformError("NO_BASELINE", told);
}

async function compareIn(
  context: CliContext,
  options: RegressionOptions,
  platform: Platform | null,
): Promise<Compared> {
  const { set: against, file } = await readSet(options.against, options, platform);
  if (file === null && options.candidate === undefined) assertOther(context, against);
  const wanted = { ...options, budget: against.budget };
  const candidate =
    options.candidate === undefined
      ? await thisVersion(context, against, options, platform)
      : (await readSet(options.candidate, wanted, platform)).set;
  const comparison = compareEvidence(against.records, candidate.records);
  return { comparison, against, file, candidate };
}

/**
 * Compares this version, or a stored one, with a baseline. A database is opened only where a release is
 * named.
 *
 * @throws PlatformError NO_BASELINE, NOT_FOUND, or for a file that is not to be trusted
 */
export async function compareVersions(
  context: CliContext,
  options: RegressionOptions,
): Promise<Compared> {
  const { against, candidate } = options;
  const files = [against, candidate ?? against].every(isFileName);
  if (files) return compareIn(context, options, null);
  return withPlatform(context, (platform) => compareIn(context, options, platform));
}

/** @throws PlatformError NO_BASELINE */
export function requireAgainst(against: string | undefined): string {
  if (against !== undefined && against !== "") return against;
  const told =
    "there is nothing to compare with: give --against a release (see: corollary releases) or a " +
    "baseline file; make one with `corollary baseline --out baselines/smoke.jsonl`";
  throw new PlatformError("NO_BASELINE", told);
}
