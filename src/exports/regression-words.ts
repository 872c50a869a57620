/** The words of a regression that every report shares. */
import {
  FALSE_ALARM_RATE,
  TIERS,
  tierWords,
  type ComparedClaim,
  type Comparison,
  type QuantityDrift,
} from "../domain/regression.ts";
import { claimsOf, type RegressionReport } from "./regression-report.ts";

/** Three digits that count: "0.0312", "1.5e-7". */
export function inShort(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${inShort(value)}`;
}

/** "SUPPORTED -> INCONCLUSIVE": the uncapped verdicts, once where they are equal. */
export function verdictChange({ before, after }: ComparedClaim): string {
  const old = before?.uncappedVerdict ?? "none";
  const now = after?.uncappedVerdict ?? "none";
  return old === now ? old : `${old} -> ${now}`;
}

function ruleWords({ margin, worse }: QuantityDrift): string {
  return `margin ${margin}, ${worse === "either" ? "either side" : worse} is worse`;
}

/** "testAccuracy of SB -0.031 [-0.041, -0.021] (margin 0.02, lower is worse)" */
export function describeDrift(quantity: QuantityDrift): string {
  const { name, method, drift, exactDrift, low, high, seedsBefore, seedsAfter } = quantity;
  if (method === "exact") {
    const by = exactDrift ?? (drift === null ? "" : signed(drift));
    return `${name} drifted${by === "" ? "" : ` by ${by}`} (exact: it must be equal)`;
  }
  const rule = `(${ruleWords(quantity)})`;
  if (drift === null) return `${name}: ${seedsBefore} seeds before, ${seedsAfter} after ${rule}`;
  const interval = low === null || high === null ? "" : ` [${inShort(low)}, ${inShort(high)}]`;
  return `${name} ${signed(drift)}${interval} ${rule}`;
}

/** The number that a claim's tier rests on, and for a changed claim its worst drift, else its reason. */
export function decisiveWords({ tier, reason, quantities }: ComparedClaim): string {
  const [worst] = quantities;
  if (worst === undefined || worst.tier === "STABLE") return reason;
  return worst.tier === tier || tier === "CHANGED" ? describeDrift(worst) : reason;
}

/** How often this comparison would alarm for nothing; null where it rests on no interval. */
export function describeIntervals({ intervals, level }: Comparison): string | null {
  if (intervals === 0) return null;
  const percent = Number((100 * level).toPrecision(6));
  const together = Number((100 * FALSE_ALARM_RATE).toPrecision(3));
  const each =
    intervals === 1 ? `1 interval at ${percent} %` : `${intervals} intervals, each at ${percent} %`;
  return `${each}: of all intervals together, at most ${together} % would miss.`;
}

/** All there is to tell about one claim, line by line; the quantities that did not drift are counted. */
export function claimDetails(item: ComparedClaim): string[] {
  const { reason, quantities, equalQuantities } = item;
  const told = quantities.map((one) => `${tierWords(one.tier)}: ${describeDrift(one)}`);
  const equal = equalQuantities === 0 ? [] : [`equal: ${equalQuantities} exact numbers`];
  return [reason, `verdict: ${verdictChange(item)}`, ...told, ...equal];
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

/** Where the engines differ: "12 claims with onnx-cpu, before with reference"; else null. */
export function describeEngines(items: readonly ComparedClaim[]): string | null {
  const moved = items.filter(
    ({ before, after }) => before !== null && after !== null && before.engine !== after.engine,
  );
  if (moved.length === 0) return null;
  const before = distinct(moved.map((item) => item.before?.engine));
  const after = distinct(moved.map((item) => item.after?.engine));
  const claims = moved.length === 1 ? "1 claim" : `${moved.length} claims`;
  return `engine ${after}, before ${before} (${claims})`;
}
