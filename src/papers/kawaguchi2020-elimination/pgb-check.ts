/** The pass conditions of `el-pgb`: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { goldenConditions } from "./golden.ts";
import type { PgbThresholds } from "./pgb-protocol.ts";
import { largest, least } from "./readings.ts";

export const equalityName = (point: string) => `PGB is the value: ${point}`;
export const BOUNDS_HOLD = "no value lies below its lower bound";
export const minimumName = (point: string) => `a certified local minimum: ${point}`;

function minimumConditions(
  results: Results<Arms>,
  point: string,
  { equality, exact }: PgbThresholds,
): Condition[] {
  const unmet = { role: "precondition", ifFails: CONCLUSIONS.hypothesisNotMet } as const;
  return [
    condition({
      ...{ ...unmet, name: minimumName(point), relation: "atMost", threshold: exact },
      quantity: "value minus a lower bound of all values nearby",
      measured: largest(results, [point], "aboveLocalBound"),
    }),
    condition({
      ...{ ...unmet, name: `the directions change no output: ${point}`, relation: "atMost" },
      quantity: "largest change of an output or of a",
      measured: largest(results, [point], "moved"),
      threshold: exact,
    }),
    condition({
      ...{ name: equalityName(point), role: "claim", relation: "atMost", threshold: equality },
      quantity: "|PGB - Q| / (1 + Q), PGB the least value of the combinations",
      measured: largest(results, [point], "difference"),
      // In float64 a minimum is known to the rounding of its value, not as a point.
      ifFails: CONCLUSIONS.unresolved,
    }),
  ];
}

/** The condition has power: where something can be gained it says so. */
function powerConditions(results: Results<Arms>, others: readonly string[]): Condition[] {
  return others.map((point) =>
    condition({
      ...{ name: `PGB is below the value: ${point}`, role: "implementation" },
      ...{
        quantity: "Q less the least value of the combinations, PGB",
        relation: "atLeast",
        threshold: 1e-6,
      },
      measured: least(results, [point], "gain"),
      ifFails: CONCLUSIONS.invalid,
    }),
  );
}

export function pgbCheck(results: Results<Arms>, thresholds: PgbThresholds): Condition[] {
  return [
    ...goldenConditions(results, thresholds.golden),
    condition({
      ...{ name: BOUNDS_HOLD, role: "implementation", relation: "atLeast" },
      quantity: "least value minus its lower bound",
      measured: least(results, [...thresholds.minima, ...thresholds.others], "aboveLocalBound"),
      threshold: -thresholds.exact,
      ifFails: CONCLUSIONS.invalid,
    }),
    ...powerConditions(results, thresholds.others),
    ...thresholds.minima.flatMap((point) => minimumConditions(results, point, thresholds)),
  ];
}
