import type { Tensor } from "@tensorflow/tfjs-core";
import type { core } from "./tfjs.ts";
import type { StorageType } from "./graph.ts";

/**
 * What a program must not reach: derivatives of derivatives, which tfjs gets silently wrong (ours
 * are exact, jvp.ts), variables and optimisers, which hide state, and random numbers without a seed.
 */
type Forbidden =
  | "grad"
  | "grads"
  | "valueAndGrad"
  | "valueAndGrads"
  | "variableGrads"
  | "customGrad"
  | "variable"
  | "train"
  | "engine"
  | "env"
  | "setBackend"
  | "registerKernel"
  | "registerGradient"
  | "registerBackend"
  | "dropout"
  | "multinomial"
  | "rand"
  | "randomGamma"
  | "randomNormal"
  | "randomStandardNormal"
  | "randomUniform"
  | "randomUniformInt"
  | "truncatedNormal";

/** The operations of tfjs-core, as programs may use them: always passed in, never imported. */
export type TraceTf = Omit<typeof core, Forbidden>;
export type { Tensor } from "@tensorflow/tfjs-core";
export type Tensors = Readonly<Record<string, Tensor>>;

/** Shape and type of an array that enters a program. */
export interface InputSpec {
  readonly shape: readonly number[];
  /** "float" unless said; uint8 stays uint8 until it is gathered and cast. */
  readonly type?: StorageType;
}
export type InputSpecs = Readonly<Record<string, InputSpec>>;

/** A pure function of arrays. */
export interface FunctionProgram {
  readonly name: string;
  readonly inputs: InputSpecs;
  run(tf: TraceTf, inputs: Tensors): Tensors;
}

/**
 * One step of a computation that is repeated: training, or a map over many inputs (no state).
 * Everything that one step hands to the next is in the state: parameters, moments, counters.
 */
export interface StepProgram {
  readonly name: string;
  readonly state: InputSpecs;
  /** The same at every step: data sets, say. */
  readonly constants: InputSpecs;
  /** What one step is given of it; an executable takes as many as there are steps, stacked. */
  readonly perStep: InputSpecs;
  step(
    tf: TraceTf,
    given: { readonly state: Tensors; readonly constants: Tensors; readonly perStep: Tensors },
  ): { readonly state: Tensors; readonly metrics: Tensors };
}
