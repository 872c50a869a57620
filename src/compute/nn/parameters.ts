import { sizeOf } from "../engine/graph.ts";
import type { InputSpecs } from "../engine/program.ts";
import { PURPOSES, RandomStream } from "../numerics/threefry.ts";
import { ones, zeros, type Initialiser } from "./initialisers.ts";

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

/** Of a normalised axis: its elements times a scale, plus a shift; 1 and 0 to start with. */
export function scaleAndShift(channels: number): ParameterSpecs {
  const each = { shape: [channels], fans: { in: 1, out: 1 } };
  return {
    scale: { ...each, role: "scale", initial: ones },
    shift: { ...each, role: "shift", initial: zeros },
  };
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
