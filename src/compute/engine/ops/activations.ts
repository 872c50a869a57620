import { newData, sizeOf } from "../graph.ts";
import { inFloat64, unary } from "./elementwise.ts";
import { composite, misfit, primitive, type Operation } from "./operation.ts";
import { expm1, log1p } from "./powers.ts";

/** Klambauer et al. 2017, of which tfjs and ONNX know the product and the second factor. */
export const SELU = { scale: 1.0507009873554805, scaledAlpha: 1.7580993408473766 };

/** ONNX holds factors as float32, whatever the precision of the model. */
interface Slope {
  readonly alpha: number;
}

export const activations: readonly Operation[] = [
  unary({
    ...{ kernel: "Tanh", onnx: "Tanh", evaluate: Math.tanh },
    slope: (tf, _x, y) => tf.sub(1, tf.mul(y, y)),
  }),
  unary({
    kernel: "Sigmoid",
    evaluate: (x) => 1 / (1 + Math.exp(-x)),
    slope: (tf, _x, y) => tf.mul(y, tf.sub(1, y)),
    // The operator computes 1 - sigmoid(-x) for negative x, which loses the tail.
    onnx: inFloat64("Sigmoid", ({ op }, x) =>
      op("Reciprocal", op("Add", op("Exp", op("Neg", x)), 1)),
    ),
  }),
  unary({
    ...{ kernel: "Relu", onnx: "Relu", takes: "numbers", evaluate: (x) => Math.max(x, 0) },
    slope: (tf, x) => tf.step(x),
  }),
  unary({
    ...{ kernel: "Relu6", evaluate: (x) => Math.min(Math.max(x, 0), 6) },
    slope: (tf, x) => tf.mul(tf.step(x), tf.cast(tf.lessEqual(x, 6), "float32")),
    onnx: ({ op }, [x]) => op("Clip", x, 0, 6),
  }),
  unary<Slope>({
    ...{ kernel: "LeakyRelu", evaluate: (x, { alpha }) => (x > 0 ? x : alpha * x) },
    slope: (tf, x, _y, { alpha }) => tf.step(x, alpha),
    onnx: ({ op, test }, [x], { attributes: { alpha } }) =>
      op("Where", test("Greater", x, 0), x, op("Mul", x, alpha)),
  }),
  composite({
    ...{ kernel: "Prelu", inputs: ["x", "alpha"] },
    compose: (tf, [x, alpha]) => tf.where(tf.greater(x, 0), x, tf.mul(x, alpha)),
  }),
  unary({
    ...{ kernel: "Elu", evaluate: (x) => (x > 0 ? x : Math.expm1(x)) },
    slope: (tf, x, y) => tf.where(tf.greater(x, 0), tf.onesLike(y), tf.add(y, 1)),
    onnx: inFloat64("Elu", (formula, x) => {
      const { op, test } = formula;
      return op("Where", test("Greater", x, 0), x, expm1(formula, x));
    }),
  }),
  composite({
    ...{ kernel: "EluGrad", inputs: ["dy", "y"] },
    compose: (tf, [dy, y]) => tf.where(tf.greater(y, 0), dy, tf.mul(dy, tf.add(y, 1))),
  }),
  unary({
    kernel: "Selu",
    evaluate: (x) => (x > 0 ? SELU.scale * x : SELU.scaledAlpha * Math.expm1(x)),
    slope: (tf, x, y) =>
      tf.where(tf.greater(x, 0), tf.fill(y.shape, SELU.scale), tf.add(y, SELU.scaledAlpha)),
    onnx: inFloat64("Selu", (formula, x) => {
      const { op, test } = formula;
      const [above, below] = [op("Mul", x, SELU.scale), expm1(formula, x)];
      return op("Where", test("Greater", x, 0), above, op("Mul", below, SELU.scaledAlpha));
    }),
  }),
  unary({
    kernel: "Softplus",
    evaluate: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    slope: (tf, x) => tf.sigmoid(x),
    // The operator computes log(1 + exp(x)) for negative x, which loses the tail.
    onnx: inFloat64("Softplus", (formula, x) => {
      const { op } = formula;
      const correction = log1p(formula, op("Exp", op("Neg", op("Abs", x))));
      return op("Add", op("Max", x, 0), correction);
    }),
  }),
  primitive<{ dim: number }>({
    ...{ kernel: "Softmax", inputs: ["logits"] },
    infer: ([x]) => {
      if (x.shape.length === 0) throw misfit("Softmax", [x], "it takes shares along an axis");
      return [{ shape: x.shape, type: "float" }];
    },
    evaluate: ([x], _, [output]) => {
      const data = newData("float", sizeOf(output.shape));
      const length = output.shape.at(-1) ?? 1;
      for (let start = 0; start < data.length; start += length) {
        const row = Array.from(x.data.subarray(start, start + length));
        const largest = Math.max(...row);
        const weights = row.map((logit) => Math.exp(logit - largest));
        const sum = weights.reduce((partial, weight) => partial + weight, 0);
        data.set(
          weights.map((weight) => weight / sum),
          start,
        );
      }
      return [data];
    },
    tangent: ({ tf, outputs: [y], tangents: [dx] }) => {
      if (dx === null) return [null];
      const moved = tf.mul(y, dx);
      return [tf.sub(moved, tf.mul(y, tf.sum(moved, -1, true)))];
    },
    onnx: (builder, [x], { outputs: [output] }) => [
      builder.node("Softmax", [x], output, { attributes: { axis: -1 } }),
    ],
  }),
];
