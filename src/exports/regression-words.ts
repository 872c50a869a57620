/** The words of a regression that every report shares. */
import {
  FALSE_ALARM_RATE,
  TIERS,
  tierWords,
  type ComparedClaim,
  type Comparison,
  type EvidenceSummary,
} from "../domain/regression.ts";
import { claimsOf, type RegressionReport } from "./regression-report.ts";

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

/** What made a claim's tier what it is: a drift with its interval and margin, or the verdicts. */
export function decisiveWords(item: ComparedClaim): string {
  const { tier, reason, quantities } = item;
  const drifted = quantities.find((one) => one.tier !== "STABLE");
  if (tier === "CHANGED") return drifted === undefined ? reason : `${reason}; ${drifted.reason}`;
  return drifted?.tier === tier ? drifted.reason : verdictWords(item);
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

/** "2 regressed, 57 stable", worst first */
export function countTiers(items: readonly ComparedClaim[]): string {
  const counted = TIERS.map((tier) => ({
    tier,
    count: items.filter((item) => item.tier === tier).length,
  }));
  return counted
    .filter(({ count }) => count > 0)
    .map(({ tier, count }) => `${count} ${tierWords(tier)}`)
    .join(", ");
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

/** "60 claims at smoke: 0.2.0 against baselines/smoke.jsonl (made by 0.1.0)" */
export function describeCompared(report: RegressionReport): string {
  const items = claimsOf(report);
  const versions = `${report.version} against ${report.against || "nothing"}`;
  if (items.length === 0) return `No claim: ${versions}`;
  const budgets = distinct(items.map(({ budget }) => budget));
  const makers = distinct(items.map(({ before }) => before?.release.version));
  const claims = items.length === 1 ? "1 claim" : `${items.length} claims`;
  return `${claims} at ${budgets}: ${versions}${makers === "" ? "" : ` (made by ${makers})`}`;
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
