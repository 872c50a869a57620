/** The words of a regression that every report shares. */
import type { Release } from "../domain/evidence-record.ts";
import {
  FALSE_ALARM_RATE,
  tierWords,
  type ComparedClaim,
  type Comparison,
  type EvidenceSummary,
} from "../domain/regression.ts";
import { claimsOf, type RegressionReport, type Side } from "./regression-report.ts";
import { shorten } from "./visible.ts";

/** "SUPPORTED -> INCONCLUSIVE": the uncapped verdicts, once where they are equal. */
export function verdictChange({ before, after }: ComparedClaim): string {
  const old = before?.uncappedVerdict ?? "none";
  const now = after?.uncappedVerdict ?? "none";
  return old === now ? old : `${old} -> ${now}`;
}

/** Why the verdicts are what they are, where the tier rests on them. */
function verdictWords({ tier, reason, before, after }: ComparedClaim): string {
  if (before === null || after === null) return reason;
  return `${reason}: ${tier === "UNSTABLE_BASELINE" ? before.reason : after.reason}`;
}

/**
 * What made a claim's tier what it is: a drift with its interval and margin, or the verdicts; and how
 * many drifts more did the same.
 *
 * @param length in characters, at most; the number of the others is never cut off
 */
export function decisiveWords(item: ComparedClaim, length = Infinity): string {
  const { tier, reason, quantities } = item;
  const isChanged = tier === "CHANGED";
  const drifted = quantities.filter(
    (one) => one.tier !== "STABLE" && (isChanged || one.tier === tier),
  );
  const [first] = drifted;
  if (first === undefined) return shorten(isChanged ? reason : verdictWords(item), length);
  const told = isChanged ? `${reason}; ${first.reason}` : first.reason;
  const rest = drifted.length === 1 ? "" : `; and ${drifted.length - 1} more`;
  return shorten(told, length - rest.length) + rest;
}

/** How often this comparison would alarm for nothing; null where it rests on no interval. */
export function describeIntervals({ intervals, level }: Comparison): string | null {
  if (intervals === 0) return null;
  const percent = Number((100 * level).toPrecision(6));
  const together = Number((100 * FALSE_ALARM_RATE).toPrecision(3));
  const each =
    intervals === 1 ? `1 interval at ${percent} %` : `${intervals} intervals, each at ${percent} %`;
  return `${each}: the chance that any of them misses is at most ${together} %.`;
}

function evidenceWords(evidence: EvidenceSummary | null): string {
  return evidence === null ? "none" : `${evidence.uncappedVerdict}, ${evidence.reason}`;
}

const MOST_QUANTITIES = 20;

/** All there is to tell about one claim, line by line. */
export function claimDetails(item: ComparedClaim): string[] {
  const { before, after, quantities, equalQuantities } = item;
  const told = quantities.map(({ tier, reason }) => `${tierWords(tier)}: ${reason}`);
  const rest = told.length - MOST_QUANTITIES;
  return [
    `before: ${evidenceWords(before)}`,
    `after: ${evidenceWords(after)}`,
    ...told.slice(0, MOST_QUANTITIES),
    ...(rest > 0 ? [`and ${rest} more numbers`] : []),
    ...(equalQuantities > 0 ? [`equal: ${equalQuantities} numbers`] : []),
  ];
}

/** "57 stable, 54 of them to the last bit" */
export function countStable(items: readonly ComparedClaim[]): string | null {
  const stable = items.filter(({ tier }) => tier === "STABLE");
  if (stable.length === 0) return null;
  const equal = stable.filter(({ before, after }) => before?.resultDigest === after?.resultDigest);
  const many = equal.length === stable.length ? "all" : `${equal.length} of them`;
  return `${stable.length} stable, ${many} to the last bit`;
}

function distinct(words: readonly (string | undefined)[]): string {
  return [...new Set(words.filter((word) => word !== undefined))].join(" and ");
}

const DIGITS = 8;

/** "0.1.0, sources 89abcdef": versions alone do not tell two releases apart. */
export function releaseWords({ version, sourceDigest }: Release): string {
  return `${version}, sources ${sourceDigest.slice(0, DIGITS)}`;
}

function describeSide({ kind, name, releases }: Side): string {
  const [first] = releases;
  if (kind !== "file" || first === undefined) return name === "" ? "nothing" : name;
  const makers = releases.length === 1 ? releaseWords(first) : `${releases.length} releases`;
  return `${name} (made by ${makers})`;
}

/** "this version (0.2.0, sources 1234abcd) against smoke.jsonl (made by 0.1.0, sources 89abcdef)" */
export function describeSides({ baseline, candidate }: RegressionReport): string {
  return `${describeSide(candidate)} against ${describeSide(baseline)}`;
}

/** "60 claims at smoke: ..." with both sides */
export function describeCompared(report: RegressionReport): string {
  const items = claimsOf(report);
  if (items.length === 0) return `No claim: ${describeSides(report)}`;
  const budgets = distinct(items.map(({ budget }) => budget));
  const claims = items.length === 1 ? "1 claim" : `${items.length} claims`;
  return `${claims} at ${budgets}: ${describeSides(report)}`;
}

/** Where what computed them differs: "12 claims computed otherwise, ..."; else null. */
export function describeEnvironments(items: readonly ComparedClaim[]): string | null {
  const moved = items.filter(
    ({ before, after }) =>
      before !== null && after !== null && before.environment !== after.environment,
  );
  if (moved.length === 0) return null;
  const before = distinct(moved.map((item) => item.before?.environment));
  const after = distinct(moved.map((item) => item.after?.environment));
  const claims = moved.length === 1 ? "1 claim" : `${moved.length} claims`;
  return `${claims} computed otherwise, so that bits may differ: before by ${before}; now by ${after}`;
}
