import { sizeOf } from "../graph.ts";
import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import type { Convolution } from "./convolution.ts";
import {
  bordered,
  onnxWindows,
  spreadOut,
  tapsOf,
  transposedAxes,
  TO_CHANNELS_FIRST,
  TO_CHANNELS_LAST,
} from "./window-onnx.ts";
import type { WindowAxes } from "./windows.ts";

type Pair = readonly [Operand, Operand];

/** Filters [kh, kw, in, out] as ONNX wants them: [out, in, kh, kw]. */
const FILTER_TO_ONNX = [3, 2, 0, 1];

/** All windows as rows of a matrix [n oh ow, kh kw c]. */
function columnsOf(builder: OnnxBuilder, images: Operand, axes: WindowAxes): Operand {
  const taps = tapsOf(builder, bordered(builder, images, axes), axes);
  const [first] = taps;
  if (first === undefined) throw new Error("a window has a tap");
  const [count = 1, rows = 1, columns = 1, channels = 1] = first.shape;
  const width = taps.length * channels;
  const spec = { shape: [count, rows, columns, width], type: images.type };
  const joined =
    taps.length === 1 ? first : builder.node("Concat", taps, spec, { attributes: { axis: 3 } });
  return builder.reshape(joined, [count * rows * columns, width]);
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
  [x, filter]: Pair,
  convolution: Convolution,
): Operand {
  const { axes, output } = convolution;
  if (builder.precision === "float32") {
    const [count = 1, rows = 1, columns = 1, features = 1] = output;
    const images = builder.transpose(x, TO_CHANNELS_FIRST);
    const weights = builder.transpose(filter, FILTER_TO_ONNX);
    const spec = { ...x, shape: [count, features, rows, columns] };
    const options = { attributes: onnxWindows(axes) };
    const made = builder.node("Conv", [images, weights], spec, options);
    return builder.transpose(made, TO_CHANNELS_LAST);
  }
  const windows = columnsOf(builder, x, axes);
  return product(builder, [windows, asMatrix(builder, filter)], output);
}

function product(
  builder: OnnxBuilder,
  [a, b]: Pair,
  shape: readonly number[],
  transA: 0 | 1 = 0,
): Operand {
  const rows = a.shape[transA === 1 ? 1 : 0] ?? 1;
  const spec = { ...a, shape: [rows, b.shape[1] ?? 1] };
  const made = builder.node("Gemm", [a, b], spec, { attributes: { transA } });
  return builder.reshape(made, shape);
}

export function inputGradient(
  builder: OnnxBuilder,
  [dy, filter]: Pair,
  { images, axes }: Convolution,
): Operand {
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

export function filterGradient(
  builder: OnnxBuilder,
  [x, dy]: Pair,
  { filter, axes }: Convolution,
): Operand {
  const windows = columnsOf(builder, x, axes);
  return product(builder, [windows, asMatrix(builder, dy)], filter, 1);
}
