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

/**
 * Training: moments of the batch, dropout. Measuring: moments that are given, no dropout, so that
 * what is measured of an example does not depend on the others, and nothing is changed by it.
 */
export type Mode =
  | {
      readonly kind: "training";
      readonly random?: StepRandom;
      /** Is shown the moments that each normalisation took. */
      readonly observe?: (name: string, moments: Moments) => void;
    }
  | { readonly kind: "measuring"; readonly moments?: Tensors };

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
  /** Length of the mean and variance of each normalisation. Inputs: `<name>.mean`, `.variance`. */
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

function momentsIn(mode: Mode, name: string, ofBatch: () => Moments): Moments {
  if (mode.kind === "measuring") {
    const given = mode.moments ?? {};
    const take = (which: string) => need(given, `${name}.${which}`, "moments of normalisation");
    return { mean: take("mean"), variance: take("variance") };
  }
  const moments = ofBatch();
  mode.observe?.(name, moments);
  return moments;
}

/** Each layer that draws has a number of its own within the step. */
function drawer(mode: Mode): Pass["uniform"] {
  let drawn = 0;
  return (shape) => {
    if (mode.kind === "measuring") return null;
    if (mode.random === undefined) {
      throw new PlatformError(
        "BAD_PROGRAM",
        "dropout trains with a seed and a step; none is given",
      );
    }
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
    moments: (ofBatch) => momentsIn(mode, place, ofBatch),
    within: (name) => at(name),
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
