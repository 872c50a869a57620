/** How far what these claims measure may drift from version to version; set before looking. */
import type { DriftRule } from "../../domain/drift-rule.ts";
import { MAIN } from "./recipes.ts";

const ACCURACY = { quantity: "testAccuracy", scale: "absolute" } as const;
const SHARPNESS = { quantity: "sharpness", scale: "log" } as const;
const { small, large } = MAIN;

const GAP_BECAUSE =
  "Half a point is the least gap that the claim calls one; its spread over seeds is 0.0025 to 0.0037.";
const ACCURACY_BECAUSE = "A point is more than twice the spread over seeds, 0.0045.";

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
    ...factor(
      1.5,
      "A factor of 1.5, where the ratio is 5 to 6; the spread of its ln over seeds is 0.24.",
    ),
  },
  {
    ...{ ...SHARPNESS, arm: small, worse: "either" },
    ...factor(2, "A factor of 2; the spread over seeds is a factor of 1.5."),
  },
  {
    ...{ ...SHARPNESS, arm: large, worse: "either" },
    ...factor(1.5, "A factor of 1.5; the spread over seeds is a factor of 1.3."),
  },
];
