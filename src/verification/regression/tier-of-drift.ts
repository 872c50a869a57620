/** From the interval of a drift to a tier. */
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { Tier } from "../../domain/regression.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The same interval seen from the side on which larger is worse. */
function towardsWorse({ low, high }: Interval, worse: DriftRule["worse"]): Interval {
  return worse === "lower" ? { low: -high, high: -low } : { low, high };
}

/**
 * Inside the margin: stable. Wholly beyond it: regressed on the worse side, improved on the better.
 * Certainly worse, but perhaps by less than the margin: softly regressed. Otherwise, and where an
 * end is NaN, nobody can tell.
 */
export function tierOfDrift(
  interval: Interval,
  { margin, worse }: Pick<DriftRule, "margin" | "worse">,
): Tier {
  const { low, high } = towardsWorse(interval, worse);
  if (low >= -margin && high <= margin) return "STABLE";
  if (low > margin) return "REGRESSED";
  if (high < -margin) return worse === "either" ? "REGRESSED" : "IMPROVED";
  const isWorse = low > 0 || (worse === "either" && high < 0);
  return isWorse ? "SOFTLY_REGRESSED" : "INSUFFICIENT_DATA";
}
