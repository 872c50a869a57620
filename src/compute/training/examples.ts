import { PlatformError } from "../../domain/errors.ts";
import type { Precision } from "../../domain/engine-name.ts";
import { floatArray } from "../engine/engines/arrays.ts";
import { sizeOf } from "../engine/graph.ts";
import type { InputSpec, TraceTf } from "../engine/program.ts";
import type { Tensor } from "../engine/tfjs.ts";
import type { Loss } from "../nn/losses.ts";
import type { Network } from "../nn/network.ts";

/** A data set as training and evaluation take it: row-major, one example after the other. */
export interface Examples {
  /** Bytes stay bytes until they are gathered. */
  readonly inputs: Uint8Array | Float32Array | Float64Array;
  /** Class numbers, or one array of the output's shape for each example. */
  readonly targets: Int32Array | Float32Array | Float64Array;
  /** What inputs are multiplied by, 1/255 say; 1 unless said. */
  readonly scale?: number;
}

/** Examples in one call, where nobody says another number. */
export const LARGE_BATCH = 2000;

export function countOf(network: Network, { inputs }: Examples): number {
  return inputs.length / sizeOf(network.input);
}

/** So many examples as an input of a program. */
export function inputSpec(network: Network, { inputs }: Examples, count: number): InputSpec {
  const type = inputs instanceof Uint8Array ? "uint8" : "float";
  return { shape: [count, ...network.input], type };
}

/** Inputs as the network takes them. */
export function asNumbers(tf: TraceTf, inputs: Tensor, { scale = 1 }: Examples): Tensor {
  const numbers = tf.cast(inputs, "float32");
  return scale === 1 ? numbers : tf.mul(numbers, scale);
}

function rounded<T extends Examples["inputs"] | Examples["targets"]>(
  data: T,
  precision: Precision,
) {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return data;
  const Floats = floatArray(precision);
  return data instanceof Floats ? data : Floats.from(data);
}

/** The same examples in the floats that an engine computes with, so that it need not convert them. */
export function inPrecision(examples: Examples, precision: Precision): Examples {
  return {
    ...examples,
    inputs: rounded(examples.inputs, precision),
    targets: rounded(examples.targets, precision),
  };
}

function bad(told: string): PlatformError {
  return new PlatformError("BAD_INPUT", told);
}

function assertFinite(what: string, data: Float32Array | Float64Array, width: number): void {
  const at = data.findIndex((element) => !Number.isFinite(element));
  if (at === -1) return;
  throw bad(`${what} of example ${Math.floor(at / width)} holds ${data[at] ?? ""}`);
}

function assertLabels(labels: Int32Array, classes: number): void {
  const at = labels.findIndex((label) => label < 0 || label >= classes);
  if (at === -1) return;
  throw bad(
    `label ${labels[at] ?? ""} of example ${at}: the network has classes 0 to ${classes - 1}`,
  );
}

/**
 * How many examples there are.
 *
 * @throws PlatformError BAD_INPUT where inputs and targets do not fit the network or each other, hold
 *   numbers that are not finite, or a label is out of range
 */
export function checkExamples(
  { network, loss }: { readonly network: Network; readonly loss: Loss },
  { inputs, targets }: Examples,
): number {
  const width = sizeOf(network.input);
  const count = inputs.length / width;
  if (!Number.isInteger(count) || count === 0) {
    throw bad(`${inputs.length} inputs are no whole examples of ${width}`);
  }
  const target = loss.targetOf(network.output);
  const wanted = count * sizeOf(target.shape);
  if (targets.length !== wanted) {
    throw bad(`${targets.length} targets for ${count} examples: ${wanted} are needed`);
  }
  if (targets instanceof Int32Array !== (target.type === "int32")) {
    throw bad(`targets are a ${targets.constructor.name}; ${loss.name} takes ${target.type}`);
  }
  if (!(inputs instanceof Uint8Array)) assertFinite("the input", inputs, width);
  if (targets instanceof Int32Array) assertLabels(targets, network.output.at(-1) ?? 1);
  else assertFinite("the target", targets, sizeOf(target.shape));
  return count;
}

/** Part of the examples, without a copy. */
export function sliceExamples(
  { network, loss }: { readonly network: Network; readonly loss: Loss },
  examples: Examples,
  [start, end]: readonly [number, number],
): Examples {
  const width = sizeOf(network.input);
  const height = sizeOf(loss.targetOf(network.output).shape);
  return {
    ...examples,
    inputs: examples.inputs.subarray(start * width, end * width),
    targets: examples.targets.subarray(start * height, end * height),
  };
}
