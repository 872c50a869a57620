/**
 * The exact one-sided sign-flip test: every sign pattern of the differences is tried, and p is the
 * share of those whose sum reaches the observed one, which is itself among them: never 0.
 *
 * @source    Fisher 1935, "The design of experiments", section 21
 * @precision exact up to rounding of sums; a sum within 1e-12 of the observed one counts as
 *            reaching it, which can only make p larger
 * @cost      2^n additions
 * @fails     more than 24 differences, or one that is not finite, throws BAD_INPUT
 */
import { PlatformError } from "../../domain/errors.ts";
import { requireSample } from "./sample.ts";

const MOST_DIFFERENCES = 24;
const ROUNDING = 1e-12;

/**
 * Flipping a set of signs lowers the sum by twice the sum of that set, so the pattern reaches the
 * observed sum exactly where its flipped differences do not add up to more than 0.
 */
function countReaching(differences: readonly number[], slack: number, flipped: number): number {
  const [first, ...rest] = differences;
  if (first === undefined) return flipped <= slack ? 1 : 0;
  return countReaching(rest, slack, flipped) + countReaching(rest, slack, flipped + first);
}

/** @example signFlipTest([0.02, 0.01, 0.03, 0.005, 0.015]) // 1 / 32 */
export function signFlipTest(differences: readonly number[]): number {
  requireSample("a sign-flip test", differences, 1);
  if (differences.length > MOST_DIFFERENCES) {
    const message = `a sign-flip test takes at most ${MOST_DIFFERENCES} differences and got ${differences.length}`;
    throw new PlatformError("BAD_INPUT", message);
  }
  const slack = ROUNDING * differences.reduce((sum, one) => sum + Math.abs(one), 0);
  return countReaching(differences, slack, 0) / 2 ** differences.length;
}

/** How many differences a sign or sign-flip test needs before its smallest p, 2^-n, is below. */
export function differencesNeeded(alpha: number): number {
  if (!(alpha > 0 && alpha < 1)) {
    throw new PlatformError("BAD_INPUT", `a level of ${alpha} is not between 0 and 1`);
  }
  let count = 1;
  while (2 ** -count >= alpha) count += 1;
  return count;
}
