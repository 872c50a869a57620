/**
 * The fixtures as problems with one exponential neuron for each output, squared loss without 1/2.
 *
 * @source spec kawaguchi2020-elimination, sections 1 (G1) and 4
 * @shape  the network sees (x, 1), the neuron x; z = (theta, a, b, W)
 */
import { networkParameters } from "../../compute/measures/index.ts";
import type {
  DenseNetwork,
  EliminationProblem,
  RegressionData,
} from "../../compute/measures/index.ts";
import {
  F1_DATA,
  F1_EXACT_FIT,
  F2_BAD,
  F2_DATA,
  F5_BAD,
  F5_DATA,
  reluUnits,
} from "../kawaguchi2019-depth-width/fixtures.ts";

/** A problem with parameters of its model. */
export interface Posed {
  readonly problem: EliminationProblem;
  readonly theta: readonly number[];
}

export function posed(
  network: DenseNetwork,
  { inputs, targets }: RegressionData,
  changes: Partial<EliminationProblem> = {},
): Posed {
  const problem: EliminationProblem = {
    inputs: inputs.map((row) => row.slice(0, -1)),
    targets,
    model: { kind: "dense", network, appendOnes: true },
    loss: { kind: "squared" },
    lambda: 1,
    neuron: "exponential",
    ...changes,
  };
  return { problem, theta: networkParameters(network) };
}

/** The bad minimum of F2: L = 0.52970543 against 0.37845836. */
export const F2_POSED = posed(F2_BAD.network, F2_DATA);
/** The bad minimum of F5: its residual is orthogonal to 1 and x. */
export const F5_POSED = posed(F5_BAD.network, F5_DATA);
/** Two ReLU units, residual exactly 0: every group gradient vanishes. */
export const F1_FIT_POSED = posed(F1_EXACT_FIT, F1_DATA);
/** The best that one unit can do, L = 5/4, the other unit dead on all samples. */
export const F1_DEAD_POSED = posed(reluUnits([1, 2, -1], [1, 0, -1]), F1_DATA);

/** F3: f = theta^3 - 3 theta against y = 3 at x = 0; theta = -1 is a bad minimum, L = 1. */
export const F3_PROBLEM: EliminationProblem = {
  inputs: [[0]],
  targets: [[3]],
  model: { kind: "cubic" },
  loss: { kind: "squared" },
  lambda: 1,
  neuron: "exponential",
};

/** G1: two outputs, one input twice with different labels. */
export const G1_POSED: Posed = {
  problem: {
    inputs: [
      [0, 1],
      [1, 0],
      [1, 0],
      [-1, 2],
    ],
    targets: [
      [0, 1],
      [1, 0],
      [0, -2],
      [1, 1],
    ],
    model: {
      kind: "table",
      points: [
        [0, 1],
        [1, 0],
        [-1, 2],
      ],
      outputs: 2,
    },
    loss: { kind: "squared" },
    lambda: 0.7,
    neuron: "exponential",
  },
  theta: [1, 0, 0.5, -1, 2, 1],
};

/** Soft labels of three classes at two inputs; f = 0 is not the best. */
export const SOFT_POSED: Posed = {
  problem: {
    inputs: [[-1], [-1], [1]],
    targets: [
      [0.7, 0.2, 0.1],
      [0.1, 0.6, 0.3],
      [0.2, 0.3, 0.5],
    ],
    model: { kind: "table", points: [[-1], [1]], outputs: 3 },
    loss: { kind: "cross-entropy" },
    lambda: 1,
    neuron: "exponential",
  },
  theta: [0, 0, 0, 0, 0, 0],
};
