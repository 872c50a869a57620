/** Numbers of several arms and seeds joined into one for a condition. */
import type { Arms, Measured, Results } from "../../verification/index.ts";

const NOT_MEASURED = { value: null, exact: null, low: null, high: null } as const;

/** Of the first seed. */
export function measuredIn(results: Results<Arms>, arm: string, quantity: string): Measured {
  return results[arm]?.values[quantity]?.[0] ?? NOT_MEASURED;
}

/** The least over the seeds: a hypothesis must hold of each; none where one is not a number. */
export function leastIn(results: Results<Arms>, arm: string, quantity: string): Measured {
  const [first, ...others] = results[arm]?.values[quantity] ?? [];
  if (first === undefined || [first, ...others].some(({ value }) => value === null)) {
    return NOT_MEASURED;
  }
  return others.reduce(
    (least, one) => (Number(one.value) < Number(least.value) ? one : least),
    first,
  );
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
