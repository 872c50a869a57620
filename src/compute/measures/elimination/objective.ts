/**
 * The objective with one exponential neuron for each output, and what of it needs no neuron.
 *
 *   Lt(theta, a, b, W) = (1/m) sum_i l(f(x_i; theta) + g(x_i), y_i) + lambda ||a||^2
 *   g_k(x) = a_k exp(w_k . x + b_k)
 *
 * and the variants of the controls: g_k(x) = a_k (w_k . x + b_k) ("linear"), no b
 * ("exponential-without-bias"), no neuron ("none"), mu ||b||^2 + nu ||W||^2 added (`decay`).
 *
 * @source spec kawaguchi2020-elimination, sections 1, 2.1 (controls), 2.3 step 0 (units)
 * @shape  z = (theta [P], a [d_y], b [d_y], w_1 [d_x], .., w_dy [d_x]); without bias b is missing,
 *         without neuron z = theta
 * @units  with `units` { input: R, output: sigma }: the neuron sees x / R, f and y are divided by
 *         sigma, and a, W, mu, nu are those of the normalised problem
 */
import { dotOf, numbers, square, sumOf, type Algebra } from "../../numerics/algebra.ts";
import type { Formula } from "../../numerics/algebra.ts";
import type { Rows } from "../minima/dense-network.ts";
import { lossGradient, lossOf, type LossSpec } from "./loss.ts";
import { outputCount, outputsOf, parameterCount, type ModelSpec } from "./model.ts";

export type Neuron = "exponential" | "linear" | "exponential-without-bias" | "none";

/** Plain JSON. */
export interface Problem {
  /** x_i [m, d_x]. */
  readonly inputs: Rows;
  /** y_i [m, d_y]. */
  readonly targets: Rows;
  readonly model: ModelSpec;
  readonly loss: LossSpec;
  readonly lambda: number;
  readonly neuron: Neuron;
  /** mu ||b||^2 + nu ||W||^2: penalties that the theorem does not have. */
  readonly decay?: { readonly bias?: number; readonly weights?: number };
  readonly units?: { readonly input: number; readonly output: number };
}

/** Where each variable stands in z. */
export interface Layout {
  /** P = number of parameters of the model: theta = z[0 .. P - 1]. */
  readonly theta: number;
  readonly outputs: number;
  readonly inputs: number;
  /** Null: the objective has no neuron. */
  a(k: number): number;
  /** Null: this neuron has no bias. */
  b(k: number): number | null;
  w(k: number, j: number): number;
  readonly size: number;
}

export function layoutOf({ model, inputs: rows, neuron }: Problem): Layout {
  const theta = parameterCount(model);
  const outputs = outputCount(model);
  const inputs = rows[0]?.length ?? 0;
  const biases = neuron === "exponential-without-bias" ? 0 : outputs;
  const first = theta + outputs + biases;
  return {
    theta,
    outputs,
    inputs,
    a: (k) => theta + k,
    b: (k) => (biases === 0 ? null : theta + outputs + k),
    w: (k, j) => first + k * inputs + j,
    size: neuron === "none" ? theta : first + outputs * inputs,
  };
}

/** 0 .. count - 1. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

const WITHOUT_UNITS = { input: 1, output: 1 };

/** y_i / sigma. */
export function targetsOf({ targets, units = WITHOUT_UNITS }: Problem): Rows {
  return targets.map((row) => row.map((one) => one / units.output));
}

/** x_i / R. */
export function neuronInputs({ inputs, units = WITHOUT_UNITS }: Problem): Rows {
  return inputs.map((row) => row.map((one) => one / units.input));
}

/** The arguments w_k . x + b_k of one neuron at every sample. */
function argumentOf<T>(
  algebra: Algebra<T>,
  layout: Layout,
  z: readonly T[],
): (k: number, x: readonly number[]) => T {
  return (k, x) => {
    const terms = x.map((one, j) => algebra.scale(one, z[layout.w(k, j)] as T));
    const bias = layout.b(k);
    return sumOf(algebra, bias === null ? terms : [...terms, z[bias] as T]);
  };
}

function penaltyOf<T>(
  algebra: Algebra<T>,
  { lambda, decay, neuron }: Problem,
  layout: Layout,
  z: readonly T[],
): readonly T[] {
  if (neuron === "none") return [];
  const weighted = (factor: number, indices: readonly number[]) => {
    if (factor === 0) return [];
    return indices.map((index) => algebra.scale(factor, square(algebra, z[index] as T)));
  };
  const units = range(layout.outputs);
  const biases = units.flatMap((k) => layout.b(k) ?? []);
  const weights = units.flatMap((k) => range(layout.inputs).map((j) => layout.w(k, j)));
  return [
    ...weighted(
      lambda,
      units.map((k) => layout.a(k)),
    ),
    ...weighted(decay?.bias ?? 0, biases),
    ...weighted(decay?.weights ?? 0, weights),
  ];
}

