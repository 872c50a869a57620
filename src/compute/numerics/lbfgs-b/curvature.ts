/**
 * What L-BFGS knows of the curvature: B = theta I - W M W', with W = [Y S] of a few pairs of steps
 * s and changes y of the gradient, M small and symmetric.
 *
 * Pairs are kept scaled to s'y = 1, which changes B in nothing and makes D of the paper the
 * identity; theta of its [Y theta S] is moved into M, so that W never has to be scaled again. With
 * L the part of S'Y below the diagonal and T = theta S'S + L L':
 *
 *     M = [ -I + L' T^-1 L   theta L' T^-1 ]
 *         [ theta T^-1 L     theta^2 T^-1  ]
 *
 * @source Byrd, Nocedal, Schnabel 1994, theorem 2.3; Byrd, Lu, Nocedal, Zhu 1995, equation 3.2
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { addScaled, dot, scaled } from "../vectors.ts";

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
}

export interface Curvature {
  readonly theta: number;
  readonly pairs: readonly Pair[];
  /** The columns of W: the changes, oldest first, then the steps. */
  readonly columns: readonly Float64Array[];
  /** The rows of M. */
  readonly middle: readonly Float64Array[];
}

/** B = I: what is known before the first step. */
export const NO_CURVATURE: Curvature = { theta: 1, pairs: [], columns: [], middle: [] };

/** M v. */
export function timesMiddle({ middle }: Curvature, vector: Float64Array): Float64Array {
  return Float64Array.from(middle, (row) => dot(row, vector));
}

/** W' v. */
export function timesColumns({ columns }: Curvature, vector: Float64Array): Float64Array {
  return Float64Array.from(columns, (column) => dot(column, vector));
}

/** target += factor W v, in place. */
export function addColumns(
  target: Float64Array,
  factor: number,
  { columns }: Curvature,
  vector: Float64Array,
): void {
  columns.forEach((column, index) => addScaled(target, factor * (vector[index] ?? 0), column));
}

/** One row of W. */
export function rowOfColumns({ columns }: Curvature, index: number): Float64Array {
  return Float64Array.from(columns, (column) => column[index] ?? 0);
}

/** The rows of M, or null where T is not positive definite, which rounding can bring about. */
function middleOf(pairs: readonly Pair[], theta: number): readonly Float64Array[] | null {
  const size = pairs.length;
  const below = Matrix.zeros(size, size);
  const squares = Matrix.zeros(size, size);
  pairs.forEach(({ step }, row) => {
    pairs.slice(0, row + 1).forEach((earlier, column) => {
      const square = theta * dot(step, earlier.step);
      squares.set(row, column, square);
      squares.set(column, row, square);
      if (row > column) below.set(row, column, dot(step, earlier.change));
    });
  });
  const cholesky = new CholeskyDecomposition(squares.add(below.mmul(below.transpose())));
  if (!cholesky.isPositiveDefinite()) return null;
  const inverse = cholesky.solve(Matrix.eye(size));
  const lower = cholesky.solve(below).mul(theta);
  const top = below.transpose().mmul(lower).div(theta).sub(Matrix.eye(size));
  const rows = Array.from({ length: size }, (_, row) => [
    Float64Array.from([...top.getRow(row), ...lower.getColumn(row)]),
    Float64Array.from([
      ...lower.getRow(row),
      ...inverse.getRow(row).map((one) => theta ** 2 * one),
    ]),
  ]);
  const middle = [
    ...rows.flatMap(([first]) => first ?? []),
    ...rows.flatMap(([, last]) => last ?? []),
  ];
  return middle.every((row) => row.every(Number.isFinite)) ? middle : null;
}

/**
 * Adds the pair of one step, forgetting the oldest beyond `limit`. The caller has made sure that
 * s'y is positive. Everything is forgotten where rounding has made B indefinite.
 */
export function remember(known: Curvature, { step, change }: Pair, limit: number): Curvature {
  const scale = 1 / Math.sqrt(dot(step, change));
  const newest = { step: scaled(step, scale), change: scaled(change, scale) };
  const pairs = [...known.pairs, newest].slice(-limit);
  const theta = dot(newest.change, newest.change);
  const middle = middleOf(pairs, theta);
  if (middle === null) return NO_CURVATURE;
  const columns = [...pairs.map((pair) => pair.change), ...pairs.map((pair) => pair.step)];
  return { theta, pairs, columns, middle };
}
