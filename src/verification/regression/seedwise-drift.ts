/** The drift of an exact or a deterministic quantity, seed by seed: the worst is the one shown. */
import type { DriftRule } from "../../domain/drift-rule.ts";
import { worstTier, type QuantityDrift } from "../../domain/regression.ts";
import {
  NO_DRIFT,
  numbersOf,
  quantityDrift,
  readSeeds,
  type Pair,
  type TwoRuns,
} from "./quantity-drift.ts";
import { seedsOfQuantity } from "./readings.ts";
import { isExact, judgeSeed, type SeedDrift } from "./seed-drift.ts";
import { fewOf, quantityWords } from "./words.ts";

const MOST_TOLD = 3;

/** How far on the worse side; what has no number is worst. */
function badnessOf({ drift }: SeedDrift, { worse }: DriftRule): number {
  if (Number.isNaN(drift)) return Infinity;
  if (worse === "either") return Math.abs(drift);
  return worse === "higher" ? drift : -drift;
}

type Judged = SeedDrift & { readonly seed: number };

function judgeAll({ rule, before, after }: Pair): Judged[] {
  return [...before].flatMap(([seed, reading]) => {
    const other = after.get(seed);
    return other === undefined ? [] : [{ seed, ...judgeSeed(rule, reading, other) }];
  });
}

/** Those of the worst tier, the worst first. */
function worstOf(judged: readonly Judged[], rule: DriftRule): Judged[] {
  const tier = worstTier(judged.map((one) => one.tier));
  const badness = (one: Judged) => badnessOf(one, rule);
  return judged
    .filter((one) => one.tier === tier)
    .toSorted(
      (one, other) => Number(badness(one) < badness(other)) - Number(badness(one) > badness(other)),
    );
}

function rangeOf(judged: readonly Judged[]) {
  const drifts = judged.map(({ drift }) => drift).filter((drift) => !Number.isNaN(drift));
  return { low: Math.min(...drifts), high: Math.max(...drifts) };
}

function methodOf({ rule, before, after }: Pair): QuantityDrift["method"] {
  const [numbersBefore, numbersAfter] = [numbersOf(before), numbersOf(after)];
  if (numbersBefore.length === 0 || numbersAfter.length === 0) return "none";
  const mustBeEqual = rule.margin === 0 || [...numbersBefore, ...numbersAfter].some(isExact);
  return mustBeEqual ? "exact" : "difference";
}

function tellOf({ rule, before }: Pair, worst: readonly Judged[]): string {
  const name = quantityWords(rule);
  const told = worst.map(({ seed, told: words }) =>
    before.size === 1 ? `${name} ${words}` : `${name} with seed ${seed} ${words}`,
  );
  return fewOf(worst[0]?.tier === "STABLE" ? told.slice(0, 1) : told, MOST_TOLD);
}

/** Over every seed of either side; one that only one side has cannot be compared. */
export function driftBySeed({ before, after }: TwoRuns, rule: DriftRule): QuantityDrift {
  const union = [...seedsOfQuantity(before, rule), ...seedsOfQuantity(after, rule)];
  const seeds = [...new Set(union)].toSorted((left, right) => left - right);
  const pair: Pair = {
    rule,
    before: readSeeds(before, rule, seeds),
    after: readSeeds(after, rule, seeds),
  };
  const judged = judgeAll(pair);
  const worst = worstOf(judged, rule);
  const [shown] = worst;
  if (shown === undefined) {
    const reason = `${quantityWords(rule)} was not measured`;
    return quantityDrift(pair, {
      ...NO_DRIFT,
      ...{ method: "none", tier: "INSUFFICIENT_DATA", reason },
    });
  }
  const { tier, drift, exactDrift } = shown;
  const found = { tier, drift, exactDrift, ...rangeOf(judged), method: methodOf(pair) };
  return quantityDrift(pair, { ...found, reason: tellOf(pair, worst) });
}
