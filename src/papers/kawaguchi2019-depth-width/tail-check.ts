/** Pass conditions about the ends of descents on linear tails. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { largestOf, measuredIn, totalOf } from "./exact-results.ts";

/** Of 1/2 ||Y||^2, spec 2.5. */
export const TOLERANCE = 1e-9;

export const TAIL_NAMES = {
  width: (arm: string) => `(i) every S has at least d_y units: ${arm}`,
  minimum: (arm: string) => `an end is stationary and not refuted as a minimum: ${arm}`,
  equality: "(A) L = 1/2 ||PN[B_S] Y||^2 at every minimum found",
  bound: "(B) L is at most that of the classical model at every minimum found",
  terms: "(C) L is the classical model's less the blocks' terms at every minimum found",
  resolved: "every stationary end has the value or is refuted as a minimum",
  counterexample: "no strict minimum by second derivatives has another value",
} as const;

export function tailHypotheses(results: Results<Arms>, arms: readonly string[]): Condition[] {
  const role = "precondition";
  const ifFails = CONCLUSIONS.hypothesisNotMet;
  return arms.flatMap((arm) => [
    condition({
      ...{ name: TAIL_NAMES.width(arm), role, quantity: "units of the smallest S, less d_y" },
      measured: measuredIn(results, arm, "leastWidth"),
      ...{ relation: "atLeast", threshold: 0n, ifFails },
    }),
    condition({
      ...{ name: TAIL_NAMES.minimum(arm), role, quantity: "such ends" },
      measured: totalOf(results, [arm], "minima"),
      ...{ relation: "atLeast", threshold: 1n, ifFails },
    }),
  ]);
}

/** Second derivatives in float64 show a minimum, they do not prove it: no value that is off refutes. */
export function tailConclusions(results: Results<Arms>, arms: readonly string[]): Condition[] {
  const atMost = (name: string, quantity: string, words: string) =>
    condition({
      ...{ name, role: "claim", quantity: words, measured: largestOf(results, arms, quantity) },
      ...{ relation: "atMost", threshold: TOLERANCE, ifFails: CONCLUSIONS.unresolved },
    });
  const count = (quantity: string) => totalOf(results, arms, quantity);
  return [
    atMost(TAIL_NAMES.equality, "defect", "largest difference of the two, of 1/2 ||Y||^2"),
    atMost(
      TAIL_NAMES.bound,
      "excess",
      "largest L less the classical model's value, of 1/2 ||Y||^2",
    ),
    atMost(TAIL_NAMES.terms, "termsDefect", "largest difference of the two, of 1/2 ||Y||^2"),
    condition({
      ...{ name: TAIL_NAMES.resolved, role: "claim", quantity: "ends that are neither" },
      ...{ measured: count("unresolved"), relation: "equal", threshold: 0n },
      ifFails: CONCLUSIONS.unresolved,
    }),
    condition({
      ...{ name: TAIL_NAMES.counterexample, role: "claim", quantity: "such minima" },
      ...{ measured: count("counterexamples"), relation: "equal", threshold: 0n },
      ifFails: CONCLUSIONS.unresolved,
    }),
    condition({
      name: "some ends attain the value: the least over A and C, so minima",
      ...{ role: "claim", quantity: "such ends", measured: count("attained") },
      ...{ relation: "atLeast", threshold: 1n, ifFails: CONCLUSIONS.underpowered },
    }),
    ...arms.map((arm) =>
      condition({
        name: `some loss is left: ${arm}`,
        ...{ role: "claim", quantity: "L", measured: measuredIn(results, arm, "value") },
        ...{ relation: "atLeast", threshold: TOLERANCE, ifFails: CONCLUSIONS.unresolved },
      }),
    ),
  ];
}
