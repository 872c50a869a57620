/**
 * Sums that lose nothing, and means over parts of different sizes.
 *
 * @source    Neumaier 1974, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen"
 * @precision a sum is right to one rounding of its value plus n eps^2 times the sum of magnitudes
 * @fails     no parts, parts of different lengths, or a count that is not positive throws BAD_INPUT
 */
import { PlatformError } from "../../domain/errors.ts";
import { addScaled, requireLength } from "./vectors.ts";

/** @example accurateSum([1, 1e100, 1, -1e100]) // 2 */
export function accurateSum(values: Iterable<number>): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/**
 * The rise of a mean loss from the losses of the same examples before and after. Subtracting two
 * means would lose what is small beside them; here each example is subtracted by itself.
 */
export function meanRise(before: Float64Array, after: Float64Array): number {
  requireLength("the losses after the step", after, before.length);
  if (before.length === 0) throw new PlatformError("BAD_INPUT", "a mean rise over no examples");
  return accurateSum(after.map((loss, index) => loss - (before[index] ?? 0))) / before.length;
}

/** What was averaged over some examples, and how many they were. */
export interface MeanPart {
  readonly mean: Float64Array;
  readonly count: number;
}

/** The mean over all examples from the means over parts of them: each part counts by its size. */
export function weightedMean(parts: readonly MeanPart[]): Float64Array {
  const [first] = parts;
  if (first === undefined) throw new PlatformError("BAD_INPUT", "a weighted mean of no parts");
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const mean = new Float64Array(first.mean.length);
  for (const part of parts) {
    requireLength("a part of a weighted mean", part.mean, mean.length);
    if (!(part.count > 0)) {
      throw new PlatformError("BAD_INPUT", `a part of a weighted mean has ${part.count} examples`);
    }
    addScaled(mean, part.count / total, part.mean);
  }
  return mean;
}
