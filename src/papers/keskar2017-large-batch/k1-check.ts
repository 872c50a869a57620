/** K1's pass conditions: pure functions of stored measurements. */
import { effectConditions, effectNames } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { testConditions, trainingConditions } from "./instrument.ts";
import { differences, pairsOf } from "./pairs.ts";
import { MAIN } from "./recipes.ts";
import { validityConditions } from "./validity.ts";

export interface K1Thresholds {
  /** Least mean gap, as a share of the test images. */
  readonly gap: number;
  /** Of the one-sided t test, and of the upper bound. */
  readonly alpha: number;
  /** Percent of the seeds in which SB must be better. */
  readonly positivePercent: number;
}

const GAP = {
  ...({ of: "d", scale: "difference" } as const),
  means: "test accuracy of small batches less that of large ones",
} as const;

/** The condition that controls of K1 must break. */
export const meanGapName = ({ alpha }: K1Thresholds) => effectNames({ ...GAP, alpha }).mean;

export function k1Check(results: Results<Arms>, thresholds: K1Thresholds): Condition[] {
  const { gap, alpha, positivePercent } = thresholds;
  const values = differences(pairsOf(results, MAIN, "testAccuracy"));
  return [
    ...validityConditions(results, MAIN),
    ...effectConditions({ ...GAP, values, threshold: gap, alpha, positivePercent }),
    ...trainingConditions(results, MAIN),
    ...testConditions(results, MAIN),
  ];
}
