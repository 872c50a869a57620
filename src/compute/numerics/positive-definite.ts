/**
 * A proven lower bound of the least eigenvalue of every symmetric matrix in an interval matrix:
 * lambda_min(middle) - ||radius||_inf. The eigenvalues of the middle are those of the library only as
 * a guess: the guess less a margin is proven by a Cholesky factorisation in intervals.
 *
 * @source    spec kawaguchi2019-depth-width, section 4.5; Weyl's inequality; Rump 2006, "Verification
 *            of positive definiteness", BIT 46 (the guess, then one factorisation)
 * @shape     matrix [n, n], symmetric in its ends; bound 1
 * @precision rounded down; the margin starts at n eps ||middle||
 * @cost      n^3 / 6 interval operations for each margin that is tried
 * @fails     entries without bounds: -Infinity
 */
import { intervals, magnitude, middle, nextUp, radiusAbout, type Interval } from "./interval.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

type Matrix = readonly (readonly Interval[])[];

const ZERO: Interval = { low: 0, high: 0 };

/** entry - sum_k left[k] right[k]. */
function reduced(entry: Interval, left: readonly Interval[], right: readonly Interval[]): Interval {
  return left.reduce(
    (rest, one, at) => intervals.subtract(rest, intervals.multiply(one, right[at] ?? ZERO)),
    entry,
  );
}

/** Is every symmetric matrix in it positive definite? Only a yes is a proof. */
export function isPositiveDefinite(matrix: Matrix): boolean {
  // L D L^T row by row, `scaled` being the rows of L D.
  const scaled: Interval[][] = [];
  const pivots: Interval[] = [];
  for (const [row, entries] of matrix.entries()) {
    const left: Interval[] = [];
    const leftScaled: Interval[] = [];
    for (let column = 0; column < row; column += 1) {
      const rest = reduced(entries[column] ?? ZERO, left, scaled[column] ?? []);
      leftScaled.push(rest);
      left.push(intervals.multiply(rest, intervals.reciprocal(pivots[column] ?? ZERO)));
    }
    const pivot = reduced(entries[row] ?? ZERO, left, leftScaled);
    if (!(pivot.low > 0 && pivot.high < Infinity)) return false;
    pivots.push(pivot);
    scaled.push(leftScaled);
  }
  return true;
}

function shifted(matrix: readonly (readonly number[])[], by: number): Matrix {
  return matrix.map((row, i) =>
    row.map((entry, j) => {
      const exact = intervals.constant(entry);
      return i === j ? intervals.subtract(exact, intervals.constant(by)) : exact;
    }),
  );
}

/** Margins that are tried, in units of n eps ||matrix||. */
const MARGINS = [1, 16, 256, 4096];

/** A number that the least eigenvalue of a symmetric matrix of doubles is proven to reach. */
export function leastEigenvalueAbove(matrix: readonly (readonly number[])[]): number {
  const { values } = symmetricEigen(matrix);
  const guess = values[0] ?? Number.NaN;
  const unit = Number.EPSILON * matrix.length * Math.max(...values.map(Math.abs));
  for (const margin of MARGINS) {
    const bound = guess - margin * unit;
    if (isPositiveDefinite(shifted(matrix, bound))) return bound;
  }
  return -Infinity;
}

/** At most every eigenvalue of every symmetric matrix in the interval matrix. */
export function curvatureBound(matrix: Matrix): number {
  if (!matrix.every((row) => row.every((entry) => magnitude(entry) < Infinity))) return -Infinity;
  const middles = matrix.map((row) => row.map(middle));
  const widest = matrix.map((row, i) =>
    row.reduce((sum, entry, j) => {
      const radius = radiusAbout(entry, middles[i]?.[j] ?? Number.NaN);
      return nextUp(sum + radius);
    }, 0),
  );
  const least = intervals.constant(leastEigenvalueAbove(middles));
  return intervals.subtract(least, intervals.constant(Math.max(...widest))).low;
}
