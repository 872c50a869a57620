/**
 * Dense networks in float64: outputs, the gradient by backpropagation, and the Jacobian by blocks.
 * b^(l)_(k,j)[i] = d Yhat_ij / d Z^(l)_ik; block D^(l)_k stacks diag(b^(l)_(k,j)) Phi^(l-1) over j.
 *
 * @source    spec kawaguchi2019-depth-width, section 1
 * @shape     everything by columns over the m samples; vec(Y) stacks the columns of Y
 * @precision float64
 * @cost      forward, gradient: m P; Jacobian: m P d_y
 * @fails     shapes that do not fit: see `modelProblems`
 */
import { addScaled, dot } from "../../numerics/vectors.ts";
import { columnsOf } from "../../numerics/column-space.ts";
import {
  LEAK,
  matricesOf,
  type Activation,
  type DenseNetwork,
  type RegressionData,
  type Rows,
} from "./dense-network.ts";

/** Value and slope of an activation; the slope of ReLU at 0 is 0. */
interface ActivationForm {
  value(z: number): number;
  slope(z: number): number;
}

export const ACTIVATION_FORMS: Readonly<Record<Activation, ActivationForm>> = {
  identity: { value: (z) => z, slope: () => 1 },
  tanh: { value: (z) => Math.tanh(z), slope: (z) => 1 - Math.tanh(z) ** 2 },
  relu: { value: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
  "leaky-relu": { value: (z) => (z > 0 ? z : LEAK * z), slope: (z) => (z > 0 ? 1 : LEAK) },
  softplus: {
    value: (z) => Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))),
    slope: (z) => 1 / (1 + Math.exp(-z)),
  },
};

/** A network whose outputs go through an activation once more: outside every theorem here. */
export interface DenseModel extends DenseNetwork {
  /** Absent: linear. */
  readonly output?: Activation;
}

export interface ForwardPass {
  /** What enters W^(1) .. W^(H+1), columns over samples; with the ones where there are biases. */
  readonly features: readonly (readonly Float64Array[])[];
  /** Z^(1) .. Z^(H). */
  readonly preactivations: readonly (readonly Float64Array[])[];
  /** sigma'(Z^(1)) .. sigma'(Z^(H)). */
  readonly slopes: readonly (readonly Float64Array[])[];
  /** X, where a skip reads it once more. */
  readonly inputs: readonly Float64Array[];
  /** Yhat. */
  readonly outputs: readonly Float64Array[];
  /** d Yhat_ij / d (its linear form): 1 for linear outputs. */
  readonly outputSlopes: readonly Float64Array[];
}

/** The product of features (columns) with a matrix. */
function applied(features: readonly Float64Array[], matrix: Rows, samples: number) {
  const width = matrix[0]?.length ?? 0;
  return Array.from({ length: width }, (_, column) => {
    const sum = new Float64Array(samples);
    features.forEach((feature, row) => addScaled(sum, matrix[row]?.[column] ?? NaN, feature));
    return sum;
  });
}

export function forwardPass(model: DenseModel, data: Pick<RegressionData, "inputs">): ForwardPass {
  const { activation, weights, skip, biases = false, output = "identity" } = model;
  const samples = data.inputs.length;
  const inputs = columnsOf(data.inputs);
  const form = ACTIVATION_FORMS[activation];
  const ones = biases ? [new Float64Array(samples).fill(1)] : [];
  const hidden = weights.slice(0, -1);
  let current = inputs;
  const layers = hidden.map((matrix) => {
    const features = [...current, ...ones];
    const preactivations = applied(features, matrix, samples);
    current = preactivations.map((column) => column.map(form.value));
    const slopes = preactivations.map((column) => column.map(form.slope));
    return { features, preactivations, slopes };
  });
  const linear = applied(current, weights.at(-1) ?? [], samples);
  if (skip !== undefined) {
    applied(inputs, skip, samples).forEach((column, j) =>
      addScaled(linear[j] as Float64Array, 1, column),
    );
  }
  const last = ACTIVATION_FORMS[output];
  return {
    features: [...layers.map(({ features }) => features), current],
    preactivations: layers.map(({ preactivations }) => preactivations),
    slopes: layers.map(({ slopes }) => slopes),
    inputs,
    outputs: linear.map((column) => column.map(last.value)),
    outputSlopes: linear.map((column) => column.map(last.slope)),
  };
}

/** R = Yhat - Y by columns. */
export function residualsOf({ outputs }: ForwardPass, data: RegressionData): Float64Array[] {
  const targets = columnsOf(data.targets);
  return outputs.map((column, j) => column.map((one, i) => one - (targets[j]?.[i] ?? NaN)));
}

/** L = 1/2 ||Yhat - Y||^2. */
export function lossOf(residuals: readonly Float64Array[]): number {
  return residuals.reduce((sum, column) => sum + dot(column, column), 0) / 2;
}

