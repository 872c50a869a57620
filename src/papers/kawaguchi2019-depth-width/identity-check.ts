/** Pass conditions of dw-deep-identity: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { extremeOf, goldenConditions } from "./float-results.ts";
import { GRADIENTS, PATH, type IdentityThresholds } from "./identity-protocol.ts";
import { atMostOf, certifiedCondition, pointConditions, POINT_LIMITS } from "./point-conditions.ts";
import { provenConditions } from "./proven-minima.ts";
import { inWords, type WordedQuantity } from "./quantity-words.ts";

export const IDENTITY_NAMES = {
  linear: (arm: string) => `linear outputs: ${arm}`,
  value: (arm: string) => `L is 1/2 ||PN[J] y||^2: ${arm}`,
  gradients: "backpropagation gives J^T r",
} as const;

/** Relations that hold everywhere: broken by wrong code or an unresolved rank, never by the claim. */
const { unresolved } = CONCLUSIONS;

function atMinimum(results: Results<Arms>, arm: string): Condition[] {
  const claim = (name: string, quantity: WordedQuantity, threshold: number) =>
    atMostOf(results, { name, role: "claim", quantity, ifFails: unresolved }, [arm, threshold]);
  return [
    ...pointConditions(results, arm),
    atMostOf(
      results,
      {
        ...{ name: IDENTITY_NAMES.linear(arm), role: "precondition", quantity: "outputsOutside" },
        ifFails: CONCLUSIONS.hypothesisNotMet,
      },
      [arm, POINT_LIMITS.outputsOutside],
    ),
    claim(`the defect is within its bound: ${arm}`, "excess", POINT_LIMITS.excess),
    claim(IDENTITY_NAMES.value(arm), "relativeDefect", POINT_LIMITS.defect),
  ];
}

function atSearched(results: Results<Arms>, arm: string): Condition[] {
  const claim = (name: string, quantity: WordedQuantity, threshold: number) =>
    atMostOf(results, { name, role: "claim", quantity, ifFails: unresolved }, [arm, threshold]);
  return [
    condition({
      ...{ name: `a certified start: ${arm}`, role: "precondition" },
      ...{ quantity: inWords("certified") },
      measured: extremeOf(results, [arm, "certified"], "least"),
      ...{ relation: "atLeast", threshold: 1, ifFails: unresolved },
    }),
    claim(`the defect is within its bound: ${arm}`, "worstExcess", POINT_LIMITS.excess),
    claim(IDENTITY_NAMES.value(arm), "worstDefect", POINT_LIMITS.defect),
  ];
}

function instrument(results: Results<Arms>): Condition[] {
  return [
    atMostOf(
      results,
      {
        ...{ name: IDENTITY_NAMES.gradients, role: "implementation" },
        ...{ quantity: "gradientMismatch", ifFails: CONCLUSIONS.invalid },
      },
      [GRADIENTS, POINT_LIMITS.stationarity],
    ),
    atMostOf(
      results,
      {
        ...{ name: "the defect is within its bound all along a descent", role: "claim" },
        ...{ quantity: "worstExcess", ifFails: unresolved },
      },
      [PATH, POINT_LIMITS.excess],
    ),
    condition({
      ...{ name: "the defect is not negative all along a descent", role: "claim" },
      ...{ quantity: inWords("leastDefect"), relation: "atLeast" },
      threshold: -POINT_LIMITS.excess,
      measured: extremeOf(results, [PATH, "leastDefect"], "least"),
      ifFails: unresolved,
    }),
  ];
}

export function identityCheck(
  results: Results<Arms>,
  { minima, searches, golden }: IdentityThresholds,
): Condition[] {
  return [
    ...goldenConditions(results, golden),
    ...instrument(results),
    certifiedCondition(results, minima, searches),
    ...provenConditions(results),
    ...minima.flatMap((arm) => atMinimum(results, arm)),
    ...searches.flatMap((arm) => atSearched(results, arm)),
  ];
}
