/** Pass conditions of dw-overparam: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Measured, Results } from "../../verification/index.ts";
import { extremeOf, goldenConditions, measuredNumber, numberOf } from "./float-results.ts";
import type { OverparamThresholds } from "./overparam-protocol.ts";
import { certifiedCondition, pointConditions, POINT_LIMITS } from "./point-conditions.ts";
import { inWords } from "./quantity-words.ts";

export const OVERPARAM_NAMES = {
  enough: (arm: string) => `at least as many parameters as numbers to fit: ${arm}`,
  full: (arm: string) => `rank J is m d_y: ${arm}`,
  noLoss: (arm: string) => `full rank comes without loss: ${arm}`,
  loss: (arm: string) => `the loss is not 0: ${arm}`,
  deficient: (arm: string) => `a loss comes with rank J < m d_y: ${arm}`,
  none: (arm: string) => `no searched end of full rank with a loss: ${arm}`,
} as const;

const { unresolved, vacuous, hypothesisNotMet } = CONCLUSIONS;

/** quantity minus another of the same arm, both integers. */
function difference(results: Results<Arms>, arm: string, [more, less]: readonly [string, string]) {
  const value = numberOf(results, arm, more) - numberOf(results, arm, less);
  return Number.isSafeInteger(value) ? BigInt(value) : measuredNumber(value);
}

/** With P < m d_y the statement is empty: such an instance does not count. */
function enough(results: Results<Arms>, arm: string): Condition {
  return condition({
    ...{ name: OVERPARAM_NAMES.enough(arm), role: "precondition", quantity: "P - m d_y" },
    ...{ measured: difference(results, arm, ["parameters", "rows"]) },
    ...{ relation: "atLeast", threshold: 0n, ifFails: vacuous },
  });
}

function relativeLoss(results: Results<Arms>, arm: string): Measured {
  return measuredNumber(numberOf(results, arm, "loss") / numberOf(results, arm, "halfTargets"));
}

function ofFullRank(results: Results<Arms>, arm: string): Condition[] {
  return [
    ...pointConditions(results, arm),
    enough(results, arm),
    condition({
      ...{ name: OVERPARAM_NAMES.full(arm), role: "precondition", quantity: "m d_y - rank J" },
      ...{ measured: difference(results, arm, ["rows", "rank"]) },
      ...{ relation: "equal", threshold: 0n, ifFails: hypothesisNotMet },
    }),
    condition({
      ...{ name: OVERPARAM_NAMES.noLoss(arm), role: "claim", quantity: "L / (1/2 ||Y||^2)" },
      ...{ measured: relativeLoss(results, arm), relation: "atMost" },
      ...{ threshold: POINT_LIMITS.defect, ifFails: unresolved },
    }),
  ];
}

function withLoss(results: Results<Arms>, arm: string): Condition[] {
  return [
    ...pointConditions(results, arm),
    enough(results, arm),
    condition({
      ...{ name: OVERPARAM_NAMES.loss(arm), role: "precondition", quantity: "L / (1/2 ||Y||^2)" },
      ...{ measured: relativeLoss(results, arm), relation: "atLeast" },
      ...{ threshold: POINT_LIMITS.bound, ifFails: hypothesisNotMet },
    }),
    condition({
      ...{ name: OVERPARAM_NAMES.deficient(arm), role: "claim", quantity: "m d_y - rank J" },
      ...{ measured: difference(results, arm, ["rows", "rank"]) },
      ...{ relation: "atLeast", threshold: 1n, ifFails: unresolved },
    }),
  ];
}

function ofSearch(results: Results<Arms>, arm: string): Condition[] {
  return [
    condition({
      ...{ name: `a resolved end: ${arm}`, role: "precondition", quantity: inWords("resolved") },
      ...{ measured: extremeOf(results, [arm, "resolved"], "least") },
      ...{ relation: "atLeast", threshold: 1, ifFails: unresolved },
    }),
    condition({
      ...{ name: OVERPARAM_NAMES.none(arm), role: "claim", quantity: inWords("rankViolations") },
      ...{ measured: extremeOf(results, [arm, "rankViolations"], "largest") },
      ...{ relation: "equal", threshold: 0, ifFails: unresolved },
    }),
  ];
}

export function overparamCheck(
  results: Results<Arms>,
  { full, deficient, searches, golden }: OverparamThresholds,
): Condition[] {
  return [
    ...goldenConditions(results, golden),
    certifiedCondition(results, deficient, []),
    ...full.flatMap((arm) => ofFullRank(results, arm)),
    ...deficient.flatMap((arm) => withLoss(results, arm)),
    ...searches.flatMap((arm) => ofSearch(results, arm)),
  ];
}
