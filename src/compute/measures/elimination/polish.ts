/**
 * Snap and polish: what a search leaves is made as stationary as float64 allows before it is judged.
 *
 * @source    spec kawaguchi2020-elimination, 2.3 (snap and polish)
 * @shape     z -> z
 * @precision Newton's steps by least squares: the Hessian may be singular
 */
import { expandAt } from "../../numerics/expansion.ts";
import { newton } from "../../numerics/newton.ts";
import { neuronState, scaledExpansion, snapped, stepSizes, VANISHED } from "./neuron-state.ts";
import { layoutOf, plainFormula, type Problem } from "./objective.ts";

/** Curvatures below this share of the largest are directions in which nothing is solved for. */
const FLAT = 1e-12;

/** Newton in all variables, a_k in its own unit. */
function polishAll(problem: Problem, z: readonly number[]): number[] {
  const sizes = stepSizes(problem, z);
  const start = z.map((one, index) => one / (sizes[index] ?? Number.NaN));
  const { point } = newton((steps) => scaledExpansion(problem, sizes, steps), start, {
    flat: FLAT,
  });
  return point.map((one, index) => one * (sizes[index] ?? Number.NaN));
}

/** Newton in theta alone, the neurons switched off: L itself. */
function polishModel(problem: Problem, z: readonly number[]): number[] {
  const { theta } = layoutOf(problem);
  const formula = plainFormula(problem);
  const { point } = newton((at) => expandAt(formula, at), z.slice(0, theta), { flat: FLAT });
  return [...point, ...z.slice(theta)];
}

export function polish(problem: Problem, z: readonly number[]): number[] {
  const isOff = (at: readonly number[]) => neuronState(problem, at).reach <= VANISHED;
  const polished = polishAll(problem, isOff(z) ? snapped(problem, z) : z);
  // Otherwise a absorbs the last residual, and its gradient is lost at large exponents.
  return isOff(polished) ? polishModel(problem, snapped(problem, polished)) : polished;
}
