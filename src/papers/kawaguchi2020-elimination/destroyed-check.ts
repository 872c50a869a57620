/** The pass conditions of `el-destroyed`: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import type { DestroyedThresholds } from "./destroyed-protocol.ts";
import { goldenConditions } from "./golden.ts";
import { howMany, largest, least } from "./readings.ts";

export const decreaseName = (point: string) => `a decrease in every ball: ${point}`;
export const gradientName = (point: string) => `a group gradient is not zero: ${point}`;
export const hypothesesName = (point: string) => `the theorem's hypotheses hold: ${point}`;

function pointConditions(
  results: Results<Arms>,
  { points, groupGradient }: DestroyedThresholds,
): Condition[] {
  return Object.entries(points).flatMap(([point, arms]) => [
    condition({
      ...{ name: hypothesesName(point), role: "precondition", relation: "equal", threshold: 0 },
      quantity: "hypotheses that do not hold",
      measured: largest(results, arms, "missingHypotheses"),
      ifFails: CONCLUSIONS.hypothesisNotMet,
    }),
    condition({
      ...{ name: gradientName(point), role: "precondition", relation: "atLeast" },
      quantity: "largest |Gamma_j|, targets scaled to size 1",
      measured: least(results, arms, "groupGradient"),
      threshold: groupGradient,
      ifFails: CONCLUSIONS.hypothesisNotMet,
    }),
    condition({
      ...{ name: decreaseName(point), role: "claim", relation: "atLeast" },
      quantity: "balls with a certified decrease",
      measured: howMany(results, { arms, quantity: "decrease" }, (one) => one > 0),
      threshold: BigInt(arms.length),
      // A search that finds nothing shows nothing.
      ifFails: CONCLUSIONS.unresolved,
    }),
  ]);
}

/** The points are what the corollary is about: minima of L that are not the best of all functions. */
function minimumConditions(
  results: Results<Arms>,
  { points, strict, stationary }: DestroyedThresholds,
): Condition[] {
  return strict.flatMap((point) => {
    const arms = points[point] ?? [];
    const words = { role: "precondition", ifFails: CONCLUSIONS.hypothesisNotMet } as const;
    return [
      condition({
        ...{ ...words, name: `L is stationary: ${point}`, relation: "atMost" },
        quantity: "length of the gradient of L",
        measured: largest(results, arms, "lossGradient"),
        threshold: stationary,
      }),
      condition({
        ...{ ...words, name: `a strict minimum of L is proved here: ${point}`, relation: "equal" },
        quantity: "1 where Krawczyk's test proves it",
        measured: least(results, arms, "strictMinimum"),
        threshold: 1,
      }),
      condition({
        ...{ ...words, name: `L is above L_pw: ${point}`, relation: "atLeast" },
        quantity: "L - L_pw",
        measured: least(results, arms, "aboveInfimum"),
        threshold: 1e-6,
      }),
    ];
  });
}

export function destroyedCheck(results: Results<Arms>, thresholds: DestroyedThresholds) {
  const arms = Object.values(thresholds.points).flat();
  return [
    ...goldenConditions(results, thresholds.golden),
    condition({
      ...{ name: "evaluation agrees with the formula", role: "implementation" },
      quantity: "largest difference relative to 1 + L",
      measured: largest(results, arms, "shortfall"),
      relation: "atMost",
      threshold: thresholds.agreement,
      ifFails: CONCLUSIONS.invalid,
    }),
    condition({
      ...{ name: "every decrease lies in its ball", role: "implementation", relation: "atMost" },
      quantity: "longest move in radii",
      measured: largest(results, arms, "reach"),
      // Of a length that is a root of a sum of squares.
      threshold: 1 + 1e-9,
      ifFails: CONCLUSIONS.invalid,
    }),
    ...minimumConditions(results, thresholds),
    ...pointConditions(results, thresholds),
  ];
}
