import type { Spec } from "../../graph.ts";
import {
  convolutionOf,
  ofFilter,
  ofInput,
  type BackpropFilter,
  type BackpropInput,
  type Convolution,
} from "../../ops/convolution.ts";
import type { Inputs } from "../../ops/operation.ts";
import type { WindowAxes, WindowAxis, Windows } from "../../ops/windows.ts";
import type { Operand } from "../operand.ts";
import type { TensorflowBuilder, TensorflowRule } from "./builder.ts";
import { convolutionWindows } from "./windows.ts";

/**
 * TensorFlow's gradients on a CPU know no dilation. A filter with zeros between its taps has none: these
 * windows see the same pixels.
 */
function undilated(axes: WindowAxes): WindowAxes {
  const [height, width] = axes.map(({ kernel, dilation, ...axis }) => {
    return { ...axis, kernel: (kernel - 1) * dilation + 1, dilation: 1 };
  });
  if (height === undefined || width === undefined) throw new Error("windows have two axes");
  return [height, width];
}

function isDilated(axes: WindowAxes): boolean {
  return axes.some(({ dilation, kernel }) => dilation > 1 && kernel > 1);
}

/** Lengths of a filter cut into taps: [taps down, dilation, taps across, dilation, in x out]. */
function cells([height, width]: WindowAxes, [, , channels = 1, features = 1]: readonly number[]) {
  return [height.kernel, height.dilation, width.kernel, width.dilation, channels * features];
}

/** Where the taps lie in a filter [span, span, in, out] whose other elements are 0. */
function spreadFilter(builder: TensorflowBuilder, filter: Operand, axes: WindowAxes): Operand {
  const [down = 1, below = 1, across = 1, behind = 1, rest = 1] = cells(axes, filter.shape);
  const [, , channels = 1, features = 1] = filter.shape;
  const apart = builder.reshape(filter, [down, 1, across, 1, rest]);
  const borders = [0, 0, 0, below - 1, 0, 0, 0, behind - 1, 0, 0];
  const spread = { ...filter, shape: [down, below, across, behind, rest] };
  const padded = builder.node(
    "PadV2",
    [apart, builder.constant(borders, [5, 2], "int32"), 0],
    spread,
  );
  const wide = builder.reshape(padded, [down * below, across * behind, channels, features]);
  const shape = [...undilated(axes).map(({ kernel }) => kernel), channels, features];
  const bounds = [[0, 0, 0, 0], shape].map((list) => builder.int32(list));
  return builder.node("Slice", [wide, ...bounds], { ...filter, shape });
}

/** The taps out of a filter [span, span, in, out]. */
function gatheredFilter(
  builder: TensorflowBuilder,
  wide: Operand,
  convolution: Convolution,
): Operand {
  const { filter, axes } = convolution;
  const [down = 1, below = 1, across = 1, behind = 1, rest = 1] = cells(axes, filter);
  const [rows = 1, columns = 1, channels = 1, features = 1] = wide.shape;
  const borders = [0, down * below - rows, 0, across * behind - columns, 0, 0, 0, 0];
  const full = { ...wide, shape: [down * below, across * behind, channels, features] };
  const padded = builder.node("PadV2", [wide, builder.constant(borders, [4, 2], "int32"), 0], full);
  const apart = builder.reshape(padded, [down, below, across, behind, rest]);
  const taps = [down, 1, across, 1, rest];
  const bounds = [[0, 0, 0, 0, 0], taps].map((list) => builder.int32(list));
  const first = builder.node("Slice", [apart, ...bounds], { ...wide, shape: taps });
  return builder.reshape(first, filter);
}

/** One window along an axis, with another stride: that of its neighbour, and no more than it sees. */
function alone(axis: WindowAxis, stride: number): WindowAxis {
  const { kernel, dilation, before, input, output } = axis;
  const span = (kernel - 1) * dilation + 1;
  const seen = Math.min(input, span - before);
  if (output > 1 || axis.stride === stride || seen < 1) return axis;
  return { ...axis, stride, input: seen, after: span - before - seen };
}

/**
 * oneDNN reads other rows where there is one window along an axis and the strides differ (float32, one
 * channel, two images or more). One window has no stride of its own: here it gets the other's.
 */
function convolved(
  builder: TensorflowBuilder,
  [x, filter]: readonly [Operand, Operand],
  { axes, output }: Convolution,
): Operand {
  const [height, width] = axes;
  const even = [alone(height, width.stride), alone(width, height.stride)] as const;
  const [count = 1, , , channels = 1] = x.shape;
  const seen = [count, even[0].input, even[1].input, channels];
  const bounds = [[0, 0, 0, 0], seen].map((list) => builder.int32(list));
  const isAll = seen.join() === x.shape.join();
  const images = isAll ? x : builder.node("Slice", [x, ...bounds], { ...x, shape: seen });
  const made = { shape: output, type: "float" } as const;
  return builder.node("Conv2D", [images, filter], made, convolutionWindows(even));
}

const convolve: TensorflowRule<Windows> = (builder, [x, filter], { attributes }) => [
  convolved(builder, [x, filter], convolutionOf("Conv2D", [x.shape, filter.shape], attributes)),
];

const convolveBiased: TensorflowRule<Windows> = (builder, inputs, { attributes, outputs }) => {
  const [x, filter, biases] = inputs;
  const convolution = convolutionOf("BiasedConv2D", [x.shape, filter.shape], attributes);
  // One operator of oneDNN, with the relu behind it.
  const flat = builder.reshape(biases, [outputs[0].shape.at(-1) ?? 1]);
  const sums = convolved(builder, [x, filter], convolution);
  return [builder.node("BiasAdd", [sums, flat], outputs[0])];
};

const inputGradient: TensorflowRule<BackpropInput> = (builder, inputs, { attributes, outputs }) => {
  const { axes, images } = ofInput(inputs as unknown as Inputs<Spec>, attributes);
  const [dy, filter] = inputs;
  const weights = isDilated(axes) ? spreadFilter(builder, filter, axes) : filter;
  const given = [builder.int32(images), weights, dy];
  const windows = convolutionWindows(undilated(axes));
  return [builder.node("Conv2DBackpropInput", given, outputs[0], windows)];
};

const filterGradient: TensorflowRule<BackpropFilter> = (builder, inputs, node) => {
  const { attributes, outputs } = node;
  const convolution = ofFilter(inputs as unknown as Inputs<Spec>, attributes);
  const { axes, filter } = convolution;
  const [x, dy] = inputs;
  const plain = undilated(axes);
  const shape = [...plain.map(({ kernel }) => kernel), ...filter.slice(2)];
  const given = [x, builder.int32(shape), dy];
  const windows = convolutionWindows(plain);
  const made = builder.node("Conv2DBackpropFilter", given, { ...outputs[0], shape }, windows);
  return [isDilated(axes) ? gatheredFilter(builder, made, convolution) : made];
};

/** Convolutions and their two gradients: TensorFlow's own operators. */
export const convolutions = {
  Conv2D: convolve,
  BiasedConv2D: convolveBiased,
  Conv2DBackpropInput: inputGradient,
  Conv2DBackpropFilter: filterGradient,
};
