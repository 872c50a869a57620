/**
 * The one-sided t test of paired differences against 0, with what a reader needs beside p.
 *
 * @source    Student 1908; d_z: Cohen 1988, section 2.3.5 (mean over standard deviation of the
 *            differences); spec keskar2017-large-batch, section 3.2
 * @precision p to 1e-13 relative down to 1e-36, quantiles to 1e-14, held to SciPy 1.17
 * @fails     fewer than 2 differences, or one that is not finite, throws BAD_INPUT
 */
import cdf from "@stdlib/stats-base-dists-t-cdf";
import quantile from "@stdlib/stats-base-dists-t-quantile";
import { mean, requireSample, standardDeviation } from "./sample.ts";

export interface PairedT {
  readonly count: number;
  readonly mean: number;
  readonly standardDeviation: number;
  /** The effect size: mean / standard deviation; not finite where nothing varies. */
  readonly dz: number;
  readonly t: number;
  /** Of the hypothesis that the true mean is at most 0. */
  readonly p: number;
  /** One-sided confidence bounds: each by itself holds with the probability `level`. */
  readonly lower: number;
  readonly upper: number;
  /** The two-sided interval of the same level. */
  readonly interval: { readonly low: number; readonly high: number };
}

/**
 * Differences without any spread decide by their sign alone: p is 0 above 0, else 1, and every
 * interval has width 0. (An exact quantity has none; a seed that reaches nothing has none either,
 * which is for the claim's controls to find.)
 */
function pOf(centre: number, t: number, freedom: number): number {
  if (Number.isFinite(t)) return cdf(-t, freedom);
  return centre > 0 ? 0 : 1;
}

/**
 * @param differences one number for each pair, in the unit of the measured quantity
 * @param level       of the bounds and the interval, such as 0.99
 */
export function pairedT(differences: readonly number[], level = 0.99): PairedT {
  requireSample("a paired t test", differences, 2);
  const count = differences.length;
  const centre = mean(differences);
  const spread = standardDeviation(differences);
  const error = spread / Math.sqrt(count);
  const t = centre / error;
  const oneSided = error * quantile(level, count - 1);
  const twoSided = error * quantile((1 + level) / 2, count - 1);
  return {
    count,
    mean: centre,
    standardDeviation: spread,
    dz: centre / spread,
    t,
    p: pOf(centre, t, count - 1),
    lower: centre - oneSided,
    upper: centre + oneSided,
    interval: { low: centre - twoSided, high: centre + twoSided },
  };
}
