/** How one seed's number is held to what it was before, where there is no noise. */
import type { DriftRule } from "../../domain/drift-rule.ts";
import {
  doubleOf,
  formatRational,
  subtractRationals,
  type Rational,
} from "../../domain/rational.ts";
import type { Tier } from "../../domain/regression.ts";
import type { NumberRead, Reading } from "./readings.ts";
import { tierOfDrift } from "./tier-of-drift.ts";
import { driftWords, exactChange, shortNumber } from "./words.ts";

export interface SeedDrift {
  readonly tier: Tier;
  /** After minus before; NaN where one of them is no number. */
  readonly drift: number;
  readonly exactDrift: string | null;
  /** What is said of the quantity: "was 256 and is 16". */
  readonly told: string;
}

type ExactRead = NumberRead & { readonly exact: Rational };

export function isExact(reading: NumberRead): reading is ExactRead {
  return reading.exact !== null;
}

/** Two infinities that are equal have no difference, and have not drifted. */
function differenceOf(before: NumberRead, after: NumberRead): number {
  return before.value === after.value ? 0 : after.value - before.value;
}

function signOf({ numerator }: Rational): number {
  if (numerator === 0n) return 0;
  return numerator < 0n ? -1 : 1;
}

/** An exact number is equal or not, whatever the margin; its drift has a side. */
function judgeExact({ scale, worse }: DriftRule, before: ExactRead, after: ExactRead): SeedDrift {
  const difference = subtractRationals(after.exact, before.exact);
  const sign = signOf(difference);
  const isLog = scale === "log";
  return {
    tier: tierOfDrift({ low: sign, high: sign }, { margin: 0, worse }),
    drift: isLog ? differenceOf(before, after) : doubleOf(difference),
    exactDrift: isLog ? null : formatRational(difference),
    told: sign === 0 ? "is unchanged" : exactChange(before.exact, after.exact),
  };
}

function withoutDrift(tier: Tier, told: string): SeedDrift {
  return { tier, drift: NaN, exactDrift: null, told };
}

function judgeNumbers(rule: DriftRule, before: NumberRead, after: NumberRead): SeedDrift {
  if (isExact(before)) {
    if (isExact(after)) return judgeExact(rule, before, after);
    return withoutDrift("REGRESSED", "was exact and is not any more");
  }
  const drift = differenceOf(before, after);
  const tier = tierOfDrift({ low: drift, high: drift }, rule);
  const told = `is ${driftWords(drift, rule)}, margin ${shortNumber(rule.margin)}`;
  return { tier, drift, exactDrift: null, told };
}

/** The same non-number for the same reason. */
function isSameState(before: Reading, after: Reading): boolean {
  return (
    before.kind === "none" &&
    after.kind === "none" &&
    before.state !== null &&
    before.why === after.why
  );
}

/** A number that is lost is worse. One that was none and is one has drifted, but to no side. */
function judgeLack(rule: DriftRule, before: Reading, after: Reading): SeedDrift {
  const lacks = { baseline: before, candidate: after };
  const whys = Object.entries(lacks).flatMap(([side, reading]) =>
    reading.kind === "number" ? [] : [{ side, why: reading.why, kind: reading.kind }],
  );
  const [one, other] = whys;
  if (one?.why === other?.why) {
    const isEqual = rule.margin === 0 || isSameState(before, after);
    const tier = isEqual ? "STABLE" : "INSUFFICIENT_DATA";
    return withoutDrift(tier, `is no number before and after: ${one?.why ?? ""}`);
  }
  const told = whys.map(({ side, why }) => `${side}: ${why}`).join("; ");
  const isMissing = whys.some(({ kind }) => kind === "missing");
  const isWorse = before.kind === "number" || rule.worse === "either";
  if (isMissing || !isWorse) return withoutDrift("INSUFFICIENT_DATA", `is not known (${told})`);
  return withoutDrift("REGRESSED", `is another (${told})`);
}

export function judgeSeed(rule: DriftRule, before: Reading, after: Reading): SeedDrift {
  const areNumbers = before.kind === "number" && after.kind === "number";
  return areNumbers ? judgeNumbers(rule, before, after) : judgeLack(rule, before, after);
}
