/**
 * Square systems, inverses and least squares of dense matrices in float64.
 *
 * @source    LU with partial pivoting, QR by Householder: Golub and Van Loan, "Matrix Computations",
 *            sections 3.4 and 5.3
 * @shape     matrix [n, n] or [m, n] with m >= n, right side [n] or [m]
 * @precision backward stable
 * @cost      n^3, or m n^2
 * @fails     null where the matrix is singular to working precision or not finite
 */
import { inverse, LuDecomposition, Matrix, QrDecomposition } from "ml-matrix";

type Rows = readonly (readonly number[])[];

function matrixOf(rows: Rows): Matrix | null {
  if (rows.length === 0 || !rows.every((row) => row.every(Number.isFinite))) return null;
  return new Matrix(rows.map((row) => [...row]));
}

/** x of A x = b. */
export function solveSquare(rows: Rows, right: readonly number[]): number[] | null {
  const matrix = matrixOf(rows);
  if (matrix === null) return null;
  const factors = new LuDecomposition(matrix);
  if (factors.isSingular()) return null;
  return factors.solve(Matrix.columnVector([...right])).to1DArray();
}

/** A^-1, for what needs it entry by entry, such as a preconditioner. */
export function inverseOf(rows: Rows): number[][] | null {
  const matrix = matrixOf(rows);
  if (matrix === null || new LuDecomposition(matrix).isSingular()) return null;
  return inverse(matrix).to2DArray();
}

/** x that minimises ||A x - b||, A of full column rank. */
export function leastSquares(rows: Rows, right: readonly number[]): number[] | null {
  const matrix = matrixOf(rows);
  if (matrix === null) return null;
  const factors = new QrDecomposition(matrix);
  if (!factors.isFullRank()) return null;
  return factors.solve(Matrix.columnVector([...right])).to1DArray();
}
