import { newData, sizeOf, type Attributes, type Data, type Spec } from "../graph.ts";
import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import {
  misfit,
  noTangent,
  primitive,
  type Filled,
  type Inputs,
  type Operation,
} from "./operation.ts";

export interface BatchNorm extends Attributes {
  /** Added to the variance. */
  readonly epsilon: number;
}

/** @throws PlatformError BAD_PROGRAM where there is not a number for each channel */
function assertChannels(kernel: string, x: Spec, rest: readonly Spec[]): void {
  const channels = String(x.shape.at(-1));
  if (x.shape.length > 1 && rest.every(({ shape }) => shape.join() === channels)) return;
  throw misfit(kernel, [x, ...rest], "a number for each channel, the last axis");
}

/** Deviations from each channel's mean, and one over the root of variance + epsilon. */
function normalised(x: Filled, { epsilon }: BatchNorm) {
  const channels = x.shape.at(-1) ?? 1;
  const count = x.data.length / channels;
  const mean = sums(x.data, channels).map((sum) => sum / count);
  const centred = Float64Array.from(x.data, (one, index) => one - (mean[index % channels] ?? 0));
  const variance = sums(
    centred.map((one) => one * one),
    channels,
  ).map((sum) => sum / count);
  return { count, centred, inverse: variance.map((one) => 1 / Math.sqrt(one + epsilon)) };
}

function sums(data: Data, channels: number): Float64Array {
  const found = new Float64Array(channels);
  data.forEach((one, index) => {
    found[index % channels] = (found[index % channels] ?? 0) + one;
  });
  return found;
}

/** All axes but the last. */
const leading = (x: Operand) => [...x.shape.keys()].slice(0, -1);

function reduceOnnx(builder: OnnxBuilder, op: "ReduceMean" | "ReduceSum", x: Operand): Operand {
  const output = { ...x, shape: x.shape.slice(-1) };
  return builder.node(op, [x, builder.int64(leading(x))], output, { attributes: { keepdims: 0 } });
}

function normaliseOnnx(builder: OnnxBuilder, x: Operand, { epsilon }: BatchNorm) {
  const mean = reduceOnnx(builder, "ReduceMean", x);
  const centred = builder.node("Sub", [x, mean], x);
  const variance = reduceOnnx(builder, "ReduceMean", builder.node("Mul", [centred, centred], x));
  const raised = builder.node("Add", [variance, builder.scalar(epsilon)], mean);
  const inverse = builder.node("Reciprocal", [builder.node("Sqrt", [raised], mean)], mean);
  return { centred, inverse };
}

/**
 * Batch normalisation over all axes but the last, and its gradient: what passes write where an engine has
 * it as one operation. Ioffe and Szegedy 2015, algorithm 1.
 */
export const batchNorms: readonly Operation[] = [
  primitive<BatchNorm>({
    ...{ kernel: "BatchNorm", inputs: ["x", "scale", "shift"], tangent: noTangent },
    infer: ([x, scale, shift]) => {
      assertChannels("BatchNorm", x, [scale, shift]);
      return [{ shape: x.shape, type: "float" }];
    },
    evaluate: ([x, scale, shift], attributes) => {
      const { centred, inverse } = normalised(x, attributes);
      const channels = inverse.length;
      return [
        centred.map((one, index) => {
          const at = index % channels;
          return one * (inverse[at] ?? 0) * (scale.data[at] ?? 0) + (shift.data[at] ?? 0);
        }),
      ];
    },
    onnx: (builder, [x, scale, shift], { attributes, outputs: [y] }) => {
      const { centred, inverse } = normaliseOnnx(builder, x, attributes);
      const factor = builder.node("Mul", [inverse, scale], inverse);
      return [builder.node("Add", [builder.node("Mul", [centred, factor], y), shift], y)];
    },
  }),
  /**
   * With s = 1 / sqrt(variance + epsilon), c = x - mean and means over the n positions of a channel:
   * scale s (dy - mean(dy) - c s^2 mean(dy c)), then s sum(dy c) for the scale and sum(dy) for the shift.
   * It takes the shift, which it does not need, so that it can share an operation with BatchNorm.
   */
  primitive<BatchNorm>({
    ...{ kernel: "BatchNormGrad", inputs: ["dy", "x", "scale", "shift"], tangent: noTangent },
    infer: (inputs: Inputs<Spec>) => {
      const [dy, x, scale, shift] = inputs;
      assertChannels("BatchNormGrad", x, [scale, shift]);
      if (dy.shape.join() !== x.shape.join()) throw misfit("BatchNormGrad", [dy, x], "dy is as x");
      const row: Spec = { shape: scale.shape, type: "float" };
      return [{ shape: x.shape, type: "float" }, row, row];
    },
    evaluate: ([dy, x, scale], attributes) => {
      const { count, centred, inverse } = normalised(x, attributes);
      const channels = inverse.length;
      const total = sums(dy.data, channels);
      const along = sums(
        centred.map((one, index) => one * (dy.data[index] ?? 0)),
        channels,
      );
      const dx = newData("float", sizeOf(x.shape));
      centred.forEach((one, index) => {
        const at = index % channels;
        const [s, sum, product] = [inverse[at] ?? 0, total[at] ?? 0, along[at] ?? 0];
        const left = (dy.data[index] ?? 0) - sum / count - (one * s * s * product) / count;
        dx[index] = (scale.data[at] ?? 0) * s * left;
      });
      return [dx, along.map((one, at) => one * (inverse[at] ?? 0)), total];
    },
    onnx: (builder, [dy, x, scale], { attributes }) => {
      const { centred, inverse } = normaliseOnnx(builder, x, attributes);
      const total = reduceOnnx(builder, "ReduceSum", dy);
      const along = reduceOnnx(builder, "ReduceSum", builder.node("Mul", [dy, centred], x));
      const scaleGradient = builder.node("Mul", [along, inverse], scale);
      const share = builder.scalar(-sizeOf(scale.shape) / sizeOf(x.shape));
      const row = (a: Operand, b: Operand) => builder.node("Mul", [a, b], scale);
      const slope = row(row(scaleGradient, inverse), share);
      const tilted = builder.node("Mul", [centred, slope], x);
      const shifted = builder.node("Add", [dy, row(total, share)], x);
      const left = builder.node("Add", [tilted, shifted], x);
      return [builder.node("Mul", [left, row(inverse, scale)], x), scaleGradient, total];
    },
  }),
];
