/**
 * One test of local minimality for every objective, the theorem's own and those of the controls: T1
 * stationarity, T2 curvature, T3 descent search. It knows nothing of the pointwise infimum, so that
 * it cannot favour the points of which the theorem speaks.
 *
 * @source spec kawaguchi2020-elimination, 2.3 (circularity warning, T1, T2, T3)
 * @shape  problem (normalised), z -> what was found
 * @random that of T3 (descent-search.ts)
 * @cost   one Hessian, and about 2000 values for each output
 * @fails  G > 1e-6 counts as stationary only with Krawczyk's proof of a critical point there
 */
import { expandAt } from "../../numerics/expansion.ts";
import { krawczyk } from "../../numerics/krawczyk.ts";
import { symmetricEigen } from "../../numerics/symmetric-eigen.ts";
import { searchDescent, type RadiusDescent } from "./descent-search.ts";
import {
  isDiverging,
  neuronState,
  outputWeights,
  scaledExpansion,
  stepSizes,
  VANISHED,
  type NeuronState,
} from "./neuron-state.ts";
import { objectiveFormula, type Problem } from "./objective.ts";

/** ||grad Lt|| and |dLt/da_k| / U_k of a stationary point are at most this. */
const STATIONARY = 1e-9;
/** The least curvature of a minimum, relative to the largest. */
const BENT_DOWN = -1e-7;

export interface Stationarity {
  readonly gradientNorm: number;
  /** max_k |dLt/da_k| / U_k: a neuron with very negative exponents hides the gradient. */
  readonly scaledSlope: number;
  readonly holds: boolean;
}

export interface Curvature {
  readonly least: number;
  readonly largest: number;
  readonly holds: boolean;
}

export interface Minimality {
  readonly state: NeuronState;
  readonly stationarity: Stationarity;
  readonly curvature: Curvature;
  /** Krawczyk's test proves a strict local minimum here: only where the neuron has not vanished. */
  readonly isStrict: boolean;
  /** Empty where T1 or T2 has refused the point already. */
  readonly descents: readonly RadiusDescent[];
  readonly outcome: MinimalityOutcome;
}

/**
 * - `accepted`: T1, T2 and T3 find nothing against a local minimum;
 * - `refused`: something lower, or a direction of negative curvature, was found at a stationary point;
 * - `diverging`: far out, or the neuron carries the loss;
 * - `undecided`: not stationary to the tolerance.
 */
export type MinimalityOutcome = "accepted" | "refused" | "diverging" | "undecided";

/** T1's two gradients. */
export function stationarityOf(problem: Problem, z: readonly number[]): Stationarity {
  const { gradient } = expandAt(objectiveFormula(problem), z);
  const { units } = neuronState(problem, z);
  const slopes = outputWeights(problem).map(
    (index, k) => Math.abs(gradient[index] ?? Number.NaN) / (units[k] ?? Number.NaN),
  );
  const gradientNorm = Math.hypot(...gradient);
  const scaledSlope = Math.max(0, ...slopes);
  const holds = gradientNorm <= STATIONARY && scaledSlope <= STATIONARY;
  return { gradientNorm, scaledSlope, holds };
}

/** T2: the full Hessian, a_k in steps of 1 / max(1, U_k). */
export function curvatureOf(problem: Problem, z: readonly number[]): Curvature {
  const sizes = stepSizes(problem, z);
  const steps = z.map((one, index) => one / (sizes[index] ?? Number.NaN));
  const { values } = symmetricEigen(scaledExpansion(problem, sizes, steps).hessian);
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  return { least, largest, holds: least >= BENT_DOWN * largest };
}

/** Whether T3 found something lower at any radius. */
function hasDescent(descents: readonly RadiusDescent[]): boolean {
  return descents.some(({ steps, neuron, invariant }) => Math.max(steps, neuron, invariant) > 0);
}

/** Half-widths of the boxes in which a critical point is looked for, from the most telling on. */
const BOXES = [1e-6, 1e-8, 1e-10];

/** Krawczyk's proof that one critical point lies in a box about z: `strict` if it is a minimum. */
function provenAt(problem: Problem, z: readonly number[]): "strict" | "critical" | "nothing" {
  const formula = objectiveFormula(problem);
  const { hessian } = expandAt(formula, z);
  let proven: "critical" | "nothing" = "nothing";
  for (const radius of BOXES) {
    const { inside, curvature } = krawczyk(formula, z, hessian, radius);
    if (inside && curvature > 0) return "strict";
    if (inside) proven = "critical";
  }
  return proven;
}

/** T1 to T3 at a point that is polished already. */
export function testMinimality(problem: Problem, z: readonly number[], seed: number): Minimality {
  const state = neuronState(problem, z);
  const stationarity = stationarityOf(problem, z);
  const curvature = curvatureOf(problem, z);
  const carries = state.reach > VANISHED;
  const proven = carries ? provenAt(problem, z) : "nothing";
  const found = { state, stationarity, curvature, isStrict: proven === "strict" };
  const ended = (outcome: MinimalityOutcome) => ({ ...found, descents: [], outcome });
  if (isDiverging(state) && proven === "nothing") return ended("diverging");
  if (carries ? proven === "nothing" : !stationarity.holds) return ended("undecided");
  if (!curvature.holds) return ended("refused");
  const descents = searchDescent(problem, z, seed);
  return { ...found, descents, outcome: hasDescent(descents) ? "refused" : "accepted" };
}
