/** How far what these claims measure may drift from version to version; set before looking. */
import type { DriftRule } from "../../domain/drift-rule.ts";
import { MAIN } from "./recipes.ts";

const ACCURACY = { quantity: "testAccuracy", scale: "absolute" } as const;
const SHARPNESS = { quantity: "sharpness", scale: "log" } as const;
const { small, large } = MAIN;

const GAP_BECAUSE =
  "Half a point is the least gap that the claim calls one, and 1.35 times its spread over seeds (spec: 0.0037).";
const ACCURACY_BECAUSE =
  "A point is more than twice the spread over seeds (spec: 0.0045 and 0.0042).";

export const K1_DRIFT: readonly DriftRule[] = [
  {
    ...{ ...ACCURACY, arm: small, minus: large },
    ...{ margin: 0.005, worse: "lower", because: GAP_BECAUSE },
  },
  { ...ACCURACY, arm: small, margin: 0.01, worse: "lower", because: ACCURACY_BECAUSE },
  { ...ACCURACY, arm: large, margin: 0.01, worse: "either", because: ACCURACY_BECAUSE },
];

const factor = (times: number, because: string) => ({ margin: Math.log(times), because });

export const K4_DRIFT: readonly DriftRule[] = [
  {
    ...{ ...SHARPNESS, arm: large, minus: small, worse: "lower" },
    ...factor(1.5, "A factor of 1.5, a quarter of the ratio's 5 to 6 on the log scale."),
  },
  {
    ...{ ...SHARPNESS, arm: small, worse: "either" },
    ...factor(2, "A factor of 2: the spread over seeds is 1.5 (spec: 0.235 +- 0.097)."),
  },
  {
    ...{ ...SHARPNESS, arm: large, worse: "either" },
    ...factor(1.5, "A factor of 1.5: the spread over seeds is 1.3 (spec: 1.17 +- 0.31)."),
  },
];
