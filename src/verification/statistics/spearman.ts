/**
 * Spearman's rank correlation: Pearson's of the ranks, equal numbers sharing their mean rank.
 *
 * @source    Spearman 1904; Conover 1999, section 5.4
 * @precision held to SciPy 1.17, ties included
 * @fails     lists of different lengths, fewer than 2 numbers, one that is not finite, or a list
 *            that is constant (it has no order) throws BAD_INPUT
 */
import { PlatformError } from "../../domain/errors.ts";
import { mean, requireSample } from "./sample.ts";

/** Ranks from 1. */
export function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

/** Ranks as a vector of mean 0 and length 1, so that a correlation is a product of two. */
export function standardRanks(what: string, values: readonly number[]): number[] {
  requireSample(what, values, 2);
  const ranks = ranksOf(values);
  const centre = mean(ranks);
  const centred = ranks.map((rank) => rank - centre);
  const length = Math.hypot(...centred);
  if (length === 0) {
    throw new PlatformError("BAD_INPUT", `${what}: all ${values.length} numbers are equal`);
  }
  return centred.map((one) => one / length);
}

/** In -1 to 1. */
export function spearman(left: readonly number[], right: readonly number[]): number {
  if (left.length !== right.length) {
    const message = `a rank correlation pairs ${left.length} numbers with ${right.length}`;
    throw new PlatformError("BAD_INPUT", message);
  }
  const ranks = standardRanks("a rank correlation", right);
  const products = standardRanks("a rank correlation", left).map(
    (rank, index) => rank * (ranks[index] ?? 0),
  );
  return Math.max(
    -1,
    Math.min(
      1,
      products.reduce((sum, one) => sum + one, 0),
    ),
  );
}