/** Lt as a formula over z; of a problem without neuron L. */
export function objectiveFormula(problem: Problem): Formula {
  const layout = layoutOf(problem);
  const targets = targetsOf(problem);
  const seen = neuronInputs(problem);
  const outputs = outputsOf(problem.model);
  const { neuron, loss, inputs, units = WITHOUT_UNITS } = problem;
  return <T>(algebra: Algebra<T>, z: readonly T[]) => {
    const theta = z.slice(0, layout.theta);
    const argument = argumentOf(algebra, layout, z);
    const values = inputs.map((x, index) => {
      const plain = outputs(algebra, theta, x);
      const q = plain.map((output, k) => {
        const f = units.output === 1 ? output : algebra.scale(1 / units.output, output);
        if (neuron === "none") return f;
        const inner = argument(k, seen[index] ?? []);
        const outer = neuron === "linear" ? inner : algebra.exp(inner);
        return algebra.add(f, algebra.multiply(z[layout.a(k)] as T, outer));
      });
      return lossOf(algebra, loss, q, targets[index] ?? []);
    });
    const mean = algebra.scale(1 / inputs.length, sumOf(algebra, values));
    return sumOf(algebra, [mean, ...penaltyOf(algebra, problem, layout, z)]);
  };
}

/** L(theta) alone, in the same units, as a formula over theta. */
export function plainFormula(problem: Problem): Formula {
  return objectiveFormula({ ...problem, neuron: "none" });
}

/** f(x_i; theta) [m, d_y] in the units of the problem, in doubles. */
export function plainOutputs(problem: Problem, z: readonly number[]): Rows {
  const { theta } = layoutOf(problem);
  const outputs = outputsOf(problem.model);
  const sigma = problem.units?.output ?? 1;
  return problem.inputs.map((x) =>
    outputs(numbers, z.slice(0, theta), x).map((one) => one / sigma),
  );
}

/** E_k,i = w_k . x_i + b_k [d_y, m]. */
export function exponents(problem: Problem, z: readonly number[]): Rows {
  const layout = layoutOf(problem);
  if (problem.neuron === "none") return [];
  const argument = argumentOf(numbers, layout, z);
  const seen = neuronInputs(problem);
  return range(layout.outputs).map((k) => seen.map((x) => argument(k, x)));
}

/** g_k(x_i) [m, d_y]. */
export function neuronOutputs(problem: Problem, z: readonly number[]): Rows {
  const layout = layoutOf(problem);
  const inner = exponents(problem, z);
  return problem.inputs.map((_, i) =>
    inner.map((row, k) => {
      const argument = row[i] ?? Number.NaN;
      const outer = problem.neuron === "linear" ? argument : Math.exp(argument);
      return (z[layout.a(k)] ?? Number.NaN) * outer;
    }),
  );
}

/** grad_q l(q_i, y_i) [m, d_y] at given outputs, in the units of the problem. */
export function lossGradients(problem: Problem, outputs: Rows): Rows {
  const targets = targetsOf(problem);
  return outputs.map((q, index) => lossGradient(problem.loss, q, targets[index] ?? []));
}

/** The samples of each distinct input, by exact equality of the stored rows. */
export function groupsOf({ inputs }: Pick<Problem, "inputs">): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  inputs.forEach((row, index) => {
    // -0 and 0 are the same input.
    const key = row.map((one) => String(one + 0)).join(" ");
    groups.set(key, [...(groups.get(key) ?? []), index]);
  });
  return [...groups.values()];
}

/** Gamma_j(theta) = (1/m) sum over the samples of input j of c_i, without the neuron: [n, d_y]. */
export function groupGradients(problem: Problem, z: readonly number[]): Rows {
  const gradients = lossGradients(problem, plainOutputs(problem, z));
  const samples = problem.inputs.length;
  return groupsOf(problem).map((group) =>
    range(outputCount(problem.model)).map((k) => {
      const terms = group.map((i) => gradients[i]?.[k] ?? Number.NaN);
      return sumOf(numbers, terms) / samples;
    }),
  );
}

/** The largest length of a group gradient. */
export function largestGroupGradient(problem: Problem, z: readonly number[]): number {
  return Math.max(
    ...groupGradients(problem, z).map((gamma) => Math.sqrt(dotOf(numbers, gamma, gamma))),
  );
}
