/**
 * Fully connected networks with their data in plain JSON, as both papers on local minima write them
 * and as users give them. Phi^(0) = X, Z^(l) = Phi^(l-1) W^(l), Phi^(l) = sigma(Z^(l)),
 * Yhat = Phi^(H) W^(H+1) (+ X A with a skip); L = 1/2 ||Yhat - Y||_F^2.
 *
 * @source    spec kawaguchi2019-depth-width, section 1
 * @shape     X [m, d_0], Y [m, d_y], W^(l) [d_(l-1), d_l] (one more row, the last, with hidden biases),
 *            W^(H+1) [d_H, d_y], A [d_0, d_y]
 * @units     those of Y; the loss in their square, no 1/m
 */
export const ACTIVATIONS = ["identity", "tanh", "relu", "leaky-relu", "softplus"] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** Slope of leaky ReLU below 0: a power of two, so that it is exact. */
export const LEAK = 0.125;

/** Row-major: one list a row. */
export type Rows = readonly (readonly number[])[];

export interface DenseNetwork {
  readonly activation: Activation;
  /** W^(1) .. W^(H+1); one alone: linear regression. */
  readonly weights: readonly Rows[];
  /** A ones column is appended to the input of every hidden layer: its weights are the last row. */
  readonly biases?: boolean;
  /** A: the inputs enter the output once more, linearly. */
  readonly skip?: Rows;
}

export interface RegressionData {
  /** X [m, d_0]; for a bias of the first layer append a column of ones, or use `biases`. */
  readonly inputs: Rows;
  /** Y [m, d_y]. */
  readonly targets: Rows;
}

/** The matrices in the order of the parameter vector: W^(1) .. W^(H+1), then A where there is one. */
export function matricesOf({ weights, skip }: DenseNetwork): readonly Rows[] {
  return skip === undefined ? weights : [...weights, skip];
}

/** theta: all matrices row by row, in the order of `matricesOf`. */
export function parametersOf(network: DenseNetwork): number[] {
  return matricesOf(network).flatMap((matrix) => matrix.flatMap((row) => row));
}

/** A network of the same form with other parameters. */
export function withParameters(network: DenseNetwork, parameters: ArrayLike<number>): DenseNetwork {
  let next = 0;
  const refill = (matrix: Rows): Rows =>
    matrix.map((row) => row.map(() => parameters[next++] ?? Number.NaN));
  const weights = network.weights.map(refill);
  if (network.skip === undefined) return { ...network, weights };
  return { ...network, weights, skip: refill(network.skip) };
}
