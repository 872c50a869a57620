/**
 * Welch's two-sided interval for the difference of two means, of samples that are not paired and may
 * differ in spread.
 *
 * @source    Welch 1947, "The generalization of Student's problem when several different population
 *            variances are involved"; degrees of freedom: Satterthwaite 1946, equation 17
 * @precision held to SciPy 1.17 (ttest_ind, equal_var=False)
 * @fails     fewer than 2 numbers on a side, or one that is not finite, throws BAD_INPUT
 */
import quantile from "@stdlib/stats-base-dists-t-quantile";
import { mean, requireSample, standardDeviation } from "./sample.ts";

export interface Welch {
  /** Mean of the second sample minus mean of the first. */
  readonly difference: number;
  /** Degrees of freedom, not an integer; null where neither sample has any spread. */
  readonly freedom: number | null;
  readonly interval: { readonly low: number; readonly high: number };
}

/** Of a mean: the square of its standard error. */
function variance(values: readonly number[]): number {
  return standardDeviation(values) ** 2 / values.length;
}

/**
 * 1 / (share^2 / (n1 - 1) + (1 - share)^2 / (n2 - 1)), the share being that of the first sample in
 * the variance of the difference: the usual form divided through, so that small variances, whose
 * squares are 0, do not give 0 / 0.
 */
function freedomOf(share: number, counts: readonly [number, number]): number {
  return 1 / (share ** 2 / (counts[0] - 1) + (1 - share) ** 2 / (counts[1] - 1));
}

/**
 * Samples without any spread give an interval of width 0, as the paired test does.
 *
 * @param level of the interval, such as 0.98
 */
export function welch(first: readonly number[], second: readonly number[], level: number): Welch {
  requireSample("Welch's first sample", first, 2);
  requireSample("Welch's second sample", second, 2);
  const difference = mean(second) - mean(first);
  const total = variance(first) + variance(second);
  if (total === 0) return { difference, freedom: null, interval: pointAt(difference) };
  const freedom = freedomOf(variance(first) / total, [first.length, second.length]);
  const half = Math.sqrt(total) * quantile((1 + level) / 2, freedom);
  return { difference, freedom, interval: { low: difference - half, high: difference + half } };
}

function pointAt(value: number) {
  return { low: value, high: value };
}
