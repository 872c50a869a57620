import { newData, sizeOf } from "../graph.ts";
import { unary } from "./elementwise.ts";
import { primitive, type Operation } from "./operation.ts";

export const activations: readonly Operation[] = [
  unary({
    ...{ kernel: "Tanh", onnx: "Tanh", evaluate: Math.tanh },
    slope: (tf, _x, y) => tf.sub(1, tf.mul(y, y)),
  }),
  unary({
    ...{ kernel: "Sigmoid", onnx: "Sigmoid" },
    evaluate: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
    slope: (tf, _x, y) => tf.mul(y, tf.sub(1, y)),
  }),
  unary({
    ...{ kernel: "Relu", onnx: "Relu", integers: true, evaluate: (x) => Math.max(x, 0) },
    slope: (tf, x) => tf.step(x),
  }),
  unary({
    ...{ kernel: "Softplus", onnx: "Softplus" },
    evaluate: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    slope: (tf, x) => tf.sigmoid(x),
  }),
  primitive<{ dim: number }>({
    ...{ kernel: "Softmax", inputs: ["logits"] },
    infer: ([x]) => [{ shape: x.shape, type: "float" }],
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
