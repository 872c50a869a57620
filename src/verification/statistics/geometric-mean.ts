import { PlatformError } from "../../domain/errors.ts";
import { mean, requireSample } from "./sample.ts";

/**
 * The mean of ratios, and of everything else that multiplies: exp of the mean logarithm.
 *
 * @fails a ratio that is not positive has no logarithm: BAD_INPUT, never a skipped number
 */
export function geometricMean(ratios: readonly number[]): number {
  requireSample("a geometric mean", ratios, 1);
  const bad = ratios.find((ratio) => ratio <= 0);
  if (bad !== undefined) {
    throw new PlatformError("BAD_INPUT", `a geometric mean of ${bad}, which is not positive`);
  }
  return Math.exp(mean(ratios.map(Math.log)));
}
