/**
 * The column space of a matrix: its rank with how well it is resolved, projections, least squares.
 *
 * @source    spec kawaguchi2019-depth-width, 2.1 item 3; Golub and Van Loan, "Matrix computations",
 *            section 5.5
 * @shape     columns [n] of length m
 * @precision float64; singular values of ml-matrix (Golub-Reinsch), right to about eps sigma_1
 * @cost      a few m n min(m, n) operations
 * @fails     columns of different lengths, or a number that is not finite, throw BAD_INPUT
 */
import { SingularValueDecomposition, Matrix } from "ml-matrix";
import { PlatformError } from "../../domain/errors.ts";

/** A matrix by its columns. */
export type Columns = readonly ArrayLike<number>[];

export interface ColumnSpace {
  readonly rows: number;
  readonly columns: number;
  /** min(rows, columns) of them, largest first. */
  readonly singularValues: readonly number[];
  /** Left singular vectors [min(rows, columns)][rows], then right ones of length `columns`. */
  readonly left: readonly Float64Array[];
  readonly right: readonly Float64Array[];
}

export interface RankDecision {
  readonly rank: number;
  /** Singular values up to it count as zero. */
  readonly threshold: number;
  /** sigma_1; 0 where the matrix is zero. */
  readonly largest: number;
  /** sigma_rank; 0 for rank 0. */
  readonly last: number;
  /** sigma_(rank + 1); 0 where there is none. */
  readonly next: number;
  /** The last that counts is at least 1,000 times the next. */
  readonly isResolved: boolean;
}

/** sigma_rank / sigma_(rank + 1) below this: the numbers do not tell which of the two is zero. */
const LEAST_GAP = 1e3;

/** The columns of a matrix given by rows. */
export function columnsOf(rows: readonly (readonly number[])[]): Float64Array[] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, column) =>
    Float64Array.from(rows, (row) => row[column] ?? Number.NaN),
  );
}

function requireMatrix(columns: Columns, rows: number): void {
  columns.forEach((column, index) => {
    if (column.length !== rows) {
      const found = `column ${index + 1} has ${column.length} entries, column 1 has ${rows}`;
      throw new PlatformError("BAD_INPUT", `a matrix needs columns of one length: ${found}`);
    }
    if (!Array.from(column).every(Number.isFinite)) {
      throw new PlatformError("BAD_INPUT", `column ${index + 1} has an entry that is not finite`);
    }
  });
}

/** The singular value decomposition, thin. */
export function columnSpaceOf(columns: Columns): ColumnSpace {
  const rows = columns[0]?.length ?? 0;
  requireMatrix(columns, rows);
  if (columns.length === 0 || rows === 0) {
    return { rows, columns: columns.length, singularValues: [], left: [], right: [] };
  }
  const matrix = new Matrix(rows, columns.length);
  columns.forEach((column, index) => matrix.setColumn(index, Array.from(column)));
  const found = new SingularValueDecomposition(matrix, { autoTranspose: true });
  const count = Math.min(rows, columns.length);
  const vectors = (of: Matrix) =>
    Array.from({ length: count }, (_, index) => Float64Array.from(of.getColumn(index)));
  return {
    ...{ rows, columns: columns.length },
    singularValues: found.diagonal.slice(0, count),
    left: vectors(found.leftSingularVectors),
    right: vectors(found.rightSingularVectors),
  };
}

/**
 * Singular values above max(m, n) eps sigma_1 count.
 *
 * @param factor at least 1: a lower threshold would count directions of rounding as columns
 */
export function rankOf(space: ColumnSpace, factor = 1): RankDecision {
  const { singularValues, rows, columns } = space;
  const largest = singularValues[0] ?? 0;
  const threshold = factor * Math.max(rows, columns) * Number.EPSILON * largest;
  const rank = singularValues.filter((one) => one > threshold).length;
  const last = rank === 0 ? 0 : (singularValues[rank - 1] ?? 0);
  const next = singularValues[rank] ?? 0;
  return { rank, threshold, largest, last, next, isResolved: last >= LEAST_GAP * next };
}

function along(direction: Float64Array, vector: ArrayLike<number>): number {
  return direction.reduce((sum, one, index) => sum + one * (vector[index] ?? 0), 0);
}

/** The coordinates of a vector in the first `rank` left singular vectors. */
function coordinates(space: ColumnSpace, rank: number, vector: ArrayLike<number>): number[] {
  return space.left.slice(0, rank).map((direction) => along(direction, vector));
}

function combined(directions: readonly Float64Array[], by: readonly number[], length: number) {
  const sum = new Float64Array(length);
  by.forEach((factor, index) => {
    directions[index]?.forEach((one, at) => {
      sum[at] = (sum[at] ?? 0) + factor * one;
    });
  });
  return sum;
}

/** P[M] v for the space cut at `rank`. */
export function projectOnto(
  space: ColumnSpace,
  rank: number,
  vector: ArrayLike<number>,
): Float64Array {
  return combined(space.left, coordinates(space, rank, vector), vector.length);
}

/** PN[M] v = v - P[M] v, projected twice: what is small is not lost to rounding. */
export function projectOut(
  space: ColumnSpace,
  rank: number,
  vector: ArrayLike<number>,
): Float64Array {
  const once = Float64Array.from(vector);
  for (let pass = 0; pass < 2; pass += 1) {
    const inside = projectOnto(space, rank, once);
    for (let at = 0; at < once.length; at += 1) once[at] = (once[at] ?? 0) - (inside[at] ?? 0);
  }
  return once;
}

/** The shortest c that minimises ||M c - v||, with the space cut at `rank`. */
export function leastSquares(
  space: ColumnSpace,
  rank: number,
  vector: ArrayLike<number>,
): Float64Array {
  const divided = coordinates(space, rank, vector).map(
    (one, index) => one / (space.singularValues[index] ?? Number.NaN),
  );
  return combined(space.right, divided, space.columns);
}
