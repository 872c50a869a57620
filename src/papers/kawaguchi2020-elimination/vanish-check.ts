/** The pass conditions of `el-vanish`: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import {
  existenceConditions,
  hypothesisConditions,
  instrumentConditions,
} from "./minima-conditions.ts";
import { largest } from "./readings.ts";
import type { VanishThresholds } from "./vanish-protocol.ts";

export const identityName = (arm: string) => `2 lambda a^2 = a dLt/da - dLt/db: ${arm}`;
export const NO_REACH = "the neurons contribute nothing at any certified local minimum";
export const NO_DIFFERENCE = "Lt = L at every certified local minimum";
const BOUNDED = "|a_k| is at most its bound by the gradient";

/** Beyond rounding the derivatives are not those of this objective; doubles do not refute an identity. */
function identityConditions(results: Results<Arms>, { identities }: VanishThresholds) {
  return Object.entries(identities).map(([arm, threshold]) =>
    condition({
      ...{ name: identityName(arm), role: "claim", relation: "atMost", threshold },
      quantity: "largest relative error over random points",
      measured: largest(results, [arm], "error"),
      ifFails: CONCLUSIONS.unresolved,
    }),
  );
}

export function vanishCheck(results: Results<Arms>, thresholds: VanishThresholds): Condition[] {
  const { searches, reach, difference, golden } = thresholds;
  const atMost = { role: "claim", relation: "atMost", ifFails: CONCLUSIONS.unresolved } as const;
  return [
    ...instrumentConditions(results, searches, golden),
    ...hypothesisConditions(results, searches),
    ...existenceConditions(results, searches),
    ...identityConditions(results, thresholds),
    condition({
      ...{ ...atMost, name: BOUNDED, quantity: "largest |a_k| over its bound", threshold: 1 },
      measured: largest(results, searches, "worstOverBound"),
    }),
    condition({
      ...{ ...atMost, name: NO_REACH, quantity: "largest |g_k(x_i)|, targets scaled to size 1" },
      measured: largest(results, searches, "worstReach"),
      threshold: reach,
    }),
    condition({
      ...{ ...atMost, name: NO_DIFFERENCE, quantity: "largest |Lt - L| / (1 + L)" },
      measured: largest(results, searches, "worstDifference"),
      threshold: difference,
    }),
  ];
}
