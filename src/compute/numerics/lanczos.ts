/**
 * Lanczos: the extreme eigenvalues of a symmetric operator that is known by its products with
 * vectors alone, with full reorthogonalisation, done twice.
 *
 * @source    Golub and Van Loan 2013, "Matrix computations", section 10.1 (theorem 10.1.3: the
 *            residual of a Ritz pair is |beta_k s_ki|); twice is enough: Giraud et al. 2005
 * @precision Ritz values to a few units of rounding of the largest; the small tridiagonal problem
 *            goes to ml-matrix (tql2), whose vectors are right to the same measure
 * @random    the caller's start vector
 * @cost      `steps` products, 4 n steps^2 operations, steps vectors of length n in memory
 * @fails     a start that is zero or not finite, a product of another length or not finite, and
 *            steps that are not a positive integer throw BAD_INPUT
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { PlatformError } from "../../domain/errors.ts";
import { addScaled, dot, norm, requireLength, scaled } from "./vectors.ts";

export type SymmetricOperator = (vector: Float64Array) => Float64Array | Promise<Float64Array>;

export interface LanczosOptions {
  /** The length of the vectors. */
  readonly size: number;
  /** At most; fewer are taken where the Krylov space is smaller. */
  readonly steps: number;
  readonly start: Float64Array;
}

export interface RitzValue {
  readonly value: number;
  /** Some eigenvalue lies between these: value -+ (|beta_k s_ki| + rounding). */
  readonly low: number;
  readonly high: number;
  /** The squared first component of its vector: the weight of the start in its direction. */
  readonly weight: number;
}

export interface LanczosResult {
  /** The largest first; their weights add up to 1. */
  readonly ritz: readonly RitzValue[];
  /** Products taken. */
  readonly steps: number;
  /** The start spans an invariant space of this dimension: each Ritz value is an eigenvalue. */
  readonly exhausted: boolean;
}

/** The tridiagonal matrix: its diagonal, and what is beside it (the last leads out of it). */
interface Tridiagonal {
  readonly alphas: readonly number[];
  readonly betas: readonly number[];
}

/** In units of 2^-52 of the norm: below this a residual is rounding and not a direction. */
const ROUNDING_UNITS = 64;

/** The norm of a tridiagonal matrix, at most, by its rows. */
function rowNorm({ alphas, betas }: Tridiagonal): number {
  const rows = alphas.map((alpha, row) => {
    const beside = row < alphas.length - 1 ? (betas[row] ?? 0) : 0;
    return Math.abs(alpha) + (betas[row - 1] ?? 0) + beside;
  });
  return Math.max(...rows);
}

function unit(vector: Float64Array, what: string): Float64Array {
  const length = norm(vector);
  if (length > 0 && Number.isFinite(length)) return scaled(vector, 1 / length);
  throw new PlatformError("BAD_INPUT", `${what} has the norm ${length}`);
}

/** Makes the vector orthogonal to the basis, twice: once leaves what rounding made of it. */
function orthogonalize(vector: Float64Array, basis: readonly Float64Array[]): void {
  for (let time = 0; time < 2; time += 1) {
    for (const direction of basis) addScaled(vector, -dot(direction, vector), direction);
  }
}

function ritzValues({ alphas, betas }: Tridiagonal, exhausted: boolean): RitzValue[] {
  const size = alphas.length;
  const matrix = Matrix.zeros(size, size);
  alphas.forEach((alpha, row) => matrix.set(row, row, alpha));
  for (let row = 1; row < size; row += 1) {
    matrix.set(row - 1, row, betas[row - 1] ?? 0);
    matrix.set(row, row - 1, betas[row - 1] ?? 0);
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const rounding = ROUNDING_UNITS * Number.EPSILON * rowNorm({ alphas, betas });
  const leading = exhausted ? 0 : (betas[size - 1] ?? 0);
  return realEigenvalues
    .map((value, column) => {
      const bound = leading * Math.abs(eigenvectorMatrix.get(size - 1, column)) + rounding;
      const weight = eigenvectorMatrix.get(0, column) ** 2;
      return { value, low: value - bound, high: value + bound, weight };
    })
    .toSorted((left, right) => right.value - left.value);
}

export async function lanczos(
  operator: SymmetricOperator,
  { size, steps, start }: LanczosOptions,
): Promise<LanczosResult> {
  requireLength("the start of Lanczos", start, size);
  if (!(Number.isInteger(steps) && steps > 0)) {
    throw new PlatformError("BAD_INPUT", `Lanczos takes a positive number of steps, not ${steps}`);
  }
  const basis: Float64Array[] = [];
  const alphas: number[] = [];
  const betas: number[] = [];
  let direction = unit(start, "the start of Lanczos");
  for (;;) {
    basis.push(direction);
    const product = await operator(direction);
    requireLength("a product of the operator", product, size);
    const next = product.slice();
    const alpha = dot(direction, next);
    orthogonalize(next, basis);
    const beta = norm(next);
    if (!Number.isFinite(alpha + beta)) {
      throw new PlatformError("BAD_INPUT", `product ${basis.length} of the operator is not finite`);
    }
    alphas.push(alpha);
    betas.push(beta);
    const exhausted = beta <= ROUNDING_UNITS * Number.EPSILON * rowNorm({ alphas, betas });
    if (exhausted || basis.length === Math.min(steps, size)) {
      const done = exhausted || basis.length === size;
      return { ritz: ritzValues({ alphas, betas }, done), steps: basis.length, exhausted: done };
    }
    direction = scaled(next, 1 / beta);
  }
}
