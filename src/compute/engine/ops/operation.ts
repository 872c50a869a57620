import type { Tensor } from "@tensorflow/tfjs-core";
import { PlatformError } from "../../../domain/errors.ts";
import { describeShape, type Attributes, type Data, type Spec } from "../graph.ts";
import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import type { TraceTf } from "../program.ts";

/**
 * The inputs of a row: as many as it names. The type says five, so that a row can take its own by
 * position without asking whether they are there: the tracer has counted them.
 */
export type Inputs<T> = readonly [T, T, T, T, T, ...T[]];
/** The outputs of a row: at least one. */
export type Outputs<T> = readonly [T, ...T[]];

/** One array with its data, as the reference interpreter sees it. */
export interface Filled extends Spec {
  readonly data: Data;
}

/** What a tangent rule is given: a node of a graph, replayed in the program that is being traced. */
export interface TangentCall<A extends Attributes> {
  readonly tf: TraceTf;
  readonly inputs: Inputs<Tensor>;
  readonly outputs: Outputs<Tensor>;
  /** One for each input; null where the input does not move. At least one is not null. */
  readonly tangents: Inputs<Tensor | null>;
  readonly attributes: A;
  /** The same kernel on other inputs, first output. */
  apply(inputs: readonly Tensor[], attributes?: A): Tensor;
}

/**
 * How outputs move when inputs do: exact derivatives, one tangent (or null: does not move) for each
 * output. "constant": the outputs are indices, truth values or piecewise constant, so that their
 * derivative is 0 wherever it exists.
 */
export type TangentRule<A extends Attributes> =
  "constant" | ((call: TangentCall<A>) => readonly (Tensor | null)[]);

/** What a gradient rule is given: a call that stands on the tape of tfjs. */
export interface GradientCall<A extends Attributes> {
  readonly tf: TraceTf;
  /** The gradient with respect to the (first) output, and to each of them. */
  readonly dy: Tensor;
  readonly dys: readonly Tensor[];
  readonly inputs: Inputs<Tensor>;
  readonly attributes: A;
  /** A kernel of the table by its name, first output: for what has no function in tfjs. */
  run(kernel: string, inputs: readonly Tensor[], attributes: Attributes): Tensor;
}

/** The gradient with respect to each input, made when it is asked for; null where there is none. */
export type GradientRule<A extends Attributes> = (
  call: GradientCall<A>,
) => readonly ((() => Tensor) | null)[];

/** What every row of the table of operations says. */
interface Named<A extends Attributes> {
  /** The name of the tfjs kernel, or of one of ours. */
  readonly kernel: string;
  /** The names by which tfjs hands over the inputs, in our order; "list": any number of them. */
  readonly inputs: readonly string[] | "list";
  /** Only where tfjs has no gradient, a wrong one, or one that refuses what the row allows. */
  readonly gradient?: GradientRule<A>;
}

/** A kernel that graphs hold: everything that the engine knows about it. */
export interface Primitive<A extends Attributes = Attributes> extends Named<A> {
  /**
   * Shapes and types of the outputs.
   *
   * @throws PlatformError BAD_PROGRAM when the inputs do not fit (`misfit`)
   */
  infer(inputs: Inputs<Spec>, attributes: A): Outputs<Spec>;
  /** The reference: in float64, in the most obvious lines. One data array for each output. */
  evaluate(inputs: Inputs<Filled>, attributes: A, outputs: Outputs<Spec>): readonly Data[];
  readonly tangent: TangentRule<A>;
  /** Moves elements without computing with them, so that bytes may stay bytes. */
  readonly movesBytes?: true;
  /**
   * ONNX nodes for it, in the builder's precision: composed of others where ONNX Runtime has no
   * kernel for it.
   */
  onnx(
    builder: OnnxBuilder,
    inputs: Inputs<Operand>,
    node: { readonly attributes: A; readonly outputs: Outputs<Spec> },
  ): readonly Operand[];
}

/** A kernel that is written in others when it is traced; that is not on the tape of tfjs. */
export interface Composite<A extends Attributes = Attributes> extends Named<A> {
  compose(tf: TraceTf, inputs: Inputs<Tensor>, attributes: A): Tensor | readonly Tensor[];
}

export type Operation = Primitive<never> | Composite<never>;

/** Rows of tables lose the type of their attributes: the tracer hands on what tfjs handed it. */
export function primitive<A extends Attributes>(row: Primitive<A>): Operation {
  return row;
}

export function composite<A extends Attributes>(row: Composite<A>): Operation {
  return row;
}

/** Of rows that only passes write, which run after all derivatives: nothing asks them how they move. */
export const noTangent = (): never => {
  throw new Error("passes come after derivatives");
};

/** The error for inputs that do not fit together; names the operation and every shape. */
export function misfit(kernel: string, inputs: readonly Spec[], rule: string): PlatformError {
  const shapes = inputs.map(({ shape }) => describeShape(shape)).join(" and ");
  return new PlatformError("BAD_PROGRAM", `${kernel}: shapes ${shapes} do not fit: ${rule}`);
}
