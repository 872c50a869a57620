/** Golden numbers of the spec as guards of the instrument. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { distance } from "./readings.ts";

export interface Golden {
  readonly arm: string;
  readonly quantity: string;
  readonly value: number;
  /** Half of the last digit that the spec gives, or the rounding where it gives all. */
  readonly within: number;
}

export function goldenConditions(
  results: Results<Arms>,
  golden: readonly Golden[],
): readonly Condition[] {
  return golden.map(({ arm, quantity, value, within }) =>
    condition({
      name: `${quantity} of the spec, ${value}: ${arm}`,
      role: "implementation",
      quantity: "distance from it",
      measured: distance(results, arm, quantity, value),
      relation: "atMost",
      threshold: within,
      ifFails: CONCLUSIONS.invalid,
    }),
  );
}
