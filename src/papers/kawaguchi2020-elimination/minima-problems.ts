/**
 * Problems in which local minima are looked for, and known bad minima of objectives that lack one
 * hypothesis: what the test of minimality must accept, so that the claims are seen to fail there.
 *
 * @source spec kawaguchi2020-elimination, 2.1 and 2.3 (controls and their golden numbers), 3.1 item 5
 * @shape  points z = (theta, a, b, W) in raw units
 */
import { networkParameters } from "../../compute/measures/index.ts";
import type { DenseNetwork, EliminationProblem } from "../../compute/measures/index.ts";
import {
  F1_DATA,
  F1_MINIMUM,
  F2_BAD,
  F2_BETTER,
  F2_DATA,
  F5_BAD,
  F5_BETTER,
  F5_DATA,
  reluUnits,
} from "../kawaguchi2019-depth-width/fixtures.ts";
import { F2_POSED, F3_PROBLEM, F5_POSED, posed } from "./problems.ts";

/** A problem with points of it that are known. */
export interface Known {
  readonly problem: EliminationProblem;
  readonly points: readonly (readonly number[])[];
  /** They are judged where they are, without polish. */
  readonly asGiven?: true;
}

/** Some tanh units with biases; only the shape counts. */
export function tanhUnits(units: number): EliminationProblem["model"] {
  const zeros = (count: number) => Array.from({ length: count }, () => 0);
  const network: DenseNetwork = {
    activation: "tanh",
    biases: true,
    weights: [[zeros(units), zeros(units)], zeros(units).map((zero) => [zero])],
  };
  return { kind: "dense", network };
}

const ON_F2 = { inputs: F2_POSED.problem.inputs, lambda: 1, neuron: "exponential" } as const;

/** Three tanh units on the data of F2: they can fit, and there are bad minima of L on the way. */
export const SQUARED: EliminationProblem = {
  ...{ ...ON_F2, targets: F2_DATA.targets, model: tanhUnits(3) },
  loss: { kind: "squared" },
};

export function hinge(power: number): EliminationProblem {
  const targets = [[1], [-1], [1], [1], [-1]];
  return { ...ON_F2, targets, model: tanhUnits(3), loss: { kind: "hinge", power } };
}

/** Two labels at each of two inputs, and a line: L_pw = 0.625, attained at 1.25 x + 1.75. */
export const REPEATED: EliminationProblem = {
  inputs: [[-1], [-1], [1], [1]],
  targets: [[0], [1], [2], [4]],
  model: {
    kind: "dense",
    network: { activation: "identity", weights: [[[1.25], [1.75]]] },
    appendOnes: true,
  },
  loss: { kind: "squared" },
  lambda: 1,
  neuron: "exponential",
};

/** F3 without inputs: W has no entries, as in the spec's certified minima in (theta, a, b). */
const F3_BARE: EliminationProblem = { ...F3_PROBLEM, inputs: [[]] };

/** theta of the global minimum of F3: theta^3 - 3 theta = 3. */
export const F3_GLOBAL = 2.1038034027355366;

export const F3_GOOD: Known = { problem: F3_BARE, points: [[F3_GLOBAL, 0, 0]] };

/** Decay on b: strict minima with a != 0, theta = -1. */
export const DECAYED: Readonly<Record<string, Known>> = {
  "lambda 1, mu 0.1": decayed(1, 0.1, [0.3192685405, 1.0193240093]),
  "lambda 1, mu 1": decayed(1, 1, [0.486333299, 0.2365200777]),
  "lambda 0.1, mu 0.1": decayed(0.1, 0.1, [0.6376424586, 0.406587905]),
};

function decayed(lambda: number, mu: number, neuron: readonly [a: number, b: number]): Known {
  const problem = { ...F3_BARE, lambda, decay: { bias: mu } };
  return { problem, points: [[-1, ...neuron]] };
}

/** No bias: a = 1 / (1 + lambda), theta = -1. */
export const WITHOUT_BIAS: Known = {
  problem: { ...F3_BARE, neuron: "exponential-without-bias" },
  points: [[-1, 1 / 2]],
};

/** lambda = 0: Lt = 0 with a = 1; the minima form a curve. */
export const UNREGULARISED: Known = {
  problem: { ...F3_BARE, lambda: 0 },
  points: [[-1, 1, 0]],
};

/** a (w x + b) adds nothing to a model with a line of its own: both minima of F5 stay. */
export const LINEAR_NEURON: Known = {
  problem: { ...F5_POSED.problem, neuron: "linear" },
  points: [
    [...F5_POSED.theta, 0, 0.3, -0.2],
    [...F5_POSED.theta, 0, 0, 0],
    [...networkParameters(F5_BETTER.network), 0, 0, 0],
  ],
};

