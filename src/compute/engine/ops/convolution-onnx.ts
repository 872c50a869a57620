import { sizeOf } from "../graph.ts";
import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import type { Convolution } from "./convolution.ts";
import {
  bordered,
  onnxWindows,
  spreadOut,
  transposedAxes,
  TO_CHANNELS_FIRST,
  TO_CHANNELS_LAST,
} from "./window-onnx.ts";
import type { WindowAxes, WindowAxis } from "./windows.ts";

type Pair = readonly [Operand, Operand];
/** Images and filter and, where there is one, a number for each feature. */
type Given = readonly [x: Operand, filter: Operand, biases?: Operand | undefined];

/** Filters [kh, kw, in, out] as ONNX wants them: [out, in, kh, kw]. */
const FILTER_TO_ONNX = [3, 2, 0, 1];

/** Where height, width and channels stand among the axes of an array of images. */
const CHANNELS_LAST = { height: 1, width: 2, channels: 3 } as const;
const CHANNELS_FIRST_OF_ALL = { height: 2, width: 3, channels: 0 } as const;
type Layout = typeof CHANNELS_LAST | typeof CHANNELS_FIRST_OF_ALL;

const tapsAlong = ({ kernel }: WindowAxis) => Array.from({ length: kernel }, (_, tap) => tap);

/** What a tap sees along one axis, in every window. */
function seenBy(
  builder: OnnxBuilder,
  from: Operand,
  tap: number,
  { axis, windows }: { readonly axis: number; readonly windows: WindowAxis },
): Operand {
  const { dilation, output, stride } = windows;
  const start = tap * dilation;
  const lists = [[start], [start + (output - 1) * stride + 1], [axis], [stride]];
  const shape = from.shape.map((length, other) => (other === axis ? output : length));
  const inputs = [from, ...lists.map((list) => builder.int64(list))];
  return builder.node("Slice", inputs, { ...from, shape });
}

/** Images as deep as a row of the filter: [n, h, ow, kw c] or [kw c, n, h, ow]. */
function deepened(
  builder: OnnxBuilder,
  padded: Operand,
  [, windows]: WindowAxes,
  layout: Layout,
): Operand {
  const across = tapsAlong(windows).map((tap) =>
    seenBy(builder, padded, tap, { axis: layout.width, windows }),
  );
  return joined(builder, across, layout.channels);
}

/**
 * For each row of the filter, what it sees in every window: [n, oh, ow, kw c] or [kw c, n, oh, ow].
 * Images are made as deep as a row of the filter once, so that each row is cut out in long runs:
 * faster than all windows in one matrix, in a third of its memory.
 */
function rowsSeen(
  builder: OnnxBuilder,
  padded: Operand,
  axes: WindowAxes,
  layout: Layout,
): Operand[] {
  const [windows] = axes;
  const deep = deepened(builder, padded, axes, layout);
  return tapsAlong(windows).map((tap) =>
    seenBy(builder, deep, tap, { axis: layout.height, windows }),
  );
}

function joined(builder: OnnxBuilder, parts: readonly Operand[], axis: number): Operand {
  const [first] = parts;
  if (first === undefined) throw new Error("a filter has a row");
  if (parts.length === 1) return first;
  const shape = first.shape.map((length, other) => length * (other === axis ? parts.length : 1));
  return builder.node("Concat", parts, { ...first, shape }, { attributes: { axis } });
}

function asMatrix(builder: OnnxBuilder, operand: Operand): Operand {
  const { shape } = operand;
  const columns = shape.at(-1) ?? 1;
  return builder.reshape(operand, [sizeOf(shape) / columns, columns]);
}

/** A filter with its taps in reverse order. */
function flipped(builder: OnnxBuilder, filter: Operand): Operand {
  if (filter.shape[0] === 1 && filter.shape[1] === 1) return filter;
  const lists = [
    [-1, -1],
    [-(2 ** 31), -(2 ** 31)],
    [0, 1],
    [-1, -1],
  ];
  return builder.node("Slice", [filter, ...lists.map((list) => builder.int64(list))], filter);
}

/** ONNX Runtime convolves in float32 only; in float64 windows are copied out and multiplied. */
export function convolve(
  builder: OnnxBuilder,
  [x, filter, biases]: Given,
  convolution: Convolution,
): Operand {
  const { axes, output } = convolution;
  const rest = biases === undefined ? [] : [biases];
  if (builder.precision === "float32") {
    const [count = 1, rows = 1, columns = 1, features = 1] = output;
    const images = builder.transpose(x, TO_CHANNELS_FIRST);
    const weights = builder.transpose(filter, FILTER_TO_ONNX);
    const spec = { ...x, shape: [count, features, rows, columns] };
    const options = { attributes: onnxWindows(axes) };
    const made = builder.node("Conv", [images, weights, ...rest], spec, options);
    return builder.transpose(made, TO_CHANNELS_LAST);
  }
  return convolveByRows(builder, [x, filter, biases], convolution);
}

