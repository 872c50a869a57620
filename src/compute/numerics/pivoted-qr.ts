/**
 * Rank of a matrix and what of some vectors lies outside of its columns, by Householder reflections
 * with column pivoting: for matrices that are too large for a singular value decomposition.
 *
 * @source    Golub and Van Loan, "Matrix computations", 4th edition, algorithm 5.4.1;
 *            spec kawaguchi2019-depth-width, 2.1 item 3 and section 6
 * @shape     columns [n] of length m; vectors of length m
 * @precision float64; |r_kk| stands for sigma_k, which it differs from by a modest factor; norms of what
 *            is left are summed anew at each step, not corrected
 * @cost      about 3 m n rank operations
 * @fails     a column or a vector of another length, or a number that is not finite: BAD_INPUT
 */
import { PlatformError } from "../../domain/errors.ts";
import type { Columns } from "./column-space.ts";

export interface PivotedRank {
  readonly rank: number;
  /** |r_11|, and |r_kk| of the last column that counts; 0 for rank 0. */
  readonly first: number;
  readonly last: number;
  /** Norm of the largest column that is left once those that count are taken out; 0: none is left. */
  readonly next: number;
  /** Sum of ||PN[M] v||^2 over the vectors. */
  readonly outside: number;
}

interface Work {
  readonly rows: number;
  /** One column after the other. */
  readonly matrix: Float64Array;
  readonly vectors: readonly Float64Array[];
  /** Squared norms of the columns below the rows that are done. */
  readonly left: Float64Array;
}

function workOf(columns: Columns, given: Columns): Work {
  const rows = given[0]?.length ?? 0;
  const vectors = given.map((vector) => Float64Array.from(vector));
  const matrix = new Float64Array(rows * columns.length);
  columns.forEach((column, index) => {
    if (column.length !== rows) {
      const told = `column ${index + 1} has ${column.length} entries, the first vector has ${rows}`;
      throw new PlatformError("BAD_INPUT", told);
    }
    matrix.set(column, index * rows);
  });
  if (![matrix, ...vectors].every((numbers) => numbers.every(Number.isFinite))) {
    throw new PlatformError("BAD_INPUT", "a factorisation needs finite numbers");
  }
  const left = Float64Array.from(columns, (_, index) =>
    squaredNorm(matrix.subarray(index * rows, (index + 1) * rows)),
  );
  return { rows, matrix, vectors, left };
}

function squaredNorm(part: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < part.length; at += 1) sum += (part[at] as number) ** 2;
  return sum;
}

function indexOfLargest(values: Float64Array, from: number): number {
  let best = from;
  for (let at = from; at < values.length; at += 1) {
    if ((values[at] as number) > (values[best] as number)) best = at;
  }
  return best;
}

function exchange({ matrix, left, rows }: Work, one: number, other: number): void {
  if (one === other) return;
  const kept = matrix.slice(one * rows, (one + 1) * rows);
  matrix.copyWithin(one * rows, other * rows, (other + 1) * rows);
  matrix.set(kept, other * rows);
  const norm = left[one] as number;
  left[one] = left[other] as number;
  left[other] = norm;
}

/** target -= 2 (v . target) / (v . v) v, both from the same row on. */
function reflect(target: Float64Array, v: Float64Array, half: number): void {
  let sum = 0;
  for (let at = 0; at < v.length; at += 1) sum += (v[at] as number) * (target[at] as number);
  const factor = sum / half;
  for (let at = 0; at < v.length; at += 1) {
    target[at] = (target[at] as number) - factor * (v[at] as number);
  }
}

/** Takes column `step` out of those after it, and out of the vectors. */
function eliminate(work: Work, step: number): void {
  const { matrix, vectors, left, rows } = work;
  const v = matrix.slice(step * rows + step, (step + 1) * rows);
  const norm = Math.sqrt(left[step] as number);
  const sign = (v[0] as number) < 0 ? -1 : 1;
  // v . v / 2, after the pivot is added to its first entry.
  const half = norm * (norm + Math.abs(v[0] as number));
  v[0] = (v[0] as number) + sign * norm;
  for (const vector of vectors) reflect(vector.subarray(step), v, half);
  for (let column = step + 1; column < left.length; column += 1) {
    const below = matrix.subarray(column * rows + step, (column + 1) * rows);
    reflect(below, v, half);
    left[column] = squaredNorm(below.subarray(1));
  }
}

/**
 * Columns count while |r_kk| is above max(m, n) eps |r_11|.
 *
 * @example pivotedRank([[1, 0], [2, 0]], [[3, 4]]) // rank 1, outside 16
 */
export function pivotedRank(columns: Columns, vectors: Columns): PivotedRank {
  const work = workOf(columns, vectors);
  const { left, rows } = work;
  const most = Math.min(rows, columns.length);
  const first = Math.sqrt(left[indexOfLargest(left, 0)] ?? 0);
  const threshold = Math.max(rows, columns.length) * Number.EPSILON * first;
  let rank = 0;
  let last = 0;
  let next = first;
  for (; rank < most && next > threshold; rank += 1) {
    exchange(work, rank, indexOfLargest(left, rank));
    last = next;
    eliminate(work, rank);
    const best = indexOfLargest(left, rank + 1);
    next = rank + 1 < most ? Math.sqrt(left[best] as number) : 0;
  }
  const outside = work.vectors.map((vector) => squaredNorm(vector.subarray(rank)));
  return { rank, first, last, next, outside: outside.reduce((sum, one) => sum + one, 0) };
}
