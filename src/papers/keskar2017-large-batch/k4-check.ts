/** K4's pass conditions, for its direction (a factor of 2) and its magnitude (of 10). */
import { condition, CONCLUSIONS, effectConditions, effectNames } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { trainingConditions } from "./instrument.ts";
import { logRatios, pairsOf, type Pair } from "./pairs.ts";
import { INVARIANT, MAIN, PLANTED } from "./recipes.ts";
import { validityConditions } from "./validity.ts";

export interface K4Thresholds {
  /** Least geometric mean of phi(LB) / phi(SB). */
  readonly ratio: number;
  readonly alpha: number;
  /** A pair of exact quadratics with a known ratio must come out SUPPORTED; absent: not planted. */
  readonly planted?: number;
}

const RATIO = {
  ...({ of: "q", scale: "ratio" } as const),
  means: "sharpness at large batches over that at small ones",
} as const;

/** The condition that controls of K4 must break. */
export const meanRatioName = ({ alpha }: K4Thresholds) => effectNames({ ...RATIO, alpha }).mean;

/** Relative: what 13 digits leave of numbers that are equal in exact arithmetic. */
const INVARIANCE = 1e-9;

function largestChange(pairs: readonly Pair[]): number {
  return Math.max(...logRatios(pairs).map((one) => (one === null ? NaN : Math.abs(one))));
}

/** N5's other half: measures that do not see a rescaling of the weights, seen not to see it. */
function invarianceConditions(results: Results<Arms>): Condition[] {
  return ["adaptiveSharpness", "filterNormalisedRise"].map((quantity) => {
    const value = largestChange(pairsOf(results, INVARIANT, quantity));
    return condition({
      ...{ name: `rescaling does not change ${quantity}`, role: "implementation" },
      quantity: "largest |ln| of the ratio after to before",
      measured: {
        value: Number.isFinite(value) ? value : null,
        exact: null,
        low: null,
        high: null,
      },
      ...{ relation: "atMost", threshold: INVARIANCE, ifFails: CONCLUSIONS.invalid },
    });
  });
}

/** The claim's own rule on a pair whose ratio is known. */
function plantedConditions(results: Results<Arms>, thresholds: K4Thresholds): Condition[] {
  const { planted, ratio, alpha } = thresholds;
  if (planted === undefined) return [];
  const values = logRatios(pairsOf(results, PLANTED, "sharpness"));
  const passed = effectConditions({ ...RATIO, values, threshold: ratio, alpha }).filter(
    ({ check }) => check.outcome === "PASS",
  );
  const mean = values.reduce<number>((sum, one) => sum + (one ?? NaN), 0) / values.length;
  const words = { role: "implementation", ifFails: CONCLUSIONS.invalid } as const;
  return [
    condition({
      ...{ ...words, name: `a planted pair of ratio ${planted} is supported` },
      ...{ quantity: "conditions of the claim that hold of it", measured: BigInt(passed.length) },
      ...{ relation: "equal", threshold: 3n },
    }),
    condition({
      ...{ ...words, name: `a planted pair of ratio ${planted} is measured so` },
      quantity: "|ln of the measured ratio to the planted one|",
      measured: {
        value: Number.isFinite(mean) ? Math.abs(mean - Math.log(planted)) : null,
        ...{ exact: null, low: null, high: null },
      },
      ...{ relation: "atMost", threshold: INVARIANCE },
    }),
  ];
}

export function k4Check(results: Results<Arms>, thresholds: K4Thresholds): Condition[] {
  const { ratio, alpha } = thresholds;
  const values = logRatios(pairsOf(results, MAIN, "sharpness"));
  return [
    ...validityConditions(results, MAIN),
    ...effectConditions({ ...RATIO, values, threshold: ratio, alpha }),
    ...trainingConditions(results, MAIN),
    ...invarianceConditions(results),
    ...plantedConditions(results, thresholds),
  ];
}
