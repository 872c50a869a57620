import { PlatformError } from "../../domain/errors.ts";
import type { Tensors, TraceTf } from "../engine/program.ts";
import type { Tensor } from "../engine/tfjs.ts";
import { uniformFloats } from "../engine/random.ts";
import { PURPOSES } from "../numerics/threefry.ts";
import type { Layer, Moments, Pass, Shape } from "./layer.ts";
import { chain } from "./layers/chain.ts";
import type { ParameterSpecs } from "./parameters.ts";

/** Where random numbers of a step come from: uint32 scalars (with replicas, a seed for each). */
export interface StepRandom {
  readonly seed: Tensor;
  readonly step: Tensor;
}

/** Where normalisations take their moments from. */
export type MomentsSource = (name: string, ofBatch: () => Moments) => Moments;

/** Training: those of the batch, so that the output for an example depends on the others. */
export const momentsOfBatch: MomentsSource = (_name, ofBatch) => ofBatch();

/**
 * Measuring: those that were computed on a data set (`recomputeMoments`).
 *
 * @param given `<name>.mean` and `<name>.variance`
 */
export function momentsGiven(given: Tensors): MomentsSource {
  return (name) => ({
    mean: need(given, `${name}.mean`, "moments"),
    variance: need(given, `${name}.variance`, "moments"),
  });
}

/** Measuring changes nothing of a network: whatever a layer needs is handed in. */
export interface Mode {
  readonly moments: MomentsSource;
  /** null: no dropout. */
  readonly random: StepRandom | null;
}

export interface ApplyOptions {
  readonly parameters: Tensors;
  readonly mode: Mode;
  /** Networks side by side: parameters and inputs have this many on their first axis. */
  readonly replicas?: number | null;
}

/** A network as a pure function; its parameters and moments live outside. */
export interface Network {
  /** Shapes of one example. */
  readonly input: Shape;
  readonly output: Shape;
  readonly parameters: ParameterSpecs;
  /** Length of the mean and the variance that each normalisation takes. */
  readonly moments: Readonly<Record<string, number>>;
  readonly isRandom: boolean;
  /** @param x [examples, ...input], with replicas [replicas, examples, ...input] */
  apply(tf: TraceTf, x: Tensor, options: ApplyOptions): Tensor;
}

function need(tensors: Tensors, name: string, what: string): Tensor {
  const tensor = tensors[name];
  if (tensor !== undefined) return tensor;
  throw new PlatformError("BAD_PROGRAM", `the network is given no ${what} ${name}`);
}

/** Each layer that draws has a number of its own within the step. */
function drawer(mode: Mode): Pass["uniform"] {
  let drawn = 0;
  return (shape) => {
    if (mode.random === null) return null;
    const layer = drawn;
    drawn += 1;
    return uniformFloats(mode.random, { purpose: PURPOSES.dropout, layer, shape });
  };
}

function passOf(tf: TraceTf, { parameters, mode, replicas = null }: ApplyOptions): Pass {
  const uniform = drawer(mode);
  const at = (place: string): Pass => ({
    ...{ tf, replicas, uniform },
    parameter: (name) => need(parameters, `${place}.${name}`, "parameter"),
    moments: (ofBatch) => mode.moments(place, ofBatch),
    within: (name) => at(place === "" ? name : `${place}.${name}`),
  });
  return at("");
}

/**
 * Layers one after the other.
 *
 * @param input the shape of one example
 * @example sequential([196], [dense(128), relu(), dense(10)]).parameters["dense0.weights"]
 */
export function sequential(input: Shape, layers: readonly Layer[]): Network {
  const { apply, ...fitted } = chain("", layers, input);
  return {
    input,
    ...fitted,
    apply: (tf, x, options) => apply(passOf(tf, options), x),
  };
}
