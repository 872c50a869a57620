/**
 * The spectral density and the trace of a symmetric operator from a few probes: stochastic Lanczos
 * quadrature and Hutchinson's estimate. The weight of a Ritz value is the squared FIRST component
 * of its vector in the tridiagonal problem.
 *
 * @source    Ubaru, Chen, Saad 2017, "Fast estimation of tr(f(A))", section 2; Hutchinson 1990;
 *            Ghorbani, Krishnan, Xiao 2019 for Hessians
 * @precision exact for each probe of which all squared entries agree (+1 and -1) where the operator
 *            is diagonal; otherwise right in the mean, with the standard error beside it
 * @cost      `steps` products for each probe; the trace costs none beside them
 * @fails     as lanczos does; no probes throw BAD_INPUT
 */
import { PlatformError } from "../../domain/errors.ts";
import { lanczos, type SymmetricOperator } from "./lanczos.ts";
import { dot } from "./vectors.ts";

/** The share `weight` of all eigenvalues is near `value`. */
export interface DensityNode {
  readonly value: number;
  readonly weight: number;
}

export interface SpectralDensity {
  /** The largest value first; the weights add up to 1. */
  readonly nodes: readonly DensityNode[];
  readonly trace: {
    readonly mean: number;
    /** Of the mean over probes; null for a single probe. */
    readonly standardError: number | null;
    readonly ofProbes: readonly number[];
  };
}

function standardErrorOf(values: readonly number[], mean: number): number | null {
  if (values.length < 2) return null;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/**
 * @param probes random vectors with independent entries of mean 0 and variance 1, best `randomSigns`
 * @param steps  at most, of Lanczos, for each probe
 */
export async function spectralDensity(
  operator: SymmetricOperator,
  probes: readonly Float64Array[],
  steps: number,
): Promise<SpectralDensity> {
  const nodes: DensityNode[] = [];
  const ofProbes: number[] = [];
  for (const start of probes) {
    const { ritz } = await lanczos(operator, { size: start.length, steps, start });
    // z'Az is |z|^2 times the first diagonal entry, which is the mean of the Ritz values.
    const quotient = ritz.reduce((sum, { value, weight }) => sum + weight * value, 0);
    ofProbes.push(dot(start, start) * quotient);
    nodes.push(...ritz.map(({ value, weight }) => ({ value, weight: weight / probes.length })));
  }
  if (probes.length === 0) throw new PlatformError("BAD_INPUT", "a density without probes");
  const mean = ofProbes.reduce((sum, one) => sum + one, 0) / ofProbes.length;
  return {
    nodes: nodes.toSorted((left, right) => right.value - left.value),
    trace: { mean, standardError: standardErrorOf(ofProbes, mean), ofProbes },
  };
}

/** The share of eigenvalues from `low` to `high`, both included. */
export function massBetween(nodes: readonly DensityNode[], low: number, high: number): number {
  const inside = nodes.filter(({ value }) => value >= low && value <= high);
  return inside.reduce((sum, { weight }) => sum + weight, 0);
}
