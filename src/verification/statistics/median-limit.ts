/**
 * A median and its one-sided upper confidence limit by order statistics: free of any distribution.
 *
 * @source    Conover 1999, "Practical nonparametric statistics", section 3.2;
 *            spec kawaguchi2019-depth-width 3.2
 * @precision binomial tails are exact sums, rounded once
 * @fails     no number, or NaN among them, throws BAD_INPUT; -Infinity is a number here
 */
import { PlatformError } from "../../domain/errors.ts";

function sortedOf(values: readonly number[]): number[] {
  if (values.length === 0 || values.some(Number.isNaN)) {
    throw new PlatformError("BAD_INPUT", "a median needs at least one number, and no NaN");
  }
  return values.toSorted((left, right) => left - right);
}

/** The mean of the two middle ones where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = sortedOf(values);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  if (sorted.length % 2 === 1) return upper;
  const lower = sorted[middle - 1] ?? NaN;
  return lower === upper ? upper : (lower + upper) / 2;
}

/**
 * The j-th smallest with the smallest j for which P(Bin(n, 1/2) >= j) <= alpha; null where there is
 * no such j: too few numbers say nothing about how large the median can be.
 */
export function medianUpperLimit(values: readonly number[], alpha: number): number | null {
  const sorted = sortedOf(values);
  const n = sorted.length;
  let ways = 1n;
  let reached = 0n;
  let limit: number | null = null;
  // From j = n downwards: the tail grows until it exceeds alpha.
  for (let j = n; j >= 1; j -= 1) {
    reached += ways;
    if (Number(reached) / 2 ** n > alpha) break;
    limit = sorted[j - 1] ?? null;
    ways = (ways * BigInt(j)) / BigInt(n - j + 1);
  }
  return limit;
}
