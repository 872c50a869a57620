/**
 * T3: looks for a lower point near a candidate at three radii: by random steps in all variables, by
 * the formula for one neuron moved and switched on, and along the moves that leave the neuron's
 * outputs as they are. It finds or it does not; not finding proves nothing.
 *
 * @source    spec kawaguchi2020-elimination, 2.3 T3
 * @shape     problem (normalised), z -> decrease
 * @units     those of Lt; a radius is a length in (theta, a_k max(1, U_k), b, W)
 * @precision (i) and values count above 1e-13 (1 + Lt); (ii) by the error of S; (iii) is exact
 * @random    purpose "statistics", stream 1 + 2 r + (0 for steps, 1 for neurons), r the radius's place
 */
import { numbers } from "../../numerics/algebra.ts";
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import { descend, freeze, type MovedNeuron } from "./descent.ts";
import { neuronState, outputWeights, stepSizes } from "./neuron-state.ts";
import { layoutOf, objectiveFormula, range, type Problem } from "./objective.ts";

export const RADII = [1e-1, 1e-2, 1e-3] as const;
const STEPS = 500;
const DRAWS = 200;
const MARGIN = 1e-13;

/** Largest decrease at one radius; 0: none was found. */
export interface RadiusDescent {
  readonly radius: number;
  /** (i). */
  readonly steps: number;
  /** (ii). */
  readonly neuron: number;
  /** (iii). */
  readonly invariant: number;
}

/** A direction uniform on the sphere. */
function direction(random: RandomStream, size: number): number[] {
  const draw = range(size).map(() => random.normal());
  const length = Math.hypot(...draw);
  return draw.map((one) => one / length);
}

/** (i) Uniform in the ball; a decrease counts beyond the rounding of two values. */
function randomSteps(
  problem: Problem,
  z: readonly number[],
  radius: number,
  random: RandomStream,
): number {
  const formula = objectiveFormula(problem);
  const sizes = stepSizes(problem, z);
  const before = formula(numbers, z);
  let best = 0;
  for (let count = 0; count < STEPS; count += 1) {
    const length = radius * random.uniformFloat64() ** (1 / z.length);
    const step = direction(random, z.length);
    const moved = z.map((one, i) => one + length * (step[i] ?? 0) * (sizes[i] ?? 0));
    best = Math.max(best, before - formula(numbers, moved));
  }
  return best > MARGIN * (1 + Math.abs(before)) ? best : 0;
}

function neuronAt(problem: Problem, z: readonly number[], k: number): MovedNeuron {
  const layout = layoutOf(problem);
  const bias = layout.b(k);
  return {
    k,
    b: bias === null ? 0 : (z[bias] ?? Number.NaN),
    w: range(layout.inputs).map((j) => z[layout.w(k, j)] ?? Number.NaN),
  };
}

/** mu b^2 + nu ||w||^2. */
function penalty({ decay }: Problem, { b, w }: MovedNeuron): number {
  const squares = w.reduce((sum, one) => sum + one * one, 0);
  return (decay?.bias ?? 0) * b * b + (decay?.weights ?? 0) * squares;
}

/** Moved by at most the radius, half of the draws by all of it; without a bias w moves alone. */
function movedNeuron(problem: Problem, neuron: MovedNeuron, draw: readonly number[]): MovedNeuron {
  const hasBias = problem.neuron !== "exponential-without-bias";
  const [first = 0, ...others] = draw;
  const steps = hasBias ? others : draw;
  return {
    k: neuron.k,
    b: hasBias ? neuron.b + first : neuron.b,
    w: neuron.w.map((one, j) => one + (steps[j] ?? 0)),
  };
}

export interface NeuronSearch {
  /** Largest move of (b_k, w_k). */
  readonly radius: number;
  /** Largest |a_k|, from the neuron's unit U_k. */
  readonly reach: (unit: number) => number;
  readonly random: RandomStream;
}

/** (ii) The largest certified gain of a switched-off neuron: moved, then its output weight chosen. */
export function switchOn(
  problem: Problem,
  z: readonly number[],
  { radius, reach, random }: NeuronSearch,
): number {
  if (problem.neuron === "none") return 0;
  const layout = layoutOf(problem);
  const { units } = neuronState(problem, z);
  const frozen = freeze(problem, z);
  const freedoms = layout.inputs + (layout.b(0) === null ? 0 : 1);
  let best = 0;
  for (const [k, index] of outputWeights(problem).entries()) {
    if (z[index] !== 0) continue;
    const still = neuronAt(problem, z, k);
    for (let count = 0; count < DRAWS; count += 1) {
      const share = count % 2 === 0 ? 1 : random.uniformFloat64();
      const draw = direction(random, freedoms).map((one) => radius * share * one);
      const moved = movedNeuron(problem, still, draw);
      const { decrease } = descend(problem, frozen, moved, reach(units[k] ?? Number.NaN));
      const paid = penalty(problem, moved) - penalty(problem, still);
      if (decrease > 0) best = Math.max(best, decrease - paid);
    }
  }
  return best;
}

/** (iii) b_k + eta with a_k e^-eta, or (w, b) e^eta with a e^-eta: g stays, the penalties change. */
function unchangedOutputs(problem: Problem, z: readonly number[], radius: number): number {
  if (problem.neuron === "none" || problem.neuron === "exponential-without-bias") return 0;
  let best = 0;
  for (const [k, index] of outputWeights(problem).entries()) {
    const a = z[index] ?? Number.NaN;
    if (a === 0) continue;
    const still = neuronAt(problem, z, k);
    for (const eta of [radius, -radius]) {
      const factor = Math.exp(eta);
      const moved =
        problem.neuron === "linear"
          ? { k, b: still.b * factor, w: still.w.map((one) => one * factor) }
          : { ...still, b: still.b + eta };
      const paid = penalty(problem, moved) - penalty(problem, still);
      best = Math.max(best, -problem.lambda * a * a * Math.expm1(-2 * eta) - paid);
    }
  }
  return best;
}

export function searchDescent(
  problem: Problem,
  z: readonly number[],
  seed: number,
): RadiusDescent[] {
  return RADII.map((radius, place) => {
    const streamOf = (use: 0 | 1) =>
      new RandomStream(seed, PURPOSES.statistics, 1 + 2 * place + use);
    const reach = (unit: number) => radius / Math.max(1, unit);
    return {
      radius,
      steps: randomSteps(problem, z, radius, streamOf(0)),
      neuron: switchOn(problem, z, { radius, reach, random: streamOf(1) }),
      invariant: unchangedOutputs(problem, z, radius),
    };
  });
}
