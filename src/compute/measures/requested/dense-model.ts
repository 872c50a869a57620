/** Networks with data as users give them: the schema, and what does not fit together. */
import { z } from "zod";
import { badInput } from "../../../domain/bad-input.ts";
import { ACTIVATIONS, LEAK, type RegressionData } from "../minima/dense-network.ts";
import type { DenseModel } from "../minima/forward.ts";
import { modelProblems } from "../minima/model-problems.ts";

export const rowsSchema = z.array(z.array(z.number()).min(1)).min(1);

export const networkSchema = z.strictObject({
  activation: z
    .enum(ACTIVATIONS)
    .describe(`sigma of every hidden layer; the slope of leaky-relu below 0 is ${LEAK}`),
  weights: z
    .array(rowsSchema)
    .min(1)
    .describe(
      "W^(1) .. W^(H+1) by rows: W^(l) is [d_(l-1), d_l], the last [d_H, d_y]; one alone is linear regression",
    ),
  biases: z
    .boolean()
    .exactOptional()
    .describe("true: every hidden W^(l) has one more row, the last, with the biases"),
  skip: rowsSchema.exactOptional().describe("A [d_0, d_y]: adds X A to the outputs"),
  output: z
    .enum(ACTIVATIONS)
    .exactOptional()
    .describe("of the output layer; anything but identity (absent) is refused by the theorems"),
});

const dataSchema = z.strictObject({
  inputs: rowsSchema.describe(
    "X [m, d_0] by rows; a column of ones serves as a bias of the first layer",
  ),
  targets: rowsSchema.describe("Y [m, d_y] by rows"),
});

export const denseModelSchema = z.strictObject({
  network: networkSchema.describe("a fully connected network with its parameters"),
  data: dataSchema.describe("the samples on which the loss 1/2 ||Yhat - Y||^2 is taken"),
  loss: z
    .string()
    .min(1)
    .exactOptional()
    .describe('"squared" (absent): 1/2 ||Yhat - Y||_F^2, no 1/m; the theorems refuse any other'),
});

export interface DenseModelInput {
  readonly network: DenseModel;
  readonly data: RegressionData;
  readonly loss?: string;
}

/** F2 of the spec at its certified minimum of the higher value: v tanh(w x + b) on five points. */
export const DENSE_EXAMPLE: DenseModelInput = {
  network: {
    activation: "tanh",
    weights: [[[1.6144927447798223], [0.875835112049511]], [[1.3859507078218731]]],
  },
  data: {
    inputs: [-2, -1, 0, 1, 2].map((x) => [x, 1]),
    targets: [[0], [-1], [1], [2], [2]],
  },
};

/** Where the inputs stand in what a user gives. */
const SAMPLES: readonly string[] = ["data", "inputs"];

/**
 * @param samples the path to the inputs
 * @throws PlatformError BAD_INPUT with the path of the first thing that does not fit
 */
export function requireFitting({ network, data }: DenseModelInput, samples = SAMPLES): void {
  const [problem] = modelProblems(network, data);
  if (problem === undefined) return;
  const { path, message } = problem;
  const isOfSamples = SAMPLES.every((name, at) => path[at] === name);
  throw badInput(isOfSamples ? samples : path, message);
}

/** Rows and columns of J that the decomposition in float64 is meant for. */
const LARGEST_JACOBIAN = 1000;

/** Residuals, m d_y, and parameters: what the work of a measure grows with. */
export function sizesOf({ network, data }: Pick<DenseModelInput, "network" | "data">) {
  const outputs = data.targets[0]?.length ?? 0;
  const parameters = [...network.weights, network.skip ?? []].flat(2).length;
  return { rows: data.targets.length * outputs, outputs, parameters };
}

/**
 * @param samples the path to them
 * @throws PlatformError BAD_INPUT where J is larger than what is decomposed
 */
export function requireDecomposable(
  model: Pick<DenseModelInput, "network" | "data">,
  samples = SAMPLES,
): void {
  const { rows, parameters } = sizesOf(model);
  const most = `J is ${rows} x ${parameters} (m d_y by P), and at most ${LARGEST_JACOBIAN} x ${LARGEST_JACOBIAN} is decomposed`;
  if (rows > LARGEST_JACOBIAN) throw badInput(samples, `${most}: take fewer samples or outputs`);
  if (parameters > LARGEST_JACOBIAN) {
    throw badInput(["network", "weights"], `${most}: take fewer units or layers`);
  }
}

/**
 * The hypothesis of the theorems that an input breaks, in one sentence; null: none.
 *
 * @throws PlatformError BAD_INPUT for one that keeps them and is too large to be measured
 */
export function brokenHypothesis(input: DenseModelInput): string | null {
  const { network, data, loss = "squared" } = input;
  if (loss !== "squared") {
    return `The loss is "${loss}": the identity is about the squared error 1/2 ||Yhat - Y||^2 alone.`;
  }
  if (network.output !== undefined && network.output !== "identity") {
    return `The output layer goes through ${network.output}: the identity needs linear outputs.`;
  }
  // As the tolerances take them: squares below 1e-308 are lost.
  if (data.targets.flat().every((one) => one * one === 0)) {
    return "All targets are 0, or their squares are below the least double: every relative tolerance is 0, so nothing is tested.";
  }
  const { outputs } = sizesOf(input);
  if (outputs > LARGEST_JACOBIAN) {
    return `There are ${outputs} outputs: the checks take at most ${LARGEST_JACOBIAN}, of one sample.`;
  }
  requireDecomposable(input);
  return null;
}
