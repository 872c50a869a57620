import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import {
  bordered,
  onnxWindows,
  spreadOut,
  tapsOf,
  TO_CHANNELS_FIRST,
  TO_CHANNELS_LAST,
  transposedAxes,
} from "./window-onnx.ts";
import type { WindowAxes, WindowAxis } from "./windows.ts";

/** Images [n, h, w, c], windows and the shape of what comes out. */
export interface Pool {
  readonly images: readonly number[];
  readonly output: readonly number[];
  readonly axes: WindowAxes;
}

export function sum(builder: OnnxBuilder, parts: readonly Operand[]): Operand {
  const [first] = parts;
  if (first === undefined) throw new Error("a window has a tap");
  return parts.length === 1 ? first : builder.node("Sum", parts, first);
}

/** How many pixels windows see along an axis: fewer at the border. */
export function countsAlong({
  input,
  kernel,
  output,
  stride,
  dilation,
  before,
}: WindowAxis): number[] {
  return Array.from({ length: output }, (_, position) => {
    const seen = Array.from({ length: kernel }, (_tap, tap) => position * stride + tap * dilation);
    return seen.filter((one) => one >= before && one < before + input).length;
  });
}

/** One over the number of pixels of each window, broadcast over images and channels. */
function shares(builder: OnnxBuilder, axes: WindowAxes): Operand {
  const [rows = [], columns = []] = axes.map(countsAlong);
  const all = rows.flatMap((row) => columns.map((column) => 1 / (row * column)));
  const [first = 1] = all;
  if (all.every((share) => share === first)) return builder.scalar(first);
  return builder.constant(all, [1, rows.length, columns.length, 1]);
}

/** Windows of several pixels that touch without overlap and leave nothing over. */
export function isTiling(axes: WindowAxes): boolean {
  const [height, width] = axes;
  return (
    height.kernel * width.kernel > 1 &&
    axes.every(
      ({ input, kernel, stride, output, before, after }) =>
        stride === kernel && before + after === 0 && output * stride === input,
    )
  );
}

/** ONNX Runtime averages in float32 only. */
export function averages(builder: OnnxBuilder, x: Operand, { axes, output }: Pool): Operand {
  if (builder.precision === "float32") {
    const [count = 1, rows = 1, columns = 1, channels = 1] = output;
    const { dilations: _none, ...attributes } = onnxWindows(axes);
    const images = builder.transpose(x, TO_CHANNELS_FIRST);
    const spec = { ...x, shape: [count, channels, rows, columns] };
    const made = builder.node("AveragePool", [images], spec, { attributes });
    return builder.transpose(made, TO_CHANNELS_LAST);
  }
  const sums = sum(builder, tapsOf(builder, bordered(builder, x, axes), axes));
  return builder.node("Mul", [sums, shares(builder, axes)], { ...x, shape: output });
}

/** Every pixel as often as a window of a tiling has taps. */
function repeated(
  builder: OnnxBuilder,
  dy: Operand,
  { axes, images }: Omit<Pool, "output">,
): Operand {
  const [height, width] = axes;
  const [count = 1, rows = 1, columns = 1, channels = 1] = dy.shape;
  const apart = builder.reshape(dy, [count, rows, 1, columns, 1, channels]);
  const shape = [count, rows, height.kernel, columns, width.kernel, channels];
  const spread = builder.node("Expand", [apart, builder.int64(shape)], { ...dy, shape });
  return builder.reshape(spread, images);
}

export function averageGradient(
  builder: OnnxBuilder,
  dy: Operand,
  { axes, images }: Pool,
): Operand {
  const shared = builder.node("Mul", [dy, shares(builder, axes)], dy);
  if (isTiling(axes)) return repeated(builder, shared, { axes, images });
  const back = transposedAxes(axes);
  const spread = bordered(builder, spreadOut(builder, shared, axes), back);
  const inside = back.map((axis) => ({ ...axis, before: 0, after: 0 })) as unknown as WindowAxes;
  return { ...sum(builder, tapsOf(builder, spread, inside)), shape: images };
}
