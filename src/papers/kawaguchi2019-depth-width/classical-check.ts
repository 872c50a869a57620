/** Pass conditions of dw-classical: the ends of many descents, and networks at one point. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { DEFICIENT, type ClassicalThresholds } from "./classical-protocol.ts";
import { largestOf, leastIn } from "./exact-results.ts";
import { TOLERANCE, tailConclusions, tailHypotheses } from "./tail-check.ts";

export const NAMES = {
  structure: (arm: string) => `(i) to (iii) the structure is there: ${arm}`,
  stationary: (arm: string) => `the point is stationary in A and C: ${arm}`,
  equality: (arm: string) => `(A) L = 1/2 ||PN[B_S] Y||^2: ${arm}`,
  bound: (arm: string) => `(B) L is at most that of the classical model: ${arm}`,
  terms: (arm: string) => `(C) L is the classical model's less the blocks' terms: ${arm}`,
} as const;

/** Spec 2.1 (a), with the Jacobian in A and C; spec 8 for the margin. */
const [LARGEST_GRADIENT, LEAST_MARGIN] = [1e-10, 1e-9];
/** A singular value of a matrix with entries about 1 that rounding alone has left. */
const LARGEST_ZERO = 1e-12;

function networkHypotheses(results: Results<Arms>, arm: string): Condition[] {
  const words = { role: "precondition", ifFails: CONCLUSIONS.hypothesisNotMet } as const;
  return [
    condition({
      ...{ ...words, name: NAMES.structure(arm), quantity: "units of the smallest S, less d_y" },
      measured: leastIn(results, arm, "spareUnits"),
      ...{ relation: "atLeast", threshold: 0n },
    }),
    condition({
      ...{
        ...words,
        name: `(ii) with a margin: ${arm}`,
        quantity: "least relative distance of an argument from 0",
      },
      measured: leastIn(results, arm, "margin"),
      ...{ relation: "atLeast", threshold: LEAST_MARGIN },
    }),
    condition({
      ...{ ...words, name: NAMES.stationary(arm), quantity: "||grad L|| / (||J|| ||y||)" },
      measured: largestOf(results, [arm], "stationarity"),
      ...{ relation: "atMost", threshold: LARGEST_GRADIENT },
    }),
  ];
}

function networkConclusions(results: Results<Arms>, arm: string): Condition[] {
  const atMost = (name: string, quantity: string, words: string) =>
    condition({
      ...{ name, role: "claim", quantity: words, relation: "atMost" },
      ...{ measured: largestOf(results, [arm], quantity), threshold: TOLERANCE },
      // Equality certifies a minimum over A and C; without it none is certified.
      ifFails: CONCLUSIONS.unresolved,
    });
  return [
    atMost(NAMES.equality(arm), "defect", "difference of the two, of 1/2 ||Y||^2"),
    atMost(NAMES.bound(arm), "excess", "L less the classical model's value, of 1/2 ||Y||^2"),
    atMost(NAMES.terms(arm), "termsDefect", "difference of the two, of 1/2 ||Y||^2"),
  ];
}

export function classicalCheck(
  results: Results<Arms>,
  { tails, networks }: ClassicalThresholds,
): Condition[] {
  return [
    ...tailHypotheses(results, tails),
    ...networks.flatMap((arm) => networkHypotheses(results, arm)),
    ...tailConclusions(results, tails),
    ...networks.flatMap((arm) => networkConclusions(results, arm)),
    condition({
      name: `the tail lacks full rank at the first minimum: ${DEFICIENT}`,
      ...{ role: "implementation", quantity: "least singular value of C_2 C_3" },
      measured: largestOf(results, [DEFICIENT], "tailSingular"),
      ...{ relation: "atMost", threshold: LARGEST_ZERO, ifFails: CONCLUSIONS.invalid },
    }),
  ];
}
