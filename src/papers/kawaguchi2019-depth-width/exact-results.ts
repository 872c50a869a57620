/** Numbers of several arms and seeds joined into one for a condition. */
import type { Arms, Measured, Results } from "../../verification/index.ts";

const NOT_MEASURED = { value: null, exact: null, low: null, high: null } as const;

/** Of the first seed. */
export function measuredIn(results: Results<Arms>, arm: string, quantity: string): Measured {
  return results[arm]?.values[quantity]?.[0] ?? NOT_MEASURED;
}

/** The sum of integers over arms and seeds; none where one of them is missing. */
export function totalOf(
  results: Results<Arms>,
  arms: readonly string[],
  quantity: string,
): Measured {
  const ofArms = arms.map((arm) => results[arm]?.values[quantity] ?? []);
  const exact = ofArms.flatMap((values) => values.map((one) => one.exact));
  const isComplete = ofArms.every((values) => values.length > 0);
  if (!isComplete || exact.length === 0 || exact.includes(null)) return NOT_MEASURED;
  return exact.reduce((sum, one) => sum + BigInt(one ?? 0), 0n);
}

/** The largest double over arms and seeds; none where one of them is not finite. */
export function largestOf(
  results: Results<Arms>,
  arms: readonly string[],
  quantity: string,
): Measured {
  const ofArms = arms.map((arm) => results[arm]?.values[quantity] ?? []);
  const values = ofArms.flatMap((found) => found.map(({ value }) => value));
  const isComplete = ofArms.every((found) => found.length > 0) && !values.includes(null);
  if (!isComplete || values.length === 0) return NOT_MEASURED;
  return { ...NOT_MEASURED, value: Math.max(...values.map((value) => value ?? 0)) };
}
