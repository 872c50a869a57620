import { PlatformError } from "../../domain/errors.ts";
import { sizeOf } from "../engine/graph.ts";
import type { InputSpecs, Tensors, TraceTf } from "../engine/program.ts";
import { PURPOSES, RandomStream } from "../numerics/threefry.ts";
import type { Initialiser } from "./initialisers.ts";
import type { HostArrays } from "../engine/engines/engine.ts";
import type { Tensor } from "../engine/tfjs.ts";

/** What a parameter is to its layer: weight decay and rescalings go by it. */
export type ParameterRole = "weights" | "biases" | "scale" | "shift";

export interface ParameterSpec {
  readonly shape: readonly number[];
  readonly role: ParameterRole;
  readonly initial: Initialiser;
  /** How many inputs one output sums over, and how many outputs one input reaches. */
  readonly fans: { readonly in: number; readonly out: number };
}
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

/** How many numbers all parameters hold. */
export function countParameters(specs: ParameterSpecs): number {
  return Object.values(specs).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** Parameters as inputs of a program, under a prefix; with replicas, that many of each. */
export function inputsOf(specs: ParameterSpecs, replicas: number | null = null): InputSpecs {
  const lead = replicas === null ? [] : [replicas];
  const entries = Object.entries(specs).map(([name, { shape }]) => [
    name,
    { shape: [...lead, ...shape] },
  ]);
  return Object.fromEntries(entries) as InputSpecs;
}

/**
 * The starting values of every parameter, float64.
 *
 * @random key (seed, purpose 0), stream = the parameter's number in the order of `specs`
 */
export function initialise(specs: ParameterSpecs, seed: number): Record<string, Float64Array> {
  const entries = Object.entries(specs).map(([name, { shape, initial, fans }], number) => {
    const stream = new RandomStream(seed, PURPOSES.initialization, number);
    const draw = initial.sampler(fans);
    return [name, Float64Array.from({ length: sizeOf(shape) }, () => draw(stream))];
  });
  return Object.fromEntries(entries) as Record<string, Float64Array>;
}

/** All parameters one after the other, in the order of `specs`. */
export function flatten(specs: ParameterSpecs, arrays: HostArrays): Float64Array {
  const flat = new Float64Array(countParameters(specs));
  let position = 0;
  for (const [name, { shape }] of Object.entries(specs)) {
    const data = arrays[name];
    if (data?.length !== sizeOf(shape)) {
      const told = `parameter ${name} has ${data?.length ?? "no"} elements; the network has ${sizeOf(shape)}`;
      throw new PlatformError("BAD_INPUT", told, { path: [name] });
    }
    flat.set(data, position);
    position += data.length;
  }
  return flat;
}

/** The parameters of a flat vector, by name: the inverse of `flatten`, without a copy. */
export function unflatten<T extends Float32Array | Float64Array>(
  specs: ParameterSpecs,
  flat: T,
): Record<string, T> {
  let position = 0;
  const entries = Object.entries(specs).map(([name, { shape }]) => {
    const start = position;
    position += sizeOf(shape);
    return [name, flat.subarray(start, position)];
  });
  if (position !== flat.length) {
    const told = `a vector of ${flat.length} numbers holds no network of ${position} parameters`;
    throw new PlatformError("BAD_INPUT", told);
  }
  return Object.fromEntries(entries) as Record<string, T>;
}

/** `unflatten` inside a program: what Hessians and boxes in parameter space are taken over. */
export function unflattenTensor(tf: TraceTf, specs: ParameterSpecs, flat: Tensor): Tensors {
  let position = 0;
  const entries = Object.entries(specs).map(([name, { shape }]) => {
    const part = tf.slice(flat, [position], [sizeOf(shape)]);
    position += sizeOf(shape);
    return [name, tf.reshape(part, [...shape])];
  });
  return Object.fromEntries(entries) as Tensors;
}
