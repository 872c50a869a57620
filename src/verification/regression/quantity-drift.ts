/** What every comparison of one quantity has in common, however its drift is judged. */
import { describeQuantity, type DriftRule } from "../../domain/drift-rule.ts";
import type { QuantityDrift } from "../../domain/regression.ts";
import { mean } from "../statistics/sample.ts";
import { readQuantity, type NumberRead, type OwnRuns, type Reading } from "./readings.ts";

/** Of one quantity, by seed. */
export type Readings = ReadonlyMap<number, Reading>;

/** One quantity in both sets of runs. */
export interface Pair {
  readonly rule: DriftRule;
  readonly before: Readings;
  readonly after: Readings;
}

export interface TwoRuns {
  readonly before: OwnRuns;
  readonly after: OwnRuns;
}

export function readSeeds(runs: OwnRuns, rule: DriftRule, seeds: readonly number[]): Readings {
  return new Map(seeds.map((seed) => [seed, readQuantity(runs, rule, seed)]));
}

export function numbersOf(readings: Readings): NumberRead[] {
  return [...readings.values()].filter((one) => one.kind === "number");
}

/** Zero has no sign (JSON has no -0), and what is not finite is null. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

function summaryOf(readings: Readings) {
  const numbers = numbersOf(readings);
  const finite = numbers.filter(({ value, exact }) => exact !== null || Number.isFinite(value));
  return { count: finite.length, mean: finiteOrNull(mean(numbers.map(({ value }) => value))) };
}

/** What was found of a drift; numbers that are not finite stand for none. */
export interface FoundDrift {
  readonly method: QuantityDrift["method"];
  readonly tier: QuantityDrift["tier"];
  readonly reason: string;
  readonly drift: number;
  readonly exactDrift: string | null;
  readonly low: number;
  readonly high: number;
}

export const NO_DRIFT = { drift: NaN, exactDrift: null, low: NaN, high: NaN };

/** A drift with the rule that it was judged by and the means that it lies between. */
export function quantityDrift({ rule, ...readings }: Pair, found: FoundDrift): QuantityDrift {
  const { scale, margin, worse, because } = rule;
  const { method, exactDrift, tier, reason } = found;
  const [before, after] = [summaryOf(readings.before), summaryOf(readings.after)];
  return {
    ...{ name: describeQuantity(rule), scale, margin, worse, because, method },
    ...{ seedsBefore: before.count, seedsAfter: after.count },
    ...{ before: before.mean, after: after.mean },
    ...{ drift: finiteOrNull(found.drift), exactDrift },
    ...{ low: finiteOrNull(found.low), high: finiteOrNull(found.high) },
    ...{ tier, reason },
  };
}
