import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import { bordered, spreadOut, tapsOf, transposedAxes } from "./window-onnx.ts";
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
function countsAlong({ input, kernel, output, stride, dilation, before }: WindowAxis): number[] {
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

export function averages(builder: OnnxBuilder, x: Operand, { axes, output }: Pool): Operand {
  const sums = sum(builder, tapsOf(builder, bordered(builder, x, axes), axes));
  return builder.node("Mul", [sums, shares(builder, axes)], { ...x, shape: output });
}

export function averageGradient(
  builder: OnnxBuilder,
  dy: Operand,
  { axes, images }: Pool,
): Operand {
  const shared = builder.node("Mul", [dy, shares(builder, axes)], dy);
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

export function maxima(builder: OnnxBuilder, x: Operand, { axes }: Pool): Operand {
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
  { axes, images }: Pool,
): Operand {
  const [height, width] = axes;
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
