import type { BatchNorm } from "../../ops/batch-norm.ts";
import { sizeOf } from "../../graph.ts";
import type { Operand } from "../operand.ts";
import { rule, type TensorflowBuilder } from "./builder.ts";

/** x, scale, shift. */
type Given = readonly [Operand, Operand, Operand];

interface Forward {
  readonly y: Operand;
  /** What the gradient is told: moments, and what a library of a GPU leaves for itself. */
  readonly reserved: readonly Operand[];
}

/** Of each function under construction, by operands: a gradient takes what the forward pass made. */
const KNOWN = new WeakMap<TensorflowBuilder, Map<string, Forward>>();

const attributesOf = ({ epsilon }: BatchNorm) => {
  return { epsilon: { float: epsilon }, data_format: "NHWC", is_training: true };
};

/** As images of one pixel, where they are none. */
function asImages(builder: TensorflowBuilder, x: Operand): Operand {
  const channels = x.shape.at(-1) ?? 1;
  return x.shape.length === 4
    ? x
    : builder.reshape(x, [sizeOf(x.shape) / channels, 1, 1, channels]);
}

function forward(
  builder: TensorflowBuilder,
  [x, scale, shift]: Given,
  attributes: BatchNorm,
): Forward {
  const known = KNOWN.get(builder) ?? new Map<string, Forward>();
  KNOWN.set(builder, known);
  const key = [...[x, scale, shift].map(({ name }) => name), attributes.epsilon].join(" ");
  const before = known.get(key);
  if (before !== undefined) return before;
  const images = asImages(builder, x);
  const none = builder.constant([], [0]);
  const moments = Array.from({ length: 5 }, () => scale);
  const inputs = [images, scale, shift, none, none];
  const made = builder.nodeOf(
    "FusedBatchNormV3",
    inputs,
    [images, ...moments],
    attributesOf(attributes),
  );
  const [y = images] = made;
  const found = { y: builder.reshape(y, x.shape), reserved: made.slice(3) };
  known.set(key, found);
  return found;
}

/** In float64, which TensorFlow has it not in. */
function inParts(builder: TensorflowBuilder, x: Operand, { epsilon }: BatchNorm) {
  const axes = builder.int32([...x.shape.keys()].slice(0, -1));
  const row = { ...x, shape: x.shape.slice(-1) };
  const reduce = (op: "Mean" | "Sum", of: Operand) => builder.node(op, [of, axes], row);
  const centred = builder.node("Sub", [x, reduce("Mean", x)], x);
  const variance = reduce("Mean", builder.node("Square", [centred], x));
  const root = builder.node("Sqrt", [builder.node("AddV2", [variance, epsilon], row)], row);
  return { centred, inverse: builder.node("Reciprocal", [root], row), reduce };
}

const times = (builder: TensorflowBuilder, a: Operand, b: Operand | number) =>
  builder.node("Mul", [a, b], a);

function gradientInParts(
  builder: TensorflowBuilder,
  [dy, x, scale]: Given,
  attributes: BatchNorm,
): Operand[] {
  const { centred, inverse, reduce } = inParts(builder, x, attributes);
  const total = reduce("Sum", dy);
  const scaleGradient = times(builder, reduce("Sum", times(builder, dy, centred)), inverse);
  const share = -sizeOf(scale.shape) / sizeOf(x.shape);
  const slope = times(builder, times(builder, scaleGradient, inverse), share);
  const shifted = builder.node("AddV2", [dy, times(builder, total, share)], x);
  const left = builder.node("AddV2", [shifted, times(builder, centred, slope)], x);
  return [times(builder, left, times(builder, inverse, scale)), scaleGradient, total];
}

/** Batch normalisation and its gradient: one operator each, of oneDNN on a CPU. */
export const batchNorms = {
  BatchNorm: rule<BatchNorm>((builder, [x, scale, shift], { attributes }) => {
    if (builder.precision === "float32") return [forward(builder, [x, scale, shift], attributes).y];
    const { centred, inverse } = inParts(builder, x, attributes);
    const scaled = times(builder, centred, times(builder, inverse, scale));
    return [builder.node("AddV2", [scaled, shift], x)];
  }),
  BatchNormGrad: rule<BatchNorm>((builder, inputs, { attributes, outputs }) => {
    const [dy, x, scale, shift = scale] = inputs;
    if (builder.precision === "float64")
      return gradientInParts(builder, [dy, x, scale], attributes);
    const { reserved } = forward(builder, [x, scale, shift], attributes);
    const [given, images] = [asImages(builder, dy), asImages(builder, x)];
    const made = builder.nodeOf(
      "FusedBatchNormGradV3",
      [given, images, scale, ...reserved],
      [images, ...Array.from({ length: 4 }, () => scale)],
      attributesOf(attributes),
    );
    const [dx = images, ...rest] = made;
    return [builder.reshape(dx, outputs[0].shape), ...rest.slice(0, 2)];
  }),
};
