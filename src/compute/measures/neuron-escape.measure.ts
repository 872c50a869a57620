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
import { valueAt } from "../numerics/expansion.ts";
import { PURPOSES, RandomStream } from "../numerics/threefry.ts";
import { descend, freeze } from "./elimination/descent.ts";
import { escapeAt, shiftGain } from "./elimination/escape.ts";
import { missingHypotheses } from "./elimination/hypotheses.ts";
import { normalised } from "./elimination/normalise.ts";
import {
  largestGroupGradient,
  layoutOf,
  objectiveFormula,
  range,
} from "./elimination/objective.ts";
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
  | "placesAtRest"
  | "moveError";

/** How far a and b are moved from a place. */
const REACH = 1e-3;

/** One way to leave a place: where it leads, and what it gains by its formula. */
interface Move {
  readonly to: readonly number[];
  readonly gain: number;
}

/** A neuron that is off is switched on; one that is on moves along b with a e^b held. */
function movesFrom(problem: Problem, z: readonly number[]): Move[] {
  const layout = layoutOf(problem);
  const frozen = freeze(problem, z);
  const moved = (changes: readonly (readonly [index: number, value: number])[]) => {
    const byIndex = new Map(changes);
    return z.map((one, index) => byIndex.get(index) ?? one);
  };
  return range(layout.outputs).map((k) => {
    const [atA, atB] = [layout.a(k), layout.b(k) ?? Number.NaN];
    const [a, b] = [z[atA] ?? Number.NaN, z[atB] ?? Number.NaN];
    if (a !== 0) {
      const to = moved([
        [atA, a * Math.exp(-REACH)],
        [atB, b + REACH],
      ]);
      return { to, gain: shiftGain(problem, { a, b }, REACH) };
    }
    const w = range(layout.inputs).map((j) => z[layout.w(k, j)] ?? Number.NaN);
    const { step, decrease } = descend(problem, frozen, { k, b, w }, REACH);
    return { to: moved([[atA, step]]), gain: decrease };
  });
}

/**
 * How many of the places nothing is found to lead down from, and how far the objective itself is from
 * what the formulas say of the moves, relative to 1 + Lt.
 */
function survey({ problem, theta, places }: NeuronEscapeSetting, seed: number) {
  const random = new RandomStream(seed, PURPOSES.statistics, 0);
  const { outputs, inputs } = layoutOf(problem);
  const units = range(outputs);
  const objective = objectiveFormula(problem);
  const surveyed = range(places).map((place) => {
    const a = units.map(() => (place % 2 === 0 ? 0 : random.normal()));
    const b = units.map(() => random.normal());
    const w = units.map(() => range(inputs).map(() => random.normal()));
    const z = [...theta, ...a, ...b, ...w.flat()];
    const moves = movesFrom(problem, z);
    const value = valueAt(objective, z);
    const errors = moves.map(({ to, gain }) => {
      return Math.abs(value - valueAt(objective, to) - gain) / (1 + Math.abs(value));
    });
    return { isAtRest: !moves.some(({ gain }) => gain > 0), error: largestOf(errors) };
  });
  return {
    placesAtRest: BigInt(surveyed.filter(({ isAtRest }) => isAtRest).length),
    moveError: largestOf(surveyed.map(({ error }) => error)),
  };
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
    moveError: {
      unit: null,
      meaning: "largest difference of a move's formula from the objective / (1 + Lt)",
    },
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
        ...survey(setting, seed),
      },
      series: [{ name: "objective", unit: null, x: values.map((_, s) => s), y: values }],
    };
  },
};
