import type { Tensor } from "@tensorflow/tfjs-core";
import type { TraceTf } from "../program.ts";
import { broadcastShape, mapElements } from "./broadcast.ts";
import { primitive, type Operation, type TangentCall } from "./operation.ts";

type Numbers = (a: number, b: number) => number;
type Tensors = (call: TangentCall<object>) => readonly [Tensor | null, Tensor | null];

/** A tangent may be smaller than the output where its input was repeated. */
function spread(tf: TraceTf, tangent: Tensor | null, output: Tensor): Tensor | null {
  if (tangent === null || tangent.shape.join() === output.shape.join()) return tangent;
  return tf.broadcastTo(tangent, output.shape);
}

function sum(tf: TraceTf, left: Tensor | null, right: Tensor | null): Tensor | null {
  return left === null || right === null ? (left ?? right) : tf.add(left, right);
}

/** The part of a tangent that comes through one input: its tangent times a factor. */
function times(tf: TraceTf, tangent: Tensor | null, factor: () => Tensor): Tensor | null {
  return tangent === null ? null : tf.mul(tangent, factor());
}

/** `parts`: what each input's motion adds to the output's. */
function binary(kernel: string, onnx: string, combine: Numbers, parts: Tensors): Operation {
  return primitive<object>({
    ...{ kernel, inputs: ["a", "b"] },
    infer: ([a, b]) => [{ shape: broadcastShape(kernel, [a, b]), type: a.type }],
    evaluate: ([a, b], _, [output]) => [mapElements([a, b], output, combine)],
    tangent: (call) => {
      const [left, right] = parts(call);
      return [spread(call.tf, sum(call.tf, left, right), call.outputs[0])];
    },
    onnx: (builder, [a, b], { outputs: [output] }) => [builder.node(onnx, [a, b], output)],
  });
}

export const arithmetic: readonly Operation[] = [
  binary(
    "Add",
    "Add",
    (a, b) => a + b,
    ({ tangents: [da, db] }) => [da, db],
  ),
  binary(
    "Sub",
    "Sub",
    (a, b) => a - b,
    ({ tf, tangents: [da, db] }) => [da, db === null ? null : tf.neg(db)],
  ),
  binary(
    "Multiply",
    "Mul",
    (a, b) => a * b,
    ({ tf, inputs: [a, b], tangents: [da, db] }) => [
      times(tf, da, () => b),
      times(tf, db, () => a),
    ],
  ),
  binary(
    "RealDiv",
    "Div",
    (a, b) => a / b,
    ({ tf, inputs: [, b], outputs: [y], tangents: [da, db] }) => [
      da === null ? null : tf.div(da, b),
      times(tf, db, () => tf.neg(tf.div(y, b))),
    ],
  ),
];
