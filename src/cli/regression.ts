import { statSync } from "node:fs";
import { digestOf } from "../domain/canonical.ts";
import { PlatformError } from "../domain/errors.ts";
import type { EngineChoice } from "../domain/engine-name.ts";
import { EXACT_ENVIRONMENT } from "../domain/environment.ts";
import type { EvidenceRecord, Release } from "../domain/evidence-record.ts";
import type { Comparison } from "../domain/regression.ts";
import type { Budget } from "../domain/verdict.ts";
import { releaseWords } from "../exports/regression-words.ts";
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
import { withData } from "./with-data.ts";
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

/** The claims of this version that a set is about: those that a file names, and those in it. */
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
  if (engine === undefined || engine === "auto") return stored;
  const wanted: string[] = [engine, EXACT_ENVIRONMENT.engine];
  return stored.filter(({ environment }) => wanted.includes(environment.engine));
}

/** Verifies here what this version has no evidence of yet. */
async function thisVersion(
  context: CliContext,
  against: EvidenceSet,
  { engine, quiet }: RegressionOptions,
  platform: Platform | null,
): Promise<EvidenceSet> {
  const release = loadRelease(context.root);
  if (against.kind === "release") assertOther(release, against);
  const { budget, of } = against;
  const stored = await storedHere(platform, budget, engine);
  const targets = targetsOf(context, against);
  const have = new Set(stored.map(({ claim }) => claim));
  const wanted = new Set(targets.map(({ claim }) => claim.slug));
  const compared = new Set(against.records.map(({ claim }) => claim));
  const lacking = withData(
    context,
    targets.filter(({ claim }) => !have.has(claim.slug)),
    ({ claim }) => claim.slug === of || compared.has(claim.slug),
  );
  const how = { budget, engine, quiet, uncapped: true };
  const verified = lacking.length === 0 ? [] : await verifyClaims(context, lacking, how);
  const records = [
    // What else is known of this version is new to a release; a file says itself what it is of.
    ...stored.filter(({ claim }) => of === null || wanted.has(claim)),
    ...verified.map(({ record }) => record),
  ];
  const name = `this version (${releaseWords(release)})`;
  return { kind: "this version", name, releases: [release], budget, of, records };
}

function onlyClaim(set: EvidenceSet, claim: string | undefined): EvidenceSet {
  if (claim === undefined) return set;
  return { ...set, of: claim, records: set.records.filter((record) => record.claim === claim) };
}

interface NamedSet {
  readonly set: EvidenceSet;
  /** Null for a release. */
  readonly file: BaselineFile | null;
}

async function readSet(
  word: string,
  options: RegressionOptions,
  platform: Platform | null,
): Promise<NamedSet> {
  const { budget, only } = options;
  if (platform === null || isFileName(word)) {
    const file = readBaselineFile(word, budget);
    const set = toEvidenceSet(word, file);
    assertBudget(set, budget);
    return { set: onlyClaim(set, only), file };
  }
  const set = await readReleaseSet(platform, word, budget);
  return { set: onlyClaim(set, only), file: null };
}

/** Nothing is learned from what is compared with itself. */
function assertOther(own: Release, { name, releases }: EvidenceSet): void {
  if (!releases.every((release) => digestOf(release) === digestOf(own))) return;
  const told = `${name} is this version itself: name an earlier one (see: npx corollary releases)`;
  throw new PlatformError("NO_BASELINE", told);
}

/** By what the file system says: a link to a file is that file. */
function isSameFile(one: BaselineFile, other: BaselineFile): boolean {
  const [left, right] = [one, other].map(({ path }) => statSync(path, { bigint: true }));
  return left?.ino === right?.ino && left?.dev === right?.dev;
}

function assertTwo(one: NamedSet, other: NamedSet): void {
  const isSame =
    one.file !== null && other.file !== null
      ? isSameFile(one.file, other.file)
      : one.file === other.file && digestOf(one.set.releases) === digestOf(other.set.releases);
  if (!isSame) return;
  const told = `${one.set.name} stands on both sides: comparing it with itself says nothing`;
  throw new PlatformError("BAD_INPUT", told, { path: ["candidate"] });
}

async function candidateOf(
  context: CliContext,
  against: NamedSet,
  options: RegressionOptions,
  platform: Platform | null,
): Promise<EvidenceSet> {
  const { budget } = against.set;
  const { candidate } = options;
  if (candidate === undefined) return thisVersion(context, against.set, options, platform);
  const other = await readSet(candidate, { ...options, budget }, platform);
  assertTwo(against, other);
  return other.set;
}

async function compareIn(
  context: CliContext,
  options: RegressionOptions,
  platform: Platform | null,
): Promise<Compared> {
  const named = await readSet(options.against, options, platform);
  const { set: against, file } = named;
  const candidate = await candidateOf(context, named, options, platform);
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
    "there is nothing to compare with: give --against a baseline file or a release\n" +
    "  make a file: npx corollary baseline --out baselines/smoke.jsonl\n" +
    "  see the releases: npx corollary releases";
  throw new PlatformError("NO_BASELINE", told);
}
