/**
 * Eigenvalues, ascending, and orthonormal eigenvectors of a symmetric matrix.
 *
 * @source    Householder and implicit QL, Golub and Van Loan, "Matrix Computations", section 8.3
 * @shape     matrix [n, n] -> values [n], vectors [n][n]: vectors[i] belongs to values[i]
 * @precision backward stable: each value to about n eps ||matrix||_2, small ones not relatively
 * @cost      about 9 n^3
 * @fails     entries that are not finite give NaN throughout
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";

export interface SymmetricEigen {
  readonly values: readonly number[];
  readonly vectors: readonly (readonly number[])[];
}

/** The library squares entries: beyond this they are divided by it, a power of two. */
const LARGE = 2 ** 500;

/** The symmetric part is decomposed: rounding may have made the halves differ. */
export function symmetricEigen(matrix: readonly (readonly number[])[]): SymmetricEigen {
  if (matrix.length === 0) return { values: [], vectors: [] };
  const even = matrix.map((row, i) =>
    row.map((entry, j) => (entry + (matrix[j]?.[i] ?? Number.NaN)) / 2),
  );
  if (!even.every((row) => row.every(Number.isFinite))) {
    const unknown = matrix.map(() => Number.NaN);
    return { values: unknown, vectors: matrix.map(() => unknown) };
  }
  const scale = Math.max(...even.flat().map(Math.abs)) > LARGE ? LARGE : 1;
  const scaled = new Matrix(even.map((row) => row.map((entry) => entry / scale)));
  const found = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  const vectors = found.eigenvectorMatrix.transpose().to2DArray();
  const order = found.realEigenvalues
    .map((value, at) => ({ value: value * scale, vector: vectors[at] ?? [] }))
    .sort((one, other) => one.value - other.value);
  return { values: order.map(({ value }) => value), vectors: order.map(({ vector }) => vector) };
}