/** The sum over the filter's rows of what they see times their weights. */
function convolveByRows(
  builder: OnnxBuilder,
  [x, filter, biases]: Given,
  { axes, output }: Convolution,
): Operand {
  const [rows = 1, columns = 1, channels = 1, features = 1] = filter.shape;
  const across = columns * channels;
  const weights = builder.reshape(filter, [rows * across, features]);
  const seen = rowsSeen(builder, bordered(builder, x, axes), axes, CHANNELS_LAST);
  const sum = seen.reduce((before: Operand | undefined, windows, row) => {
    const matrix = asMatrix(builder, windows);
    const spec = { ...x, shape: [matrix.shape[0] ?? 1, features] };
    const lists = [[row * across], [(row + 1) * across], [0]].map((list) => builder.int64(list));
    const part = { ...filter, shape: [across, features] };
    const ofRow = rows === 1 ? weights : builder.node("Slice", [weights, ...lists], part);
    return builder.node("Gemm", [matrix, ofRow, ...(before === undefined ? [] : [before])], spec);
  }, biases);
  if (sum === undefined) throw new Error("a filter has a row");
  return builder.reshape(sum, output);
}

/** With strides, ONNX Runtime's own transpose does not multiply by the zeros between outputs. */
function transposedByStrides(
  builder: OnnxBuilder,
  [dy, filter]: Pair,
  { images, axes }: Convolution,
): Operand {
  const [count = 1, rows = 1, columns = 1, channels = 1] = images;
  const left = axes.map(({ input, kernel, output, stride, dilation, before, after }) => {
    const span = (kernel - 1) * dilation + 1;
    return input + before + after - span - (output - 1) * stride;
  });
  const outputs = builder.transpose(dy, TO_CHANNELS_FIRST);
  const weights = builder.transpose(filter, FILTER_TO_ONNX);
  const spec = { ...dy, shape: [count, channels, rows, columns] };
  const options = { attributes: { ...onnxWindows(axes), output_padding: left } };
  const made = builder.node("ConvTranspose", [outputs, weights], spec, options);
  return builder.transpose(made, TO_CHANNELS_LAST);
}

export function inputGradient(
  builder: OnnxBuilder,
  [dy, filter]: Pair,
  convolution: Convolution,
): Operand {
  const { images, axes } = convolution;
  const isStrided = axes.some(({ stride }) => stride > 1);
  if (isStrided && builder.precision === "float32") {
    return transposedByStrides(builder, [dy, filter], convolution);
  }
  const swapped = builder.transpose(flipped(builder, filter), [0, 1, 3, 2]);
  const spread = spreadOut(builder, dy, axes);
  const back = transposedAxes(axes);
  const isWithin = back.every(({ before, after }) => before >= 0 && after >= 0);
  // A border wider than the filter: outputs that see nothing but zeros are cut off.
  const given = isWithin ? spread : bordered(builder, spread, back);
  const windows = isWithin ? back : back.map((axis) => ({ ...axis, before: 0, after: 0 }));
  return convolve(builder, [given, swapped], {
    ...{ images: given.shape, filter: swapped.shape, output: images },
    axes: windows as unknown as WindowAxes,
  });
}

/** Copying a number takes as long as so many operations of a product (measured with AVX-512). */
const OPERATIONS_OF_A_COPY = 36;

/**
 * Whether the outputs' gradients are shifted against the images, row by row of the filter, and not
 * the images against them: fewer numbers are copied where those are less deep than a row of the
 * filter, and more are multiplied, zeros with the images' border: a pixel there that is not finite
 * makes NaN of the whole gradient, as it makes NaN of the outputs.
 */
function isShifting({ filter, axes: [down] }: Convolution): boolean {
  const [, columns = 1, channels = 1, features = 1] = filter;
  const across = columns * channels;
  const border = (down.kernel - 1) * down.dilation;
  const [more, fewer] = [(border / down.output) * 2 * across * features, across - features];
  return down.stride === 1 && more < OPERATIONS_OF_A_COPY * fewer;
}

/** The factors whose product is the gradient of each row of the filter: what it sees, and dy. */
function factorsOfRows(builder: OnnxBuilder, [images, dy]: Pair, convolution: Convolution): Pair[] {
  const { axes } = convolution;
  if (!isShifting(convolution)) {
    const seen = rowsSeen(builder, images, axes, CHANNELS_FIRST_OF_ALL);
    return seen.map((windows) => [windows, dy]);
  }
  const [down] = axes;
  const deep = deepened(builder, images, axes, CHANNELS_FIRST_OF_ALL);
  const beside = { before: 0, after: 0 };
  return tapsAlong(down).map((tap) => {
    const before = tap * down.dilation;
    const after = (down.kernel - 1) * down.dilation - before;
    return [deep, bordered(builder, dy, [{ before, after }, beside])];
  });
}

/**
 * Channels before all else: both factors of the product stand as its kernel reads them. Transposing
 * inside of Gemm costs more (on images of 64 channels by a third).
 */
export function filterGradient(
  builder: OnnxBuilder,
  [x, dy]: Pair,
  convolution: Convolution,
): Operand {
  const { filter, axes } = convolution;
  const [, columns = 1, channels = 1, features = 1] = filter;
  const across = columns * channels;
  const images = builder.transpose(bordered(builder, x, axes), [3, 0, 1, 2]);
  const parts = factorsOfRows(builder, [images, dy], convolution).map(([seen, outputs]) => {
    const matrix = builder.reshape(seen, [across, sizeOf(seen.shape) / across]);
    const spec = { ...x, shape: [across, features] };
    return builder.node("Gemm", [matrix, asMatrix(builder, outputs)], spec);
  });
  return builder.reshape(joined(builder, parts, 0), filter);
}