/** The upper of two wells, the neuron's bias at the places that the spec names. */
export const DOUBLE_WELL: Known = {
  problem: {
    ...{ inputs: [[0]], targets: [[0]], lambda: 1, neuron: "exponential" },
    ...{ model: { kind: "identity" }, loss: { kind: "double-well", tilt: 0.25 } },
  },
  points: [3, 0, 10, 14].map((b) => [0.967148937883, 0, b, 0]),
};

function withoutNeuron(
  network: DenseNetwork,
  data: Parameters<typeof posed>[1],
  others: readonly DenseNetwork[],
): Known {
  const { problem } = posed(network, data, { neuron: "none" });
  return { problem, points: [network, ...others].map(networkParameters) };
}

/** The classic nets: certified local minima of L itself. */
export const CLASSIC: Readonly<Record<"F1" | "F2" | "F5", Known>> = {
  F1: withoutNeuron(F1_MINIMUM, F1_DATA, [reluUnits([-1, -1, 0])]),
  F2: withoutNeuron(F2_BAD.network, F2_DATA, [F2_BETTER.network]),
  F5: withoutNeuron(F5_BAD.network, F5_DATA, [F5_BETTER.network]),
};

/** (theta_bad, 0, b, W) of the objective itself: no local minima, and hard to tell from them. */
export const NOT_MINIMA: Readonly<Record<string, Known>> = {
  // Gradient 0 and a positive semidefinite Hessian: only the higher order goes down.
  "F5, hard": { problem: F5_POSED.problem, points: [[...F5_POSED.theta, 0, 0, 0]] },
  F5: { problem: F5_POSED.problem, points: [[...F5_POSED.theta, 0, 0.3, -0.2]] },
  // At b = -25 the neuron hides its gradient.
  F2: {
    problem: F2_POSED.problem,
    points: [0, 3, -25].map((b) => [...F2_POSED.theta, 0, b, 0]),
  },
  F3: { problem: F3_BARE, points: [[-1, 0, 0]] },
};

/** f(e_i) = theta_i in three wells, f(s e_4) on the bump between: curvatures 2.2 three times, and -0.99 s^2. */
const [DEEP_WELL, BUMP, SMALL] = [-1.029895985051, 0.0627463512, 2 ** -10];
const ON_AXES = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, SMALL],
];

/** Points without a neuron that one test alone tells from a local minimum. */
export const SEEN_BY_ONE: Readonly<Record<string, Known>> = {
  // The gradient is 1e-7, what it gains 1e-15: T3 does not see it.
  "T1, not quite stationary": {
    problem: { ...F2_POSED.problem, neuron: "none" },
    points: [F2_POSED.theta.map((one) => one + 1e-8)],
    asGiven: true,
  },
  // One direction in 10^9 leads down.
  "T2, bent down by little": {
    problem: {
      ...{ inputs: ON_AXES, targets: ON_AXES.map(() => [0]), lambda: 1, neuron: "none" },
      model: {
        kind: "dense",
        network: { activation: "identity", weights: [ON_AXES.map(() => [0])] },
      },
      loss: { kind: "double-well", tilt: 0.25 },
    },
    points: [[DEEP_WELL, DEEP_WELL, DEEP_WELL, BUMP / SMALL]],
  },
  // (w_1 w_2 w_3 - 1)^2 at 0: gradient and Hessian are 0, random steps see the third power.
  "T3, a third power": {
    problem: {
      ...{ inputs: [[1]], targets: [[1]], lambda: 1, neuron: "none", loss: { kind: "squared" } },
      model: {
        kind: "dense",
        network: { activation: "identity", weights: [[[0]], [[0]], [[0]]] },
      },
    },
    points: [[0, 0, 0]],
  },
};

/** Nothing in particular: a gradient that does not vanish. */
export const RANDOM_POINT: Known = {
  problem: F2_POSED.problem,
  points: [[0.3, -0.7, 1.1, 0.4, 0.2, -0.5]],
};

/** One-hot labels at inputs of their own: L_pw = 0 is not attained by any model. */
export const ONE_HOT: EliminationProblem = {
  ...{ inputs: [[-1], [0], [1]], lambda: 1, neuron: "exponential" },
  targets: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  model: { kind: "table", points: [[-1], [0], [1]], outputs: 3 },
  loss: { kind: "cross-entropy" },
};
