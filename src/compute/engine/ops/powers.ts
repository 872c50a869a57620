import { unary, type Formula } from "./elementwise.ts";
import { composite, type Operation } from "./operation.ts";
import type { Operand } from "../lower/onnx-builder.ts";

/**
 * log(1 + x) that keeps its relative precision near 0. There u = 1 + x is rounded by
 * e = x - (u - 1), and log(1 + x) = log(u) + e / u up to e^2.
 */
export function log1p({ op, test }: Formula, x: Operand): Operand {
  const shifted = op("Add", x, 1);
  const logarithm = op("Log", shifted);
  const lost = op("Sub", x, op("Sub", shifted, 1));
  const isSmall = test("Less", op("Abs", x), 0.5);
  return op("Where", isSmall, op("Add", logarithm, op("Div", lost, shifted)), logarithm);
}

/** exp(x) - 1 = tanh(x / 2) (exp(x) + 1), in which nothing cancels. */
export function expm1({ op }: Formula, x: Operand): Operand {
  return op("Mul", op("Tanh", op("Mul", x, 0.5)), op("Add", op("Exp", x), 1));
}

/** Powers, roots, exponentials and logarithms of each element. */
export const powers: readonly Operation[] = [
  composite({ ...{ kernel: "Square", inputs: ["x"] }, compose: (tf, [x]) => tf.mul(x, x) }),
  unary({
    ...{ kernel: "Sqrt", onnx: "Sqrt", evaluate: Math.sqrt },
    slope: (tf, _x, y) => tf.div(0.5, y),
  }),
  composite({
    ...{ kernel: "Rsqrt", inputs: ["x"] },
    compose: (tf, [x]) => tf.reciprocal(tf.sqrt(x)),
  }),
  unary({
    ...{ kernel: "Reciprocal", onnx: "Reciprocal", evaluate: (x) => 1 / x },
    slope: (tf, _x, y) => tf.neg(tf.mul(y, y)),
  }),
  unary({
    ...{ kernel: "Exp", onnx: "Exp", evaluate: Math.exp },
    slope: (_tf, _x, y) => y,
  }),
  unary({
    ...{ kernel: "Expm1", onnx: (formula, [x]) => expm1(formula, x), evaluate: Math.expm1 },
    slope: (tf, x) => tf.exp(x),
  }),
  unary({
    ...{ kernel: "Log", onnx: "Log", evaluate: Math.log },
    slope: (tf, x) => tf.reciprocal(x),
  }),
  unary({
    ...{ kernel: "Log1p", onnx: (formula, [x]) => log1p(formula, x), evaluate: Math.log1p },
    slope: (tf, x) => tf.reciprocal(tf.add(x, 1)),
  }),
];
