/**
 * The one-sided sign test: how likely as many positive differences would be if both signs were.
 *
 * @source    Conover 1999, "Practical nonparametric statistics", section 3.4: ties are left out
 * @precision exact binomial sums, rounded once
 * @fails     more than 1,000 differences, or one that is not finite, throws BAD_INPUT
 */
import { PlatformError } from "../../domain/errors.ts";
import { requireSample } from "./sample.ts";

export interface SignTest {
  readonly positive: number;
  readonly negative: number;
  /** Of the hypothesis that a positive difference is no likelier than a negative one; never 0. */
  readonly p: number;
}

/** 2^1000 is still a double. */
const MOST_DIFFERENCES = 1000;

/** The number of ways to choose at least `least` of `count`. */
function waysToReach(least: number, count: number): bigint {
  let ways = 1n;
  let sum = 0n;
  for (let chosen = 0; chosen <= count; chosen += 1) {
    if (chosen >= least) sum += ways;
    ways = (ways * BigInt(count - chosen)) / BigInt(chosen + 1);
  }
  return sum;
}

/** @example signTest([0.02, 0.01, 0.03, 0.005, 0.015]).p // 1 / 32: five seeds decide nothing */
export function signTest(differences: readonly number[]): SignTest {
  requireSample("a sign test", differences, 1);
  const positive = differences.filter((one) => one > 0).length;
  const negative = differences.filter((one) => one < 0).length;
  const count = positive + negative;
  if (count > MOST_DIFFERENCES) {
    const message = `a sign test takes at most ${MOST_DIFFERENCES} differences and got ${count}`;
    throw new PlatformError("BAD_INPUT", message);
  }
  return { positive, negative, p: Number(waysToReach(positive, count)) / 2 ** count };
}
