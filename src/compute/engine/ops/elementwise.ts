import type { Tensor } from "@tensorflow/tfjs-core";
import { PlatformError } from "../../../domain/errors.ts";
import type { Attributes, Spec, StorageType } from "../graph.ts";
import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import type { TraceTf } from "../program.ts";
import { broadcastShape, mapElements } from "./broadcast.ts";
import {
  primitive,
  type GradientRule,
  type Inputs,
  type Operation,
  type TangentCall,
} from "./operation.ts";

type Term = Operand | number;

/** Writes a formula in ONNX operators; numbers in it are constants of the formula's type. */
export interface Formula {
  /** An operator whose result has the type and shape of the row's output. */
  op(name: string, ...terms: readonly Term[]): Operand;
  /** An operator whose result is a truth value. */
  test(name: string, ...terms: readonly Term[]): Operand;
}

export function formulaOf(builder: OnnxBuilder, output: Spec): Formula {
  const type: StorageType = output.type;
  const operands = (terms: readonly Term[]) =>
    terms.map((term) => (typeof term === "number" ? builder.scalar(term, type) : term));
  return {
    op: (name, ...terms) => builder.node(name, operands(terms), output),
    test: (name, ...terms) => builder.node(name, operands(terms), { ...output, type: "bool" }),
  };
}

/** Either an ONNX operator of this very function in both precisions, or a formula in several. */
type Lowering<A> =
  | string
  | ((
      formula: Formula,
      operands: Inputs<Operand>,
      details: { readonly attributes: A; readonly builder: OnnxBuilder; readonly output: Spec },
    ) => Operand);

/** ONNX Runtime's own operator in float32, and a formula in float64, where it has none as exact. */
export function inFloat64<A>(
  operator: string,
  formula: (formula: Formula, x: Operand, attributes: A) => Operand,
): Lowering<A> {
  return (written, operands, { attributes, builder }) =>
    builder.precision === "float32"
      ? written.op(operator, operands[0])
      : formula(written, operands[0], attributes);
}

function lower<A>(lowering: Lowering<A>) {
  return (
    builder: OnnxBuilder,
    operands: Inputs<Operand>,
    { attributes, outputs: [output] }: { attributes: A; outputs: readonly [Spec, ...Spec[]] },
  ): Operand[] => {
    const formula = formulaOf(builder, output);
    if (typeof lowering === "string") return [formula.op(lowering, ...operands)];
    return [lowering(formula, operands, { attributes, builder, output })];
  };
}

/** What a row computes with: floats unless it says so, integers too, or truth values as well. */
export type Domain = "floats" | "numbers" | "anything";

export function assertTaken(kernel: string, inputs: readonly Spec[], domain: Domain): void {
  if (domain === "anything") return;
  const isTaken = ({ type }: Spec) => type === "float" || (domain === "numbers" && type !== "bool");
  const other = inputs.find((input) => !isTaken(input));
  if (other === undefined) return;
  const told = `${kernel} computes with ${domain} and was given ${other.type}: cast it to float32`;
  throw new PlatformError("BAD_PROGRAM", told);
}

interface Unary<A extends Attributes> {
  readonly kernel: string;
  evaluate(x: number, attributes: A): number;
  /** dy/dx as a tensor, from x and y; "constant" where it is 0 wherever it exists. */
  readonly slope: "constant" | ((tf: TraceTf, x: Tensor, y: Tensor, attributes: A) => Tensor);
  readonly onnx: Lowering<A>;
  readonly gradient?: GradientRule<A>;
  readonly takes?: Domain;
  /** "bool" for a question about each element; else the output has the input's type. */
  readonly answer?: "bool";
}

/** A function of each element. */
export function unary<A extends Attributes = Attributes>(row: Unary<A>): Operation {
  const { kernel, evaluate, slope, onnx, takes = "floats", answer, ...rules } = row;
  return primitive<A>({
    ...{ kernel, inputs: ["x"], onnx: lower(onnx), ...rules },
    infer: ([x]) => {
      assertTaken(kernel, [x], takes);
      return [{ shape: x.shape, type: answer ?? x.type }];
    },
    evaluate: ([x], attributes, [output]) => [
      mapElements([x], output, (element) => evaluate(element, attributes)),
    ],
    tangent:
      slope === "constant"
        ? "constant"
        : ({ tf, inputs: [x], outputs: [y], tangents: [dx], attributes }) => [
            dx === null ? null : tf.mul(dx, slope(tf, x, y, attributes)),
          ],
  });
}

/** The part of a tangent that comes through one input: its tangent times a factor. */
export function times(tf: TraceTf, tangent: Tensor | null, factor: () => Tensor): Tensor | null {
  return tangent === null ? null : tf.mul(tangent, factor());
}

/** The sum of the parts that come through the inputs, as large as the output. */
export function total(
  tf: TraceTf,
  parts: readonly (Tensor | null)[],
  output: Tensor,
): Tensor | null {
  const moving = parts.filter((part) => part !== null);
  if (moving.length === 0) return null;
  const sum = moving.reduce((left, right) => tf.add(left, right));
  return sum.shape.join() === output.shape.join() ? sum : tf.broadcastTo(sum, output.shape);
}

/** What an input that was repeated gets of the output's gradient: the sum over its repetitions. */
export function unrepeated(tf: TraceTf, gradient: Tensor, { shape }: Tensor): Tensor {
  const added = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((length, axis) =>
    length > 1 && (shape[axis - added] ?? 1) === 1 ? [axis] : [],
  );
  const sum = axes.length === 0 ? gradient : tf.sum(gradient, axes);
  return sum.shape.join() === shape.join() ? sum : tf.reshape(sum, shape);
}

type Parts = (call: TangentCall<Attributes>) => readonly [Tensor | null, Tensor | null];

interface Binary {
  readonly kernel: string;
  /** By which tfjs hands over the inputs; a and b unless said. */
  readonly inputs?: readonly [string, string];
  evaluate(a: number, b: number): number;
  /** Of integers, where it is another function: they wrap around, and have no infinity. */
  readonly ofIntegers?: (a: number, b: number) => number;
  /** What each input's motion adds to the output's. */
  readonly parts: "constant" | Parts;
  readonly gradient?: GradientRule<Attributes>;
  readonly onnx: Lowering<Attributes>;
  readonly takes?: Domain;
  readonly answer?: "bool";
}

/** A function of two elements that stand at the same place, one of them repeated where it is short. */
export function binary(row: Binary): Operation {
  const { kernel, inputs = ["a", "b"], evaluate, parts, onnx, ...rest } = row;
  const { takes = "floats", answer, ofIntegers = evaluate, ...rules } = rest;
  return primitive<Attributes>({
    ...{ kernel, inputs, onnx: lower(onnx), ...rules },
    infer: ([a, b]) => {
      assertTaken(kernel, [a, b], takes);
      return [{ shape: broadcastShape(kernel, [a, b]), type: answer ?? a.type }];
    },
    evaluate: ([a, b], _, [output]) => [
      mapElements([a, b], output, a.type === "float" ? evaluate : ofIntegers),
    ],
    tangent:
      parts === "constant" ? "constant" : (call) => [total(call.tf, parts(call), call.outputs[0])],
  });
}
