/**
 * Holm's step-down correction over a family of p-values that the claim names beforehand.
 *
 * @source Holm 1979, "A simple sequentially rejective multiple test procedure"
 * @fails  a p-value outside 0 to 1 throws BAD_INPUT
 */
import { PlatformError } from "../../domain/errors.ts";

/**
 * The adjusted p-values, under the same names: the smallest times the size of the family, the next
 * times one less, never falling and never above 1. A family of one is unchanged.
 */
export function holm<Name extends string>(
  family: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const members = Object.entries<number>(family).toSorted(([, left], [, right]) => left - right);
  let largest = 0;
  const adjusted = members.map(([name, p], index) => {
    if (!(p >= 0 && p <= 1)) {
      throw new PlatformError("BAD_INPUT", `the p-value of ${name} is ${p}, not between 0 and 1`);
    }
    largest = Math.max(largest, Math.min(1, p * (members.length - index)));
    return [name, largest];
  });
  return Object.fromEntries(adjusted) as Record<Name, number>;
}
