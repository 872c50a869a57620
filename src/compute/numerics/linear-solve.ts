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
import { inverse, LuDecomposition, Matrix } from "ml-matrix";
import { addScaled, dot, norm } from "./vectors.ts";

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

/** Reflects the column and all that follow so that only zeros are left below the diagonal. */
function reflect(columns: readonly Float64Array[], at: number): void {
  const [pivot, ...others] = columns.slice(at).map((column) => column.subarray(at));
  if (pivot === undefined) return;
  const first = pivot[0] ?? 0;
  const length = first > 0 ? -norm(pivot) : norm(pivot);
  const mirror = pivot.slice();
  mirror[0] = first - length;
  const half = dot(mirror, mirror) / 2;
  pivot.fill(0);
  pivot[0] = length;
  if (half === 0) return;
  for (const column of others) addScaled(column, -dot(mirror, column) / half, mirror);
}

/** x that minimises ||A x - b||, A of full column rank. */
export function leastSquares(rows: Rows, right: readonly number[]): number[] | null {
  const width = rows[0]?.length ?? 0;
  const matrix = Array.from({ length: width }, (_, column) =>
    Float64Array.from(rows, (row) => row[column] ?? Number.NaN),
  );
  const target = Float64Array.from(right);
  matrix.forEach((_, at) => reflect([...matrix, target], at));
  const solution = new Array<number>(width).fill(0);
  for (let row = width - 1; row >= 0; row -= 1) {
    let rest = target[row] ?? Number.NaN;
    for (let column = row + 1; column < width; column += 1) {
      rest -= (matrix[column]?.[row] ?? Number.NaN) * (solution[column] ?? Number.NaN);
    }
    solution[row] = rest / (matrix[row]?.[row] ?? Number.NaN);
  }
  return solution.every(Number.isFinite) ? solution : null;
}
