/**
 * The arithmetic of sharpness: boxes around a point, and a rise made comparable between losses.
 *
 * @source Keskar et al. 2017, equation 3 and Metric 2.1; adaptive: spec keskar2017-large-batch,
 *         section 3.5
 */

/** b_i = eps (|x_i| + 1), the box of the paper in full space (A = I). */
export function boxHalfWidths(point: Float64Array, epsilon: number): Float64Array {
  return point.map((value) => epsilon * (Math.abs(value) + 1));
}

/** b_i = rho |x_i|: invariant when the weights into a ReLU node grow as those out of it shrink. */
export function adaptiveHalfWidths(point: Float64Array, rho: number): Float64Array {
  return point.map((value) => rho * Math.abs(value));
}

/**
 * phi = 100 (max f - f(x)) / (1 + f(x)), in percent.
 *
 * @param rise max f - f(x), computed without losing small rises (`meanRise`)
 * @param loss f(x)
 */
export function sharpness(rise: number, loss: number): number {
  return (100 * rise) / (1 + loss);
}
