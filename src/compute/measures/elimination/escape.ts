/**
 * How the neuron escapes at a fixed theta: along b -> infinity with alpha = a e^b held the objective
 * falls towards a value that it never attains. Squared loss.
 *
 *   Lt(theta, alpha e^-s, s, W) = C + lambda |alpha|^2 e^-2s
 *   C = min over alpha of (1/m) sum_i |f(x_i) + alpha e^(w . x_i) - y_i|^2, each output by itself
 *
 * @source    spec kawaguchi2020-elimination, section 2.5
 * @shape     problem, theta, W [d_y][d_x] -> alpha [d_y], C, Lt [steps]
 * @precision float64; for C > 0 the last term is lost from s of about 18 on
 */
import { valueAt } from "../../numerics/expansion.ts";
import { accurateSum } from "../../numerics/summation.ts";
import type { Rows } from "../minima/dense-network.ts";
import { layoutOf, neuronInputs, objectiveFormula, plainFormula } from "./objective.ts";
import { plainOutputs, range, targetsOf, type Problem } from "./objective.ts";

export interface Escape {
  /** The best unregularised factor of each neuron. */
  readonly alpha: readonly number[];
  /** C. */
  readonly plateau: number;
  /** L(theta). */
  readonly loss: number;
  /** Lt at s = 0, 1, .. */
  readonly values: readonly number[];
  /** C + lambda |alpha|^2 e^-2s. */
  readonly predicted: readonly number[];
}

/** alpha_k with the mean squared residual that is left of output k. */
function bestFactor(problem: Problem, residuals: readonly number[], w: readonly number[]) {
  const units = neuronInputs(problem).map((x) =>
    Math.exp(x.reduce((sum, one, j) => sum + one * (w[j] ?? Number.NaN), 0)),
  );
  const along = accurateSum(residuals.map((r, i) => r * (units[i] ?? Number.NaN)));
  const alpha = -along / accurateSum(units.map((one) => one * one));
  const left = residuals.map((r, i) => r + alpha * (units[i] ?? Number.NaN));
  return { alpha, left: accurateSum(left.map((r) => r * r)) / residuals.length };
}

/** The sequence b = 0, 1, .., steps - 1 with a = alpha e^-b. */
export function escapeAt(
  problem: Problem,
  theta: readonly number[],
  { w, steps }: { readonly w: Rows; readonly steps: number },
): Escape {
  const outputs = plainOutputs(problem, theta);
  const targets = targetsOf(problem);
  const best = range(layoutOf(problem).outputs).map((k) => {
    const residuals = outputs.map((row, i) => {
      return (row[k] ?? Number.NaN) - (targets[i]?.[k] ?? Number.NaN);
    });
    return bestFactor(problem, residuals, w[k] ?? []);
  });
  const alpha = best.map((one) => one.alpha);
  const plateau = accurateSum(best.map(({ left }) => left));
  const size = accurateSum(alpha.map((one) => one * one));
  const objective = objectiveFormula(problem);
  const values = range(steps).map((s) => {
    const a = alpha.map((one) => one * Math.exp(-s));
    return valueAt(objective, [...theta, ...a, ...alpha.map(() => s), ...w.flat()]);
  });
  const predicted = range(steps).map((s) => plateau + problem.lambda * size * Math.exp(-2 * s));
  return { alpha, plateau, loss: valueAt(plainFormula(problem), theta), values, predicted };
}

/**
 * Whether (theta, a, b, W) with every a_k != 0 is left downwards by b_k + eta, a_k e^-eta, which leaves
 * g as it is: the change is -lambda a_k^2 (1 - e^(-2 eta)) and that of the penalties of the controls.
 */
export function shiftGain(
  problem: Problem,
  neuron: { readonly a: number; readonly b: number },
  eta: number,
): number {
  const bias = problem.decay?.bias ?? 0;
  const kept = problem.lambda * neuron.a ** 2 * -Math.expm1(-2 * eta);
  return kept - bias * ((neuron.b + eta) ** 2 - neuron.b ** 2);
}
