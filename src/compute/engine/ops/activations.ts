import type { Tensor } from "@tensorflow/tfjs-core";
import type { TraceTf } from "../program.ts";
import { mapElements } from "./broadcast.ts";
import { primitive, type Operation } from "./operation.ts";

interface Unary {
  readonly kernel: string;
  evaluate(x: number): number;
  /** dy/dx as a tensor, from x and y. */
  slope(tf: TraceTf, x: Tensor, y: Tensor): Tensor;
  /** The ONNX operator of this very function, in both precisions. */
  readonly onnx: string;
}

function unary({ kernel, evaluate, slope, onnx }: Unary): Operation {
  return primitive<object>({
    ...{ kernel, inputs: ["x"] },
    infer: ([x]) => [{ shape: x.shape, type: x.type }],
    evaluate: ([x], _, [output]) => [mapElements([x], output, evaluate)],
    tangent: ({ tf, inputs: [x], outputs: [y], tangents: [dx] }) => [
      dx === null ? null : tf.mul(dx, slope(tf, x, y)),
    ],
    onnx: (builder, [x], { outputs: [output] }) => [builder.node(onnx, [x], output)],
  });
}

export const activations: readonly Operation[] = [
  unary({
    ...{ kernel: "Neg", onnx: "Neg", evaluate: (x) => -x },
    slope: (tf) => tf.scalar(-1),
  }),
  unary({
    ...{ kernel: "Exp", onnx: "Exp", evaluate: Math.exp },
    slope: (_tf, _x, y) => y,
  }),
  unary({
    ...{ kernel: "Tanh", onnx: "Tanh", evaluate: Math.tanh },
    slope: (tf, _x, y) => tf.sub(1, tf.mul(y, y)),
  }),
  unary({
    ...{ kernel: "Relu", onnx: "Relu", evaluate: (x) => (x > 0 ? x : x === x ? 0 : x) },
    slope: (tf, x) => tf.step(x),
  }),
  primitive<{ alpha?: number }>({
    ...{ kernel: "Step", inputs: ["x"], tangent: "constant" },
    infer: ([x]) => [{ shape: x.shape, type: x.type }],
    evaluate: ([x], { alpha = 0 }, [output]) => [
      mapElements([x], output, (element) => (element > 0 ? 1 : alpha)),
    ],
    onnx: (builder, [x], { attributes: { alpha = 0 }, outputs: [output] }) => {
      const above = builder.node("Greater", [x, builder.scalar(0)], { ...output, type: "bool" });
      if (alpha === 0) return [builder.cast(above, output.type)];
      return [builder.node("Where", [above, builder.scalar(1), builder.scalar(alpha)], output)];
    },
  }),
];
