/** The pass conditions of `el-exists`: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { boundName, placesName, type ExistsThresholds } from "./exists-protocol.ts";
import {
  hypothesisConditions,
  instrumentConditions,
  rejectionCondition,
} from "./minima-conditions.ts";
import { largest, least, tally } from "./readings.ts";

export const NO_GROUP_GRADIENT = "every group gradient vanishes at theta";
export const ATTAINS = "L(theta) = L_pw";
export const ALL_ACCEPTED = "(theta, 0, b, W) is accepted as a local minimum for every (b, W)";
export const NEVER_BELOW = "Lt is nowhere below L_pw";

export function existsCheck(results: Results<Arms>, thresholds: ExistsThresholds): Condition[] {
  const { points, rejected, golden, groupGradient, gap, rounding } = thresholds;
  const [places, bounds] = [points.map(placesName), points.map(boundName)];
  return [
    ...instrumentConditions(results, places, golden),
    rejectionCondition(results, rejected),
    ...hypothesisConditions(results, places),
    condition({
      ...{ name: NO_GROUP_GRADIENT, role: "precondition", relation: "atMost" },
      quantity: "largest |Gamma_j|, targets scaled to size 1",
      measured: largest(results, bounds, "groupGradient"),
      threshold: groupGradient,
      ifFails: CONCLUSIONS.hypothesisNotMet,
    }),
    condition({
      ...{ name: ALL_ACCEPTED, role: "claim", relation: "equal", threshold: 0n },
      quantity: "random (b, W) at which something lower was found nearby",
      measured: tally(results, places, { plus: ["candidates"], minus: ["certified"] }),
      ifFails: CONCLUSIONS.unresolved,
    }),
    condition({
      ...{ name: ATTAINS, role: "claim", relation: "atMost", threshold: gap },
      quantity: "largest L - L_pw, targets scaled to size 1",
      measured: largest(results, places, "worstGap"),
      ifFails: CONCLUSIONS.unresolved,
    }),
    condition({
      ...{ name: NEVER_BELOW, role: "claim", relation: "atLeast", threshold: -rounding },
      quantity: "least (Lt - L_pw) / (1 + L_pw) of random points",
      measured: least(results, bounds, "lowest"),
      ifFails: CONCLUSIONS.unresolved,
    }),
  ];
}
