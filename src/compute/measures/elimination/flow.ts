/**
 * Gradient flow on the objective of one neuron, and what divergence looks like on it:
 *
 *   d/dt (b - a^2 / 2) = 2 lambda a^2               exactly
 *   4 lambda t a(t)^2 -> 1, b ~ 1/2 ln(4 lambda alpha^2 t)   where theta, W and g converge, g != 0
 *
 * @source    spec kawaguchi2020-elimination, section 2.6; derived there, not in the paper
 * @shape     problem with one output, z = (theta, a, b, w)
 * @units     time of dz/dt = -grad Lt
 * @precision that of the integrator (implicit-euler.ts); the integral of 2 lambda a^2 by trapezoids
 * @cost      two expansions for each step, several thousand steps to t = 10^6
 */
import { expandAt, valueAt } from "../../numerics/expansion.ts";
import {
  gradientFlow,
  implicitEulerStep,
  type FlowStretch,
} from "../../numerics/implicit-euler.ts";
import { exponents, layoutOf, neuronOutputs, objectiveFormula, plainFormula } from "./objective.ts";
import type { Problem } from "./objective.ts";

type Vector = readonly number[];

export interface FlowPlan {
  readonly until: number;
  readonly tolerance: number;
  readonly mostSteps: number;
  /** Times that are reported exactly, beside the end. */
  readonly stops: readonly number[];
}

/** The neuron and the losses at one time. */
export interface FlowState {
  readonly time: number;
  readonly a: number;
  readonly b: number;
  /** 4 lambda t a^2. */
  readonly rate: number;
  readonly objective: number;
  readonly loss: number;
  /** max |g(x_i)| and max E_i. */
  readonly reach: number;
  readonly exponent: number;
  readonly theta: Vector;
}

export interface FlowReport {
  readonly complete: boolean;
  readonly steps: number;
  /** At the stops that were reached, then at the end after one plain step of length 1. */
  readonly states: readonly FlowState[];
  /** About twenty a decade, from the start on. */
  readonly curve: readonly FlowState[];
  /** Length of the gradient after the plain step. */
  readonly gradientNorm: number;
  /** b - a^2 / 2 at the end minus at the start, and the integral of 2 lambda a^2. */
  readonly gain: number;
  readonly integral: number;
  /** Largest difference of the two on the way: at the ends a is small, and its square hardly counts. */
  readonly drift: number;
  /** How far each parameter of the model was from its start, at most. */
  readonly moved: Vector;
}

const PER_DECADE = 20;
const FIRST_SHOWN = 1e-3;

/** What is read at a point; without a neuron a, b, reach and exponent are 0. */
export function stateReader(problem: Problem): (time: number, z: Vector) => FlowState {
  const layout = layoutOf(problem);
  const [objective, plain] = [objectiveFormula(problem), plainFormula(problem)];
  const bias = layout.b(0);
  const hasNeuron = problem.neuron !== "none";
  return (time, z) => {
    const theta = z.slice(0, layout.theta);
    const a = hasNeuron ? (z[layout.a(0)] ?? Number.NaN) : 0;
    const outputs = hasNeuron ? neuronOutputs(problem, z).flat() : [0];
    return {
      ...{ time, a, theta },
      b: hasNeuron && bias !== null ? (z[bias] ?? Number.NaN) : 0,
      rate: 4 * problem.lambda * time * a * a,
      objective: valueAt(objective, z),
      loss: valueAt(plain, theta),
      reach: Math.max(...outputs.map(Math.abs)),
      exponent: hasNeuron ? Math.max(...exponents(problem, z).flat()) : 0,
    };
  };
}

/** Collects what a flow passes on its way. */
function collector(problem: Problem, start: Vector, plan: FlowPlan) {
  const read = stateReader(problem);
  const { theta, a, b } = layoutOf(problem);
  const hasNeuron = problem.neuron !== "none";
  const bias = hasNeuron ? b(0) : null;
  const invariantOf = (z: Vector) => {
    return (bias === null ? 0 : (z[bias] ?? Number.NaN)) - (z[a(0)] ?? Number.NaN) ** 2 / 2;
  };
  const states: FlowState[] = [];
  const curve: FlowState[] = [read(0, start)];
  const moved = start.slice(0, theta).map(() => 0);
  let [integral, next, drift] = [0, FIRST_SHOWN, 0];
  const first = hasNeuron ? invariantOf(start) : 0;
  const squared = (z: Vector) => (hasNeuron ? (z[a(0)] ?? Number.NaN) ** 2 : 0);
  const watch = ({ from, to, before, after }: FlowStretch) => {
    integral += problem.lambda * (to - from) * (squared(before) + squared(after));
    if (hasNeuron) drift = Math.max(drift, Math.abs(invariantOf(after) - first - integral));
    moved.forEach((far, j) => {
      moved[j] = Math.max(far, Math.abs((after[j] ?? Number.NaN) - (start[j] ?? Number.NaN)));
    });
    if (plan.stops.includes(to)) states.push(read(to, after));
    if (to >= next) {
      curve.push(read(to, after));
      while (next <= to) next *= 10 ** (1 / PER_DECADE);
    }
    return false;
  };
  return { read, states, curve, moved, watch, drift: () => drift, integral: () => integral };
}

export function followFlow(problem: Problem, start: Vector, plan: FlowPlan): FlowReport {
  const formula = objectiveFormula(problem);
  const field = (z: Vector) => expandAt(formula, z);
  const seen = collector(problem, start, plan);
  const end = gradientFlow(field, start, { ...plan, watch: seen.watch });
  // Extrapolation leaves the stiff manifold, on which the gradient is small.
  const settled = implicitEulerStep(field, end.point, 1) ?? end.point;
  const [first, last] = [seen.read(0, start), seen.read(end.time, settled)];
  const invariant = ({ a, b }: FlowState) => b - (a * a) / 2;
  return {
    complete: end.complete,
    steps: end.steps,
    states: [...seen.states, last],
    curve: seen.curve,
    gradientNorm: Math.hypot(...field(settled).gradient),
    gain: invariant(last) - invariant(first),
    integral: seen.integral(),
    drift: seen.drift(),
    moved: seen.moved,
  };
}
