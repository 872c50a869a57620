/** The pass conditions of `el-failure`: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import type { FailureThresholds } from "./failure-protocol.ts";
import { goldenConditions } from "./golden.ts";
import { largest, least } from "./readings.ts";

export const fallName = (point: string) => `the objective falls at every step of b: ${point}`;
export const lawName = (point: string) => `it is C + lambda alpha^2 e^-2b: ${point}`;
export const belowName = (point: string) => `it falls below L: ${point}`;
export const placesName = (point: string) => `a decrease from every place: ${point}`;
export const MOVES_AGREE = "evaluation agrees with what a move gains by its formula";
export const failureHypothesesName = (point: string) => `the theorem's hypotheses hold: ${point}`;
export const failureGradientName = (point: string) => `a group gradient is not zero: ${point}`;

function preconditions(
  results: Results<Arms>,
  point: string,
  { groupGradient }: FailureThresholds,
): Condition[] {
  const words = { role: "precondition", ifFails: CONCLUSIONS.hypothesisNotMet } as const;
  return [
    condition({
      ...{ ...words, name: failureHypothesesName(point), relation: "equal", threshold: 0 },
      quantity: "hypotheses that do not hold",
      measured: largest(results, [point], "missingHypotheses"),
    }),
    condition({
      ...{ ...words, name: failureGradientName(point), relation: "atLeast" },
      quantity: "largest |Gamma_j|, targets scaled to size 1",
      measured: least(results, [point], "groupGradient"),
      threshold: groupGradient,
    }),
  ];
}

function conclusions(
  results: Results<Arms>,
  point: string,
  { falls, law, belowLoss }: FailureThresholds,
): Condition[] {
  const words = { role: "claim", ifFails: CONCLUSIONS.unresolved } as const;
  return [
    condition({
      ...{ ...words, name: fallName(point), relation: "atLeast", threshold: falls },
      quantity: "steps at which it falls",
      measured: least(results, [point], "falls"),
    }),
    condition({
      ...{ ...words, name: lawName(point), relation: "atMost", threshold: law },
      quantity: "largest difference relative to 1 + C",
      measured: largest(results, [point], "lawError"),
    }),
    condition({
      ...{ ...words, name: belowName(point), relation: "atLeast", threshold: belowLoss },
      quantity: "L minus the last value",
      measured: least(results, [point], "belowLoss"),
    }),
    condition({
      ...{ ...words, name: placesName(point), relation: "equal", threshold: 0 },
      quantity: "random (a, b, W) without a certified decrease",
      measured: largest(results, [point], "placesAtRest"),
    }),
  ];
}

export function failureCheck(results: Results<Arms>, thresholds: FailureThresholds) {
  const { points, golden } = thresholds;
  return [
    ...goldenConditions(results, golden),
    condition({
      ...{ name: "places were tried", role: "implementation", relation: "atLeast", threshold: 1 },
      quantity: "random (a, b, W), least of any point",
      measured: least(results, points, "places"),
      ifFails: CONCLUSIONS.invalid,
    }),
    condition({
      ...{ name: MOVES_AGREE, role: "implementation", relation: "atMost" },
      quantity: "largest difference relative to 1 + Lt",
      measured: largest(results, points, "moveError"),
      threshold: thresholds.law,
      ifFails: CONCLUSIONS.invalid,
    }),
    ...points.flatMap((point) => [
      ...preconditions(results, point, thresholds),
      ...conclusions(results, point, thresholds),
    ]),
  ];
}
