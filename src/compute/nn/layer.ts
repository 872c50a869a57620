import type { TraceTf } from "../engine/program.ts";
import type { Tensor } from "../engine/tfjs.ts";
import type { ParameterSpecs } from "./parameters.ts";

/** Lengths without the axis of examples. */
export type Shape = readonly number[];

/** Mean and variance of each channel, as batch normalisation takes them. */
export interface Moments {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** One way through a network: where a layer finds what it needs. */
export interface Pass {
  readonly tf: TraceTf;
  /** How many networks go side by side, on a first axis of parameters and activations; null: one. */
  readonly replicas: number | null;
  parameter(name: string): Tensor;
  /** Training: those of the batch; measuring: those that were computed on a data set. */
  moments(ofBatch: () => Moments): Moments;
  /** Uniform numbers in [0, 1), new at every call and step; null when measuring. */
  uniform(shape: readonly number[]): Tensor | null;
  /** The same pass as a layer within this one sees it. */
  within(name: string): Pass;
}

/** A layer for inputs of one shape. */
export interface FittedLayer {
  readonly output: Shape;
  readonly parameters?: ParameterSpecs;
  /** Names and lengths of the moments that it normalises with. */
  readonly moments?: Readonly<Record<string, number>>;
  /** Draws random numbers when it trains. */
  readonly isRandom?: boolean;
  /** @param x examples in front; with replicas, replicas before those */
  apply(pass: Pass, x: Tensor): Tensor;
}

/** A pure function of parameters and activations. */
export interface Layer {
  readonly kind: string;
  /** @throws PlatformError BAD_PROGRAM where the input does not fit, naming both shapes */
  fit(input: Shape): FittedLayer;
}

/** How many axes stand before those of one example. */
export function leadOf(pass: Pass): number {
  return pass.replicas === null ? 1 : 2;
}

/** A parameter without an axis of examples, to be combined with activations that have one. */
export function forExamples(pass: Pass, parameter: Tensor, axes: number): Tensor {
  if (pass.replicas === null) return parameter;
  const own = parameter.shape.slice(1);
  const between = new Array<number>(axes - own.length + 1).fill(1);
  return pass.tf.reshape(parameter, [pass.replicas, ...between, ...own]);
}
