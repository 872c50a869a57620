/**
 * The second-order test of a critical point, with the symmetry's directions taken out: a strict local
 * minimum (up to symmetry), no minimum, or degenerate. Evidence in float64, no proof.
 *
 * @source    spec kawaguchi2019-depth-width, sections 4.2 and 4.3
 * @shape     expansion of n variables; tangents [g][n]
 * @precision eigenvalues to n eps |lambda_max|; thresholds 1e-9 and 1e-7 of lambda_max
 * @cost      9 n^3
 * @fails     numbers that are not finite: degenerate
 */
import { columnSpaceOf, projectOut, rankOf } from "../../numerics/column-space.ts";
import type { Expansion } from "../../numerics/jet.ts";
import { symmetricEigen } from "../../numerics/symmetric-eigen.ts";

export const SECOND_ORDER_LIMITS = {
  /** lambda_min of a minimum, as a share of lambda_max. */
  positive: 1e-9,
  /** -lambda_min of what is no minimum, as a share of lambda_max. */
  negative: 1e-7,
  /** Newton's step of a minimum, as a share of 1 + ||theta||. */
  step: 1e-6,
} as const;

export type SecondOrderVerdict = "minimum" | "not-minimum" | "degenerate";

export interface SecondOrder {
  readonly verdict: SecondOrderVerdict;
  /** Least eigenvalue of the Hessian on the complement of the symmetry's directions. */
  readonly least: number;
  /** The largest modulus of all. */
  readonly largest: number;
  /** Eigenvalues of the whole Hessian within `positive` of 0, relative to the largest. */
  readonly nullity: number;
  readonly gaugeDimension: number;
  /** ||H^-1 g|| on the complement. */
  readonly newtonStep: number;
  /** Unit eigenvector of the least eigenvalue on the complement, in all variables. */
  readonly direction: readonly number[];
}

/** An orthonormal basis of what is perpendicular to all tangents, in rows. */
function complementOf(tangents: readonly (readonly number[])[], variables: number) {
  const units = Array.from({ length: variables }, (_, row) =>
    Array.from({ length: variables }, (__, column) => (row === column ? 1 : 0)),
  );
  if (tangents.length === 0) return { basis: units, dimension: 0 };
  const space = columnSpaceOf(tangents);
  const { rank } = rankOf(space);
  // I - P has the eigenvalues 0 and 1: its eigenvectors of 1 are the basis.
  const projector = units.map((unit) => Array.from(projectOut(space, rank, unit)));
  const { vectors } = symmetricEigen(projector);
  return { basis: vectors.slice(rank), dimension: rank };
}

const along = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((sum, one, at) => sum + one * (right[at] ?? Number.NaN), 0);

function verdictOf(
  test: Omit<SecondOrder, "verdict" | "direction">,
  pointNorm: number,
): SecondOrderVerdict {
  const { least, largest, nullity, gaugeDimension, newtonStep } = test;
  const { positive, negative, step } = SECOND_ORDER_LIMITS;
  if (least < -negative * largest) return "not-minimum";
  const isStrict = least > 0 && least >= positive * largest && nullity === gaugeDimension;
  return isStrict && newtonStep <= step * (1 + pointNorm) ? "minimum" : "degenerate";
}

/** @param tangents of the symmetry's orbit through the point, in the same variables */
export function secondOrder(
  { gradient, hessian }: Expansion<number>,
  point: readonly number[],
  tangents: readonly (readonly number[])[] = [],
): SecondOrder {
  const { basis, dimension } = complementOf(tangents, point.length);
  const applied = basis.map((vector) => hessian.map((row) => along(row, vector)));
  const reduced = basis.map((vector) => applied.map((column) => along(vector, column)));
  const { values, vectors } = symmetricEigen(reduced);
  const whole = tangents.length === 0 ? values : symmetricEigen(hessian).values;
  const largest = Math.max(0, ...whole.map(Math.abs));
  const reducedGradient = basis.map((vector) => along(vector, gradient));
  const steps = values.map((value, at) => along(vectors[at] ?? [], reducedGradient) / value);
  const lowest = vectors[0] ?? [];
  const test = {
    least: values[0] ?? Number.POSITIVE_INFINITY,
    largest,
    nullity: whole.filter((value) => Math.abs(value) <= SECOND_ORDER_LIMITS.positive * largest)
      .length,
    gaugeDimension: dimension,
    newtonStep: Math.hypot(...steps),
  };
  const direction = point.map((_, at) =>
    basis.reduce((sum, vector, index) => sum + (lowest[index] ?? 0) * (vector[at] ?? 0), 0),
  );
  return { ...test, verdict: verdictOf(test, Math.hypot(...point)), direction };
}
