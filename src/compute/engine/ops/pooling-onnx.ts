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

function sum(builder: OnnxBuilder, parts: readonly Operand[]): Operand {
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
function isTiling(axes: WindowAxes): boolean {
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

/** For each tap what every window has there; the border is below every number. */
function tapsOverBorder(builder: OnnxBuilder, x: Operand, axes: WindowAxes): Operand[] {
  const lowest = x.type === "float" ? -Infinity : -(2 ** 31);
  return tapsOf(builder, bordered(builder, x, axes, lowest), axes);
}

/** The maximum of each `length` neighbours; arrays as [outer, length, inner]. */
function maximaAlong(builder: OnnxBuilder, x: Operand): Operand {
  const [outer = 1, , inner = 1] = x.shape;
  const spec = { ...x, shape: [outer, 1, inner] };
  return builder.node("ReduceMax", [x, builder.int64([1])], spec);
}

/** The maxima of the rows of a tiling's windows, and those of all of each window. */
function maximaOfTiles(builder: OnnxBuilder, x: Operand, { axes, output }: Pool) {
  const [height, width] = axes;
  const [count = 1, rows = 1, columns = 1, channels = 1] = output;
  const pixels = count * height.input * columns;
  const byRow = builder.reshape(x, [pixels, width.kernel, channels]);
  const ofRows = maximaAlong(builder, byRow);
  const byTile = builder.reshape(ofRows, [count * rows, height.kernel, columns * channels]);
  return { byRow, ofRows, byTile, ofTiles: maximaAlong(builder, byTile) };
}

/** dy [outer, 1, inner] goes to the first of the neighbours [outer, length, inner] that is y. */
function toFirst(builder: OnnxBuilder, [dy, x, y]: readonly [Operand, Operand, Operand]): Operand {
  const [outer = 1, length = 1, inner = 1] = x.shape;
  if (length === 1) return dy;
  const zero = builder.scalar(0);
  let left = dy;
  const parts = Array.from({ length }, (_, at) => {
    if (at === length - 1) return left;
    const lists = [[at], [at + 1], [1]].map((list) => builder.int64(list));
    const one = builder.node("Slice", [x, ...lists], { ...x, shape: [outer, 1, inner] });
    const isMaximum = builder.node("Equal", [one, y], { ...one, type: "bool" });
    const part = builder.node("Where", [isMaximum, left, zero], dy);
    left = builder.node("Where", [isMaximum, zero, left], dy);
    return part;
  });
  return builder.node("Concat", parts, x, { attributes: { axis: 1 } });
}

/** The first maximum, row by row, is the first of its row in the first row that has it. */
function gradientOfTiles(builder: OnnxBuilder, dy: Operand, x: Operand, pool: Pool): Operand {
  const { byRow, ofRows, byTile, ofTiles } = maximaOfTiles(builder, x, pool);
  const shared = builder.reshape(dy, ofTiles.shape);
  const toRows = builder.reshape(toFirst(builder, [shared, byTile, ofTiles]), ofRows.shape);
  return builder.reshape(toFirst(builder, [toRows, byRow, ofRows]), pool.images);
}

export function maxima(builder: OnnxBuilder, x: Operand, pool: Pool): Operand {
  const { axes } = pool;
  if (isTiling(axes)) {
    return builder.reshape(maximaOfTiles(builder, x, pool).ofTiles, pool.output);
  }
  const taps = tapsOverBorder(builder, x, axes);
  const [first] = taps;
  if (first === undefined) throw new Error("a window has a tap");
  return taps.length === 1 ? first : builder.node("Max", taps, first);
}

/** What `from` has where x has the first maximum of each window. */
export function picked(
  builder: OnnxBuilder,
  [x, from]: readonly [Operand, Operand],
  pool: Pool,
): Operand {
  const y = maxima(builder, x, pool);
  const taps = tapsOverBorder(builder, x, pool.axes);
  const candidates = tapsOf(builder, bordered(builder, from, pool.axes), pool.axes);
  return candidates.reduceRight((later, candidate, index) => {
    const isMaximum = builder.node("Equal", [taps[index] ?? null, y], { ...y, type: "bool" });
    return builder.node("Where", [isMaximum, candidate, later], candidate);
  });
}

/** dy in as many parts as windows have taps: the first tap that is the maximum has all of it. */
function sharesOfMaxima(
  builder: OnnxBuilder,
  [dy, x, y]: readonly [Operand, Operand, Operand],
  axes: WindowAxes,
): Operand[] {
  const zero = builder.scalar(0);
  let left = dy;
  return tapsOverBorder(builder, x, axes).map((tap, index, taps) => {
    if (index === taps.length - 1) return left;
    const isMaximum = builder.node("Equal", [tap, y], { ...y, type: "bool" });
    const part = builder.node("Where", [isMaximum, left, zero], dy);
    left = builder.node("Where", [isMaximum, zero, left], dy);
    return part;
  });
}

export function maximumGradient(
  builder: OnnxBuilder,
  given: readonly [Operand, Operand, Operand],
  pool: Pool,
): Operand {
  const { axes, images } = pool;
  const [height, width] = axes;
  if (isTiling(axes)) return gradientOfTiles(builder, given[0], given[1], pool);
  const parts = sharesOfMaxima(builder, given, axes).map((part, tap) => {
    const down = Math.floor(tap / width.kernel) * height.dilation;
    const right = (tap % width.kernel) * width.dilation;
    const spread = spreadOut(builder, part, axes);
    const before = [down - height.before, right - width.before];
    const borders = axes.map(({ input }, axis) => ({
      before: before[axis] ?? 0,
      after: input - (spread.shape[axis + 1] ?? 0) - (before[axis] ?? 0),
    }));
    return bordered(builder, spread, borders);
  });
  return { ...sum(builder, parts), shape: images };
}
