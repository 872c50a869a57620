/** Pass conditions of dw-shallow-classical, all exact. */
import { parseRational } from "../../domain/rational.ts";
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { measuredIn, totalOf } from "./exact-results.ts";
import { ACTIVE_UNIT, type ShallowClassicalThresholds } from "./shallow-classical-protocol.ts";

export const NAMES = {
  minimum: "the point is a local minimum off the kinks: Dbar^T r = 0 exactly",
  offKinks: "the point is off every kink",
  active: "a unit of the point is active on all samples",
  regression: "L at the point is at most that of linear regression",
  regressions: "no minimum with a unit that is active on all samples is above it",
  complete: "no known value is missing",
  nothingElse: "no value is found that is not known",
  notMinima: "every enumerated point is a local minimum off the kinks",
  subsets: "no set of units has a better classical model than its minimum",
} as const;

function hypotheses(results: Results<Arms>): Condition[] {
  const words = { role: "precondition", ifFails: CONCLUSIONS.hypothesisNotMet } as const;
  const at = (quantity: string) => measuredIn(results, ACTIVE_UNIT, quantity);
  return [
    condition({
      ...{ ...words, name: NAMES.minimum, quantity: "||Dbar^T r||^2, r the residuals" },
      ...{ measured: at("cellDefect"), relation: "equal", threshold: 0n },
    }),
    condition({
      ...{ ...words, name: NAMES.offKinks, quantity: "pre-activations that are 0" },
      ...{ measured: at("kinks"), relation: "equal", threshold: 0n },
    }),
    condition({
      ...{ ...words, name: NAMES.active, quantity: "such units" },
      ...{ measured: at("fullyActive"), relation: "atLeast", threshold: 1n },
    }),
  ];
}

function conclusions(results: Results<Arms>, enumerated: readonly string[]): Condition[] {
  const words = { role: "claim", ifFails: CONCLUSIONS.refuted } as const;
  const none = { ...words, relation: "equal", threshold: 0n } as const;
  return [
    condition({
      ...{ ...words, name: NAMES.regression, quantity: "L less that of linear regression" },
      measured: measuredIn(results, ACTIVE_UNIT, "regressionGap"),
      ...{ relation: "atMost", threshold: 0n },
    }),
    condition({
      ...{ ...none, name: NAMES.subsets, quantity: "such sets" },
      measured: totalOf(results, enumerated, "boundViolations"),
    }),
    condition({
      ...{ ...none, name: NAMES.regressions },
      quantity: "minima above linear regression",
      measured: totalOf(results, enumerated, "regressionViolations"),
    }),
    condition({
      name: "there are minima with L > 0 and a unit that is active on all samples",
      ...{ role: "claim", quantity: "such minima", relation: "atLeast", threshold: 1n },
      measured: totalOf(results, enumerated, "regressionInstances"),
      ifFails: CONCLUSIONS.underpowered,
    }),
  ];
}

/** A quantity of the measure, and its words. */
type Counted = readonly [quantity: string, told: string];

function instrument(
  results: Results<Arms>,
  { known, enumerated, regression }: ShallowClassicalThresholds,
): Condition[] {
  const words = { role: "implementation", ifFails: CONCLUSIONS.invalid } as const;
  const zeroOf = (name: string, [quantity, told]: Counted, arms: readonly string[]) =>
    condition({
      ...{ ...words, name, quantity: told, relation: "equal", threshold: 0n },
      measured: totalOf(results, arms, quantity),
    });
  return [
    zeroOf(NAMES.complete, ["missing", "such values"], known),
    zeroOf(NAMES.nothingElse, ["unexpected", "such values"], known),
    zeroOf(NAMES.notMinima, ["notMinima", "points that are not"], enumerated),
    condition({
      ...{ ...words, name: "the least value of S1 is that of linear regression" },
      ...{ quantity: "loss", measured: measuredIn(results, known[0] ?? "", "leastValue") },
      ...{ relation: "equal", threshold: parseRational(regression) },
    }),
  ];
}

export function shallowClassicalCheck(
  results: Results<Arms>,
  thresholds: ShallowClassicalThresholds,
): Condition[] {
  return [
    ...hypotheses(results),
    ...conclusions(results, thresholds.enumerated),
    ...instrument(results, thresholds),
  ];
}
