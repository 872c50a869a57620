/**
 * What a point's neurons do, in the numbers that decide: G, the units U_k, the largest exponent, and
 * the objective with and without them.
 *
 * @source spec kawaguchi2020-elimination, sections 2.1 and 2.3 (normalised units throughout)
 */
import type { Expansion } from "../../numerics/jet.ts";
import { expandAt, valueAt } from "../../numerics/expansion.ts";
import {
  exponents,
  layoutOf,
  neuronOutputs,
  objectiveFormula,
  plainFormula,
  range,
  type Problem,
} from "./objective.ts";

/** |g| at most this counts as vanished. */
export const VANISHED = 1e-6;
/** From this exponent on a candidate counts as diverging. */
export const FAR_EXPONENT = 20;

export interface NeuronState {
  /** Lt. */
  readonly value: number;
  /** L. */
  readonly plain: number;
  /** max |g_k(x_i)|; 0 without neuron. */
  readonly reach: number;
  /** max E_k,i; -Infinity without neuron. */
  readonly largestExponent: number;
  /** U_k: by how much a change of a_k changes the outputs at most. */
  readonly units: readonly number[];
}

/** U_k = e^{max_i E_k,i}; of a linear neuron max_i |w_k . x_i + b_k|, 0 counts as 1. */
function unitsOfNeurons(problem: Problem, inner: readonly (readonly number[])[]): number[] {
  return inner.map((row) => {
    if (problem.neuron !== "linear") return Math.exp(Math.max(...row));
    const largest = Math.max(...row.map(Math.abs));
    return largest === 0 ? 1 : largest;
  });
}

export function neuronState(problem: Problem, z: readonly number[]): NeuronState {
  const value = valueAt(objectiveFormula(problem), z);
  const plain = valueAt(plainFormula(problem), z.slice(0, layoutOf(problem).theta));
  const none = { value, plain, reach: 0, largestExponent: Number.NEGATIVE_INFINITY, units: [] };
  if (problem.neuron === "none") return none;
  const inner = exponents(problem, z);
  const reach = Math.max(...neuronOutputs(problem, z).flat().map(Math.abs));
  const largestExponent = Math.max(...inner.flat());
  return { value, plain, reach, largestExponent, units: unitsOfNeurons(problem, inner) };
}

/** The failure mode: far out, or a neuron that still carries a tenth of the loss. */
export function isDiverging({ value, plain, reach, largestExponent }: NeuronState): boolean {
  if (largestExponent > FAR_EXPONENT) return true;
  return reach > VANISHED && Math.abs(value - plain) > 0.1 * plain;
}

/** Indices of a in z; empty without neuron. */
export function outputWeights(problem: Problem): number[] {
  if (problem.neuron === "none") return [];
  const layout = layoutOf(problem);
  return range(layout.outputs).map((k) => layout.a(k));
}

/** z with a = 0: the neurons switched off where they stand. */
export function snapped(problem: Problem, z: readonly number[]): number[] {
  const off = new Set(outputWeights(problem));
  return z.map((one, index) => (off.has(index) ? 0 : one));
}

/** 1 / max(1, U_k) for a_k, 1 for all else: a step of length 1 then moves no output by more than 1. */
export function stepSizes(problem: Problem, z: readonly number[]): number[] {
  const { units } = neuronState(problem, z);
  const sizes = z.map(() => 1);
  outputWeights(problem).forEach((index, k) => {
    sizes[index] = 1 / Math.max(1, units[k] ?? Number.NaN);
  });
  return sizes;
}

/** Value, gradient and Hessian in steps of these sizes. */
export function scaledExpansion(
  problem: Problem,
  sizes: readonly number[],
  steps: readonly number[],
): Expansion<number> {
  const point = steps.map((one, index) => one * (sizes[index] ?? Number.NaN));
  const { value, gradient, hessian } = expandAt(objectiveFormula(problem), point);
  return {
    value,
    gradient: gradient.map((one, index) => one * (sizes[index] ?? Number.NaN)),
    hessian: hessian.map((row, i) =>
      row.map((one, j) => one * (sizes[i] ?? Number.NaN) * (sizes[j] ?? Number.NaN)),
    ),
  };
}
