/** The pass conditions of `el-global` and `el-pointwise`: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import type { GlobalThresholds } from "./global-protocol.ts";
import {
  existenceConditions,
  hypothesisConditions,
  instrumentConditions,
  selfTestConditions,
} from "./minima-conditions.ts";
import { largest, tally } from "./readings.ts";

export const NONE_BAD = "no certified local minimum lies above L_pw";
export const NONE_STRICT = "no local minimum that is proved to be strict lies above L_pw";
export const SMALL_GAP = "every certified local minimum attains L_pw";
export const NO_GROUP_GRADIENT = "every group gradient vanishes at every certified local minimum";

function sharedConditions(
  results: Results<Arms>,
  { searches, selfTest, golden }: GlobalThresholds,
): Condition[] {
  return [
    ...instrumentConditions(results, searches, golden),
    ...selfTestConditions(results, selfTest),
    ...hypothesisConditions(results, searches),
    ...existenceConditions(results, searches),
  ];
}

/** A search accepts, it does not prove: only what is proved to be a strict minimum refutes. */
export function globalCheck(results: Results<Arms>, thresholds: GlobalThresholds): Condition[] {
  const { searches } = thresholds;
  const none = { role: "claim", relation: "equal", threshold: 0n } as const;
  return [
    ...sharedConditions(results, thresholds),
    condition({
      ...{
        ...none,
        name: NONE_STRICT,
        quantity: "such minima with L - L_pw > 1e-6, L_pw the least that L could be",
      },
      measured: tally(results, searches, { plus: ["strictBad"] }),
      ifFails: CONCLUSIONS.refuted,
    }),
    condition({
      ...{
        ...none,
        name: NONE_BAD,
        quantity: "such minima with L - L_pw > 1e-6, L_pw the least that L could be",
      },
      measured: tally(results, searches, { plus: ["bad"] }),
      ifFails: CONCLUSIONS.unresolved,
    }),
  ];
}

export function pointwiseCheck(results: Results<Arms>, thresholds: GlobalThresholds): Condition[] {
  const { searches, gap, groupGradient } = thresholds;
  const atMost = { role: "claim", relation: "atMost" } as const;
  return [
    ...sharedConditions(results, thresholds),
    condition({
      ...{
        ...atMost,
        name: NO_GROUP_GRADIENT,
        quantity: "largest |Gamma_j|, targets scaled to size 1",
      },
      measured: largest(results, searches, "worstGroupGradient"),
      threshold: groupGradient,
      ifFails: CONCLUSIONS.unresolved,
    }),
    condition({
      ...{ ...atMost, name: SMALL_GAP, quantity: "largest L - L_pw, targets scaled to size 1" },
      measured: largest(results, searches, "worstGap"),
      threshold: gap,
      ifFails: CONCLUSIONS.unresolved,
    }),
  ];
}
