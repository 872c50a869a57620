import { LARGEST } from "../lower/operand.ts";
import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import { isTiling, sum, type Pool } from "./pooling-onnx.ts";
import { bordered, spreadOut, tapsOf } from "./window-onnx.ts";
import type { WindowAxes } from "./windows.ts";

/** For each tap what every window has there; the border is below every number. */
function tapsOverBorder(builder: OnnxBuilder, x: Operand, axes: WindowAxes): Operand[] {
  const lowest = x.type === "float" ? -Infinity : -(2 ** 31);
  return tapsOf(builder, bordered(builder, x, axes, lowest), axes);
}

function hasBorder(axes: WindowAxes): boolean {
  return axes.some(({ before, after }) => before + after > 0);
}

/**
 * Elements of which none is as low as a border, and none is NaN: what the largest of a window is
 * looked for in, where a border must not have it.
 */
function aboveBorder(builder: OnnxBuilder, x: Operand, axes: WindowAxes): Operand {
  if (!hasBorder(axes)) return x;
  const largest = LARGEST[builder.precision];
  const bounds = [-largest, largest].map((bound) => builder.scalar(bound));
  const finite = builder.node("Clip", [x, ...bounds], x);
  return builder.node("Where", [isNan(builder, x), builder.scalar(largest), finite], x);
}

function isNan(builder: OnnxBuilder, x: Operand): Operand {
  return builder.node("IsNaN", [x], { ...x, type: "bool" });
}

/** NaN where the maximum is NaN. */
function spoilt(builder: OnnxBuilder, x: Operand, maximum: Operand): Operand {
  return builder.node("Where", [isNan(builder, maximum), builder.scalar(Number.NaN), x], x);
}

/** The neighbours [outer, length, inner] one after the other, each as [outer, 1, inner]. */
function neighbours(builder: OnnxBuilder, x: Operand): Operand[] {
  const [outer = 1, length = 1, inner = 1] = x.shape;
  if (length === 1) return [x];
  return Array.from({ length }, (_, at) => {
    const lists = [[at], [at + 1], [1]].map((list) => builder.int64(list));
    return builder.node("Slice", [x, ...lists], { ...x, shape: [outer, 1, inner] });
  });
}

/** The largest of arrays of one shape; unlike ReduceMax it does not pass over NaN. */
function largestOf(builder: OnnxBuilder, arrays: readonly Operand[]): Operand {
  const [first] = arrays;
  if (first === undefined) throw new Error("a window has a tap");
  return arrays.length === 1 ? first : builder.node("Max", arrays, first);
}

/** The maximum of each `length` neighbours; arrays as [outer, length, inner]. */
function maximaAlong(builder: OnnxBuilder, x: Operand): Operand {
  return largestOf(builder, neighbours(builder, x));
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
  const length = x.shape[1] ?? 1;
  if (length === 1) return dy;
  const zero = builder.scalar(0);
  let left = dy;
  const parts = neighbours(builder, x).map((one, at) => {
    if (at === length - 1) return left;
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
  return largestOf(builder, tapsOverBorder(builder, x, axes));
}

/** What `from` has where x has the first maximum of each window; NaN where that is NaN. */
export function picked(
  builder: OnnxBuilder,
  [x, from]: readonly [Operand, Operand],
  pool: Pool,
): Operand {
  const { axes } = pool;
  const y = maxima(builder, x, pool);
  const largest = aboveBorder(builder, y, axes);
  const taps = tapsOverBorder(builder, aboveBorder(builder, x, axes), axes);
  const candidates = tapsOf(builder, bordered(builder, from, axes), axes);
  const found = candidates.reduceRight((later, candidate, index) => {
    const isMaximum = builder.node("Equal", [taps[index] ?? null, largest], { ...y, type: "bool" });
    return builder.node("Where", [isMaximum, candidate, later], candidate);
  });
  return spoilt(builder, found, y);
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

/** dy where the maxima come from; of NaN, which nothing is equal to, to some element of its window. */
export function maximumGradient(
  builder: OnnxBuilder,
  [dy, x, y]: readonly [Operand, Operand, Operand],
  pool: Pool,
): Operand {
  const { axes, images } = pool;
  const [height, width] = axes;
  const given = spoilt(builder, dy, y);
  if (isTiling(axes)) return gradientOfTiles(builder, given, x, pool);
  const [elements, largest] = [x, y].map((one) => aboveBorder(builder, one, axes)) as [
    Operand,
    Operand,
  ];
  const parts = sharesOfMaxima(builder, [given, elements, largest], axes).map((part, tap) => {
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
