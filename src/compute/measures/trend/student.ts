/** The students of the trend grids: fully connected, no biases in hidden layers, linear output. */
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import type { DenseNetwork, Rows } from "../minima/dense-network.ts";

export const STUDENT_ACTIVATIONS = ["tanh", "relu", "identity"] as const;
export type StudentActivation = (typeof STUDENT_ACTIVATIONS)[number];

export interface Student {
  readonly activation: StudentActivation;
  /** H. */
  readonly hiddenLayers: number;
  /** d, of every hidden layer. */
  readonly width: number;
}

/** Columns of X (that of ones among them) and of Y. */
export interface Ends {
  readonly inputs: number;
  readonly outputs: number;
}

/** Variance of the initial weights times the fan-in. */
const GAIN = { tanh: 1, relu: 2, identity: 1 } as const;

/** d_0, d, ..., d, d_y. */
export function layerSizes({ hiddenLayers, width }: Student, { inputs, outputs }: Ends): number[] {
  return [inputs, ...new Array<number>(hiddenLayers).fill(width), outputs];
}

/** Weights N(0, gain / fan-in), row by row. */
export function normalMatrix(
  [inputs, units]: readonly [number, number],
  gain: number,
  random: RandomStream,
): Rows {
  const deviation = Math.sqrt(gain / inputs);
  const row = () => Array.from({ length: units }, () => deviation * random.normal());
  return Array.from({ length: inputs }, row);
}

/**
 * The student before its training: variance c / fan-in, c = 1 (tanh, identity) or 2 (ReLU).
 *
 * @random stream (seed, purpose 0 = initialization, stream = number of the layer from 0)
 */
export function untrained(student: Student, ends: Ends, seed: number): DenseNetwork {
  const { activation } = student;
  const sizes = layerSizes(student, ends);
  const weights = sizes.slice(1).map((units, layer) => {
    const random = new RandomStream(seed, PURPOSES.initialization, layer);
    return normalMatrix([sizes[layer] ?? 0, units], GAIN[activation], random);
  });
  return { activation, weights };
}
