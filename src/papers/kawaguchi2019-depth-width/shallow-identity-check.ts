/** Pass conditions of dw-shallow-identity: all exact, but for rule (a) of 2.1. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { leastIn, measuredIn, totalOf } from "./exact-results.ts";
import { IDLE_UNIT, type ShallowIdentityThresholds } from "./shallow-identity-protocol.ts";

export const NAMES = {
  cells: "every sample has a strict sign in some cell",
  offKinks: "the point is off every kink",
  minimum: "the point is a local minimum: Dbar^T r = 0 exactly",
  stationary: "the point is stationary in the scale of rule (a), 2.1",
  pointIdentity: "L = 1/2 ||PN[Dbar] y||^2 at the point",
  identity: "L = 1/2 ||PN[Dbar] y||^2 at every enumerated minimum",
  notMinima: "every enumerated point is a local minimum off the kinks",
  complete: "no known value is missing",
  nothingElse: "no value is found that is not known",
} as const;

/** Rule (a) of 2.1, with Dbar in place of J. */
const LARGEST_GRADIENT = 1e-10;

const exactly = { relation: "equal", threshold: 0n } as const;

function hypotheses(results: Results<Arms>, enumerated: readonly string[]): Condition[] {
  const role = "precondition";
  const ifFails = CONCLUSIONS.hypothesisNotMet;
  const cells = enumerated.map((arm) =>
    condition({
      ...{ name: `${NAMES.cells}: ${arm}`, role, quantity: "such cells" },
      measured: leastIn(results, arm, "cells"),
      ...{ relation: "atLeast", threshold: 1n, ifFails: CONCLUSIONS.vacuous },
    }),
  );
  const at = (quantity: string) => measuredIn(results, IDLE_UNIT, quantity);
  return [
    ...cells,
    condition({
      ...{ ...exactly, name: NAMES.offKinks, role, quantity: "pre-activations that are 0" },
      ...{ measured: at("kinks"), ifFails },
    }),
    condition({
      ...{ ...exactly, name: NAMES.minimum, role, quantity: "||Dbar^T r||^2, r the residuals" },
      ...{ measured: at("cellDefect"), ifFails },
    }),
    condition({
      ...{
        name: NAMES.stationary,
        role,
        quantity: "||Dbar^T r|| / (||Dbar|| ||y||), r the residuals",
      },
      ...{ measured: at("stationarity"), relation: "atMost", threshold: LARGEST_GRADIENT, ifFails },
    }),
  ];
}

function conclusions(results: Results<Arms>, enumerated: readonly string[]): Condition[] {
  return [
    condition({
      ...{ ...exactly, name: NAMES.identity, role: "claim", ifFails: CONCLUSIONS.refuted },
      quantity: "minima with another loss",
      measured: totalOf(results, enumerated, "mismatches"),
    }),
    condition({
      ...{ ...exactly, name: NAMES.pointIdentity, role: "claim", ifFails: CONCLUSIONS.refuted },
      quantity: "L - 1/2 ||PN[Dbar] y||^2",
      measured: measuredIn(results, IDLE_UNIT, "gap"),
    }),
    condition({
      name: "there are minima with L > 0 and a live unit",
      ...{ role: "claim", quantity: "such minima", relation: "atLeast", threshold: 1n },
      measured: totalOf(results, enumerated, "instances"),
      ifFails: CONCLUSIONS.underpowered,
    }),
  ];
}

/** A quantity of the measure, and its words. */
type Counted = readonly [quantity: string, told: string];

/** An enumerator that finds only dead units would pass all of the above but the last. */
function instrument(
  results: Results<Arms>,
  { known }: ShallowIdentityThresholds,
  enumerated: readonly string[],
): Condition[] {
  const words = { role: "implementation", ifFails: CONCLUSIONS.invalid } as const;
  const names = Object.keys(known);
  const counted = Object.entries(known).flatMap(([arm, counts]) =>
    Object.entries(counts).map(([quantity, count]) =>
      condition({
        ...{ ...words, name: `${quantity} of ${arm}`, quantity, relation: "equal" },
        ...{ measured: measuredIn(results, arm, quantity), threshold: BigInt(count) },
      }),
    ),
  );
  const zeroOf = (name: string, [quantity, told]: Counted, arms: readonly string[]) =>
    condition({
      ...{ ...words, ...exactly, name, quantity: told },
      measured: totalOf(results, arms, quantity),
    });
  return [
    ...counted,
    zeroOf(NAMES.complete, ["missing", "such values"], names),
    zeroOf(NAMES.nothingElse, ["unexpected", "such values"], names),
    zeroOf(NAMES.notMinima, ["notMinima", "points that are not"], enumerated),
    condition({
      ...{ ...words, ...exactly, name: "L = 1/2 ||PN[J] y||^2 at the point (2.1)" },
      ...{ quantity: "the difference", measured: measuredIn(results, IDLE_UNIT, "jacobianGap") },
    }),
  ];
}

export function shallowIdentityCheck(
  results: Results<Arms>,
  thresholds: ShallowIdentityThresholds,
): Condition[] {
  const enumerated = [...Object.keys(thresholds.known), ...thresholds.drawn];
  return [
    ...hypotheses(results, enumerated),
    ...conclusions(results, enumerated),
    ...instrument(results, thresholds, enumerated),
  ];
}
