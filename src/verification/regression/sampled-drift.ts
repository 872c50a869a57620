/**
 * The drift of a statistical quantity: an interval for the difference of its means. Seeds without a
 * number are never left out: the others would tell of survivors.
 */
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { QuantityDrift } from "../../domain/regression.ts";
import { pairedT } from "../statistics/paired-t.ts";
import { welch } from "../statistics/welch.ts";
import {
  NO_DRIFT,
  numbersOf,
  quantityDrift,
  readSeeds,
  type Pair,
  type Readings,
  type TwoRuns,
} from "./quantity-drift.ts";
import { armsOf, seedsOfQuantity, type OwnRuns, type Reading } from "./readings.ts";
import { tierOfDrift, type Interval } from "./tier-of-drift.ts";
import { count, driftWords, fewOf, quantityWords, shortNumber } from "./words.ts";

const FEWEST_SEEDS = 5;
/** The spread is computed of squares, which are finite up to here. */
const LARGEST = 1e150;
const MOST_PROBLEMS = 3;

/** A quantity that can be judged by an interval, or the problems for which it cannot. */
export interface Sampled {
  readonly pair: Pair;
  readonly method: "paired-t" | "welch";
  readonly problems: readonly string[];
  /** Every seed had a number and was run again, and none has one any more: that is no noise. */
  readonly isLost: boolean;
}

function problemOf(seed: number, reading: Reading, { scale }: DriftRule): string | null {
  if (reading.kind !== "number") return reading.why;
  if (Math.abs(reading.value) < LARGEST) return null;
  const what = scale === "log" ? "no finite logarithm" : `a number beyond ${LARGEST}`;
  return `seed ${seed} has ${what}`;
}

function problemsOfSide(runs: OwnRuns, readings: Readings, rule: DriftRule): string[] {
  const gone = armsOf(rule).filter((arm) => !runs.has(arm));
  if (gone.length > 0) return gone.map((arm) => `there is no arm ${arm}`);
  const problems = [...readings].flatMap(([seed, one]) => problemOf(seed, one, rule) ?? []);
  if (problems.length > 0 || readings.size >= FEWEST_SEEDS) return problems;
  return [`${count(readings.size, "seed")} of the ${FEWEST_SEEDS} that are needed`];
}

/** Other seeds make another sample; the same ones without some of them make one of survivors. */
function droppedSeeds({ before, after }: Pair): string[] {
  const dropped = [...before.keys()].filter((seed) => !after.has(seed));
  const isSubset = after.size === before.size - dropped.length;
  return isSubset ? dropped.map((seed) => `seed ${seed} of the baseline was not run`) : [];
}

function hasSameSeeds({ before, after }: Pair): boolean {
  return before.size === after.size && [...before.keys()].every((seed) => after.has(seed));
}

/** Of so many runs as would have been enough: each ended without one, as where all diverge. */
function hasNoNumber(readings: Readings): boolean {
  return (
    readings.size >= FEWEST_SEEDS && [...readings.values()].every(({ kind }) => kind === "none")
  );
}

/** @param isSameEngine the same engine gives the same seed the same number, so that seeds pair up */
export function sampleOf(runs: TwoRuns, rule: DriftRule, isSameEngine: boolean): Sampled {
  const readAll = (side: OwnRuns) => readSeeds(side, rule, seedsOfQuantity(side, rule));
  const pair = { rule, before: readAll(runs.before), after: readAll(runs.after) };
  const problemsBefore = problemsOfSide(runs.before, pair.before, rule);
  const problemsAfter = problemsOfSide(runs.after, pair.after, rule);
  const problems = [
    ...problemsBefore.map((problem) => `baseline: ${problem}`),
    ...problemsAfter.map((problem) => `candidate: ${problem}`),
    ...(problemsAfter.length > 0 ? [] : droppedSeeds(pair).map((one) => `candidate: ${one}`)),
  ];
  const method = isSameEngine && hasSameSeeds(pair) ? "paired-t" : "welch";
  const isLost = problemsBefore.length === 0 && hasNoNumber(pair.after);
  return { pair, method, problems, isLost };
}

function valuesOf(readings: Readings): number[] {
  return numbersOf(readings).map(({ value }) => value);
}

function intervalOf({ pair, method }: Sampled, level: number): Interval & { drift: number } {
  const [before, after] = [valuesOf(pair.before), valuesOf(pair.after)];
  if (method === "welch") {
    const { difference, interval } = welch(before, after, level);
    return { drift: difference, ...interval };
  }
  const differences = after.map((value, index) => value - (before[index] ?? NaN));
  const test = pairedT(differences, level);
  return { drift: test.mean, ...test.interval };
}

/** @param level of the interval, such as 0.98 */
export function driftOfSample(sampled: Sampled, level: number): QuantityDrift {
  const { pair, method, problems, isLost } = sampled;
  const { rule } = pair;
  const name = quantityWords(rule);
  if (problems.length > 0) {
    const what = isLost ? "has no number any more" : "cannot be compared";
    const reason = `${name} ${what}: ${fewOf(problems, MOST_PROBLEMS)}`;
    const tier = isLost ? "REGRESSED" : "INSUFFICIENT_DATA";
    return quantityDrift(pair, { ...NO_DRIFT, ...{ method: "none", tier, reason } });
  }
  const interval = intervalOf(sampled, level);
  const { drift, low, high } = interval;
  const ends = `interval ${shortNumber(low)} to ${shortNumber(high)}`;
  const reason = `${name} is ${driftWords(drift, rule)}, ${ends}, margin ${shortNumber(rule.margin)}`;
  const tier = tierOfDrift(interval, rule);
  return quantityDrift(pair, { ...NO_DRIFT, ...interval, method, tier, reason });
}
