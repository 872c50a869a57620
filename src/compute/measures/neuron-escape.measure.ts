/**
 * How the objective falls at a fixed theta while b grows and a e^b stays, and whether any place
 * (a, b, W) is one from which nothing leads down.
 *
 * @source    spec kawaguchi2020-elimination, sections 2.5 and 2.8 (one sample)
 * @shape     problem, theta, W [d_y][d_x] -> numbers; the curve "objective" is Lt against b
 * @units     those of the problem; the group gradient those of the normalised problem (2.3, step 0)
 * @precision float64; decreases by formulas (descent.ts, escape.ts)
 * @random    places, purpose "statistics", stream 0: a, b, W standard normal, every other a = 0
 * @cost      m d_y for each place
 */
import { PURPOSES, RandomStream } from "../numerics/threefry.ts";
import { descend, freeze } from "./elimination/descent.ts";
import { escapeAt, shiftGain } from "./elimination/escape.ts";
import { missingHypotheses } from "./elimination/hypotheses.ts";
import { normalised } from "./elimination/normalise.ts";
import { largestGroupGradient, layoutOf, range } from "./elimination/objective.ts";
import type { Problem } from "./elimination/objective.ts";
import { problemProblems } from "./elimination/problems.ts";
import type { Measure } from "./measure.ts";
import type { Rows } from "./minima/dense-network.ts";

export interface NeuronEscapeSetting {
  readonly problem: Problem;
  readonly theta: readonly number[];
  /** w_k, at which S_k is not zero. */
  readonly w: Rows;
  /** b = 0, 1, .., steps - 1. */
  readonly steps: number;
  /** Random (a, b, W) at this theta, from each of which a decrease is looked for. */
  readonly places: number;
}

type Name =
  | "missingHypotheses"
  | "groupGradient"
  | "loss"
  | "alpha"
  | "plateau"
  | "falls"
  | "lawError"
  | "relativeLawError"
  | "belowLoss"
  | "places"
  | "placesAtRest";

/** How far a and b are moved from a place. */
const REACH = 1e-3;

/** How many of the places nothing is found to lead down from. */
function placesAtRest({ problem, theta, places }: NeuronEscapeSetting, seed: number): number {
  const random = new RandomStream(seed, PURPOSES.statistics, 0);
  const { outputs, inputs } = layoutOf(problem);
  const units = range(outputs);
  const isAtRest = (place: number) => {
    const a = units.map(() => (place % 2 === 0 ? 0 : random.normal()));
    const b = units.map(() => random.normal());
    const w = units.map(() => range(inputs).map(() => random.normal()));
    const shifted = units.some(
      (k) => shiftGain(problem, { a: a[k] ?? 0, b: b[k] ?? 0 }, REACH) > 0,
    );
    if (place % 2 === 1) return !shifted;
    const frozen = freeze(problem, [...theta, ...a, ...b, ...w.flat()]);
    return !units.some((k) => {
      return descend(problem, frozen, { k, b: b[k] ?? 0, w: w[k] ?? [] }, REACH).certified;
    });
  };
  return range(places).filter(isAtRest).length;
}

function largestOf(values: readonly number[]): number {
  return values.reduce((most, one) => (one > most || Number.isNaN(one) ? one : most), 0);
}

export const neuronEscape: Measure<NeuronEscapeSetting, Name> = {
  name: "neuron-escape",
  quantities: {
    missingHypotheses: { unit: null, meaning: "hypotheses of the theorem that do not hold" },
    groupGradient: { unit: null, meaning: "largest |Gamma_j|, normalised" },
    loss: { unit: null, meaning: "L(theta), without the neuron" },
    alpha: { unit: null, meaning: "best unregularised factor of the first neuron" },
    plateau: { unit: null, meaning: "C: the loss with the best factors" },
    falls: { unit: null, meaning: "steps of b at which the objective falls" },
    lawError: { unit: null, meaning: "largest |Lt - C - lambda |alpha|^2 e^-2b| / (1 + C)" },
    relativeLawError: { unit: null, meaning: "the same relative to C + lambda |alpha|^2 e^-2b" },
    belowLoss: { unit: null, meaning: "L minus the last value of the objective" },
    places: { unit: null, meaning: "random (a, b, W) that were tried" },
    placesAtRest: { unit: null, meaning: "of these: without a certified decrease" },
  },
  problems({ problem, theta, w, steps, places }) {
    const { theta: size, outputs, inputs } = layoutOf(problem);
    const isPlaced = w.length === outputs && w.every((row) => row.length === inputs);
    const isFit = problem.loss.kind === "squared" && problem.neuron === "exponential";
    return [
      ...problemProblems(problem),
      ...(isFit ? [] : ["the law is that of squared loss with exponential neurons"]),
      ...(theta.length === size ? [] : [`the model has ${size} parameters, not ${theta.length}`]),
      ...(isPlaced ? [] : [`there are ${outputs} neurons on ${inputs} inputs`]),
      ...(Number.isSafeInteger(steps) && steps > 1 ? [] : [`${steps} steps`]),
      ...(Number.isSafeInteger(places) && places >= 0 ? [] : [`${places} places`]),
    ];
  },
  run(setting, { seed }) {
    const { problem, theta, places } = setting;
    const { alpha, plateau, loss, values, predicted } = escapeAt(problem, theta, setting);
    const errors = values.map((value, s) => Math.abs(value - (predicted[s] ?? Number.NaN)));
    const falls = values.slice(1).filter((value, s) => value < (values[s] ?? Number.NaN));
    return {
      quantities: {
        missingHypotheses: BigInt(missingHypotheses(problem).length),
        groupGradient: largestGroupGradient(normalised(problem), theta),
        loss,
        alpha: alpha[0] ?? Number.NaN,
        plateau,
        falls: BigInt(falls.length),
        lawError: largestOf(errors) / (1 + plateau),
        relativeLawError: largestOf(errors.map((one, s) => one / (predicted[s] ?? Number.NaN))),
        belowLoss: loss - (values.at(-1) ?? Number.NaN),
        places: BigInt(places),
        placesAtRest: BigInt(placesAtRest(setting, seed)),
      },
      series: [{ name: "objective", unit: null, x: values.map((_, s) => s), y: values }],
    };
  },
};