const multiplied = (left: Float64Array, right: Float64Array | undefined): Float64Array =>
  left.map((one, index) => one * (right?.[index] ?? NaN));

/** What arrives before the activation of a layer from the signals of the layer above. */
function passedBack(
  slopes: readonly Float64Array[],
  matrix: Rows,
  signals: readonly Float64Array[],
): Float64Array[] {
  return slopes.map((slope, unit) => {
    const sum = new Float64Array(slope.length);
    signals.forEach((signal, above) => addScaled(sum, matrix[unit]?.[above] ?? NaN, signal));
    return multiplied(sum, slope);
  });
}

/** Signals of all layers, from the outputs' down to the first; `top` by output columns. */
function backwards(network: DenseNetwork, pass: ForwardPass, top: readonly Float64Array[]) {
  const signals = [top];
  for (let layer = pass.slopes.length - 1; layer >= 0; layer -= 1) {
    const above = signals[0] as readonly Float64Array[];
    const matrix = network.weights[layer + 1] as Rows;
    signals.unshift(passedBack(pass.slopes[layer] as readonly Float64Array[], matrix, above));
  }
  return signals;
}

/** grad L in the order of `parametersOf`, by backpropagation; no Jacobian is formed. */
export function gradientOf(
  model: DenseModel,
  pass: ForwardPass,
  residuals: readonly Float64Array[],
): Float64Array {
  const top = residuals.map((column, j) => multiplied(column, pass.outputSlopes[j]));
  const signals = backwards(model, pass, top);
  const layers = [...pass.features, ...(model.skip === undefined ? [] : [pass.inputs])];
  return Float64Array.from(
    layers.flatMap((features, layer) => {
      const arriving = signals[layer] ?? top;
      return features.flatMap((feature) => arriving.map((signal) => dot(feature, signal)));
    }),
  );
}

/** The columns of J that belong to one unit. */
export interface JacobianBlock {
  /** 1 .. H + 1. */
  readonly layer: number;
  /** From 1. */
  readonly unit: number;
  /** Where its columns stand in theta. */
  readonly parameters: readonly number[];
  /** Each of length m d_y. */
  readonly columns: readonly Float64Array[];
}

/** Where each matrix begins in theta, and how wide it is. */
function placesOf(network: DenseNetwork) {
  let next = 0;
  return matricesOf(network).map((matrix) => {
    const place = { start: next, width: matrix[0]?.length ?? 0 };
    next += matrix.length * place.width;
    return place;
  });
}

/** diag(b_1) phi over diag(b_2) phi ...: one column of J. */
function stacked(signals: readonly Float64Array[], feature: Float64Array): Float64Array {
  const column = new Float64Array(signals.length * feature.length);
  signals.forEach((signal, j) => column.set(multiplied(signal, feature), j * feature.length));
  return column;
}

/**
 * All blocks in forward order: layers 1 .. H + 1, inside a layer units 1 .. d_l. The columns of a skip
 * belong to the outputs' blocks.
 */
export function jacobianBlocks(model: DenseModel, pass: ForwardPass): JacobianBlock[] {
  const places = placesOf(model);
  const zero = new Float64Array(pass.inputs[0]?.length ?? 0);
  // Signals of output j alone: b^(H+1)_(k,j) = delta_kj.
  const ofOutput = pass.outputSlopes.map((slope, j) =>
    backwards(
      model,
      pass,
      pass.outputs.map((_, k) => (k === j ? slope : zero)),
    ),
  );
  return pass.features.flatMap((features, layer) => {
    const isLast = layer === pass.features.length - 1;
    const own = features.map((feature) => ({ feature, matrix: layer }));
    const skipped =
      isLast && model.skip !== undefined
        ? pass.inputs.map((feature) => ({ feature, matrix: layer + 1 }))
        : [];
    return Array.from({ length: places[layer]?.width ?? 0 }, (_, unit) => {
      const signals = ofOutput.map((ofLayers) => ofLayers[layer]?.[unit] ?? zero);
      const parameters = [own, skipped].flatMap((group) =>
        group.map(({ matrix }, row) => {
          const { start, width } = places[matrix] as { start: number; width: number };
          return start + row * width + unit;
        }),
      );
      const columns = [...own, ...skipped].map(({ feature }) => stacked(signals, feature));
      return { layer: layer + 1, unit: unit + 1, parameters, columns };
    });
  });
}

/** J by its columns, in the order of `parametersOf`. */
export function jacobianColumns(blocks: readonly JacobianBlock[]): Float64Array[] {
  const columns: Float64Array[] = [];
  for (const block of blocks) {
    block.parameters.forEach((parameter, index) => {
      columns[parameter] = block.columns[index] as Float64Array;
    });
  }
  return columns;
}
