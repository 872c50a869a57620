/**
 * Units in which the thresholds of the checks mean the same for all data: inputs of length at most 1,
 * for squared loss targets of mean square 1. Local minima are preserved.
 *
 * @source spec kawaguchi2020-elimination, 2.3 step 0
 * @shape  problem, z -> the same in other units
 */
import { layoutOf, range, type Problem } from "./objective.ts";

/** The root of the mean of squares, which themselves may be too large or too small for a double. */
function meanSize(targets: Problem["targets"]): number {
  const largest = Math.max(...targets.flat().map(Math.abs));
  if (largest > 1e-140 && largest < 1e140) {
    const squares = targets.flat().reduce((sum, one) => sum + one * one, 0);
    return Math.sqrt(squares / targets.length);
  }
  return Math.hypot(...targets.flat()) / Math.sqrt(targets.length);
}

/** R and sigma; 0 counts as 1. Only squared loss has a scale of its own. */
export function unitsOf({ inputs, targets, loss }: Problem): { input: number; output: number } {
  const input = Math.max(...inputs.map((row) => Math.hypot(...row)));
  const output = loss.kind === "squared" ? meanSize(targets) : 1;
  return { input: input === 0 ? 1 : input, output: output === 0 ? 1 : output };
}

/** The problem in these units; lambda is unchanged, the penalties of the controls are not. */
export function normalised(problem: Problem): Problem {
  if (problem.units !== undefined) return problem;
  const units = unitsOf(problem);
  const { bias = 0, weights = 0 } = problem.decay ?? {};
  const decay = {
    bias: bias / units.output ** 2,
    weights: weights / (units.input * units.output) ** 2,
  };
  return { ...problem, units, ...(problem.decay !== undefined && { decay }) };
}

/** z of the problem as given -> z of the normalised one: a / sigma, R W. */
export function normalisedPoint(problem: Problem, z: readonly number[]): number[] {
  const { input, output } = unitsOf(problem);
  const layout = layoutOf(problem);
  const scaled = [...z];
  if (problem.neuron === "none") return scaled;
  for (const k of range(layout.outputs)) {
    scaled[layout.a(k)] = (z[layout.a(k)] ?? Number.NaN) / output;
    for (const j of range(layout.inputs)) {
      scaled[layout.w(k, j)] = (z[layout.w(k, j)] ?? Number.NaN) * input;
    }
  }
  return scaled;
}
