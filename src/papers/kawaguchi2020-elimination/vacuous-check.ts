/** The pass conditions of `el-vacuous`: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { hypothesisConditions, instrumentConditions } from "./minima-conditions.ts";
import { largest, least, tally } from "./readings.ts";
import type { VacuousThresholds } from "./vacuous-protocol.ts";

export const PROVED = "a proof that no theta attains L_pw";
export const NONE_FOUND = "no start comes to rest at a local minimum";
export const LEAVES = "the flow leaves the best minimum for a higher loss";
export const LOOKS_CONVERGED = "the flow ends with a small gradient";

/** Far more than the integrator could be wrong by: the spec finds 2.3 times. */
const RISEN = 2;

function flowConditions(results: Results<Arms>, thresholds: VacuousThresholds): Condition[] {
  const { flows, startLoss, gradient } = thresholds;
  return [
    condition({
      ...{ name: LEAVES, role: "claim", relation: "atLeast", threshold: startLoss * RISEN },
      quantity: "least L at the end",
      measured: least(results, flows, "loss"),
      ifFails: CONCLUSIONS.unresolved,
    }),
    condition({
      ...{ name: LOOKS_CONVERGED, role: "claim", relation: "atMost", threshold: gradient },
      quantity: "largest length of the gradient at the end",
      measured: largest(results, flows, "gradientNorm"),
      ifFails: CONCLUSIONS.unresolved,
    }),
  ];
}

export function vacuousCheck(results: Results<Arms>, thresholds: VacuousThresholds): Condition[] {
  const { cases, golden } = thresholds;
  return [
    ...instrumentConditions(results, cases, golden),
    ...hypothesisConditions(results, cases),
    condition({
      ...{ name: PROVED, role: "claim", relation: "equal", threshold: 1 },
      quantity: "1 where it is proved in every problem, else 0",
      measured: least(results, cases, "neverAttained"),
      // A training that fails is no proof.
      ifFails: CONCLUSIONS.unresolved,
    }),
    condition({
      ...{ name: NONE_FOUND, role: "claim", relation: "equal", threshold: 0n },
      quantity: "certified local minima",
      measured: tally(results, cases, { plus: ["certified"] }),
      ifFails: CONCLUSIONS.unresolved,
    }),
    ...flowConditions(results, thresholds),
  ];
}
