import type { Tensor } from "@tensorflow/tfjs-core";
import { core } from "../tfjs.ts";
import type { Spec } from "../graph.ts";
import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import type { TraceTf } from "../program.ts";
import { axisOf, positionAt, readBox, stridesOf } from "./boxes.ts";
import { composite, misfit, primitive, type Operation } from "./operation.ts";

export interface Slice {
  readonly begin: number | readonly number[];
  /** -1, or absent: to the end. */
  readonly size?: number | readonly number[];
}

/** Begin and size along every axis, as tfjs reads them. */
function sliceOf(x: Spec, { begin, size }: Slice) {
  const rank = x.shape.length;
  const list = (given: Slice["size"], rest: number) => {
    const lengths = given === undefined ? [] : [given].flat();
    return [...lengths, ...new Array<number>(Math.max(0, rank - lengths.length)).fill(rest)];
  };
  const starts = list(begin, 0);
  const sizes = list(size, -1).map((length, axis) =>
    length < 0 ? (x.shape[axis] ?? 0) - (starts[axis] ?? 0) : length,
  );
  const fits = x.shape.every((length, axis) => {
    const [start = 0, taken = 0] = [starts[axis], sizes[axis]];
    return start >= 0 && taken >= 1 && start + taken <= length;
  });
  if (fits && starts.length === rank && sizes.length === rank) return { starts, sizes };
  const told = `it takes [${sizes.join(", ")}] elements from [${starts.join(", ")}] on`;
  throw misfit("Slice", [x], told);
}

interface StridedSlice {
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly strides: readonly number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

/** What is taken along an axis: low ... high - 1, backwards or not, and every nth of it. */
export interface Range {
  readonly low: number;
  readonly high: number;
  readonly isBackwards: boolean;
  readonly every: number;
  readonly count: number;
}

function rangesOf(x: Tensor, attributes: StridedSlice): { ranges: Range[]; finalShape: number[] } {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, ...masks } = attributes;
  const info = core.slice_util.sliceInfo(
    x.shape,
    [...begin],
    [...end],
    [...strides],
    beginMask,
    endMask,
    ellipsisMask,
    masks.newAxisMask,
    masks.shrinkAxisMask,
  );
  const ranges = x.shape.map((length, axis) => {
    const [from = 0, to = length, stride = 1] = [info.begin, info.end, info.strides].map(
      (list) => list[axis],
    );
    const [low, high] = stride > 0 ? [from, to] : [to + 1, from + 1];
    const every = Math.abs(stride);
    return { low, high, isBackwards: stride < 0, every, count: Math.ceil((high - low) / every) };
  });
  if (ranges.every(({ count }) => count >= 1)) return { ranges, finalShape: info.finalShape };
  throw misfit("StridedSlice", [{ shape: x.shape, type: "float" }], "nothing is left of it");
}

function withAxis(shape: readonly number[], axis: number, ...lengths: number[]): number[] {
  return [...shape.slice(0, axis), ...lengths, ...shape.slice(axis + 1)];
}

/** Every nth element along an axis: of whole groups of n the first. */
function everyNth(tf: TraceTf, x: Tensor, axis: number, every: number): Tensor {
  if (every === 1) return x;
  const length = x.shape[axis] ?? 1;
  const count = Math.ceil(length / every);
  const border = x.shape.map((_, other): [number, number] => [
    0,
    other === axis ? count * every - length : 0,
  ]);
  const groups = tf.reshape(tf.pad(x, border), withAxis(x.shape, axis, count, every));
  const begin = groups.shape.map(() => 0);
  const firsts = tf.slice(groups, begin, withAxis(x.shape, axis, count, 1));
  return tf.reshape(firsts, withAxis(x.shape, axis, count));
}

/** Back from every nth element: the others are 0. */
function spreadNth(tf: TraceTf, x: Tensor, axis: number, every: number): Tensor {
  if (every === 1) return x;
  const count = x.shape[axis] ?? 1;
  const firsts = tf.reshape(x, withAxis(x.shape, axis, count, 1));
  const border = firsts.shape.map((_, other): [number, number] => [
    0,
    other === axis + 1 ? every - 1 : 0,
  ]);
  return tf.reshape(tf.pad(firsts, border), withAxis(x.shape, axis, count * every));
}

/** What lies in ranges of every axis. */
export function takeRanges(tf: TraceTf, x: Tensor, ranges: readonly Range[]): Tensor {
  const box = tf.slice(
    x,
    ranges.map(({ low }) => low),
    ranges.map(({ low, high }) => high - low),
  );
  return ranges.reduce((part: Tensor, { isBackwards, every }, axis) => {
    return everyNth(tf, isBackwards ? tf.reverse(part, axis) : part, axis, every);
  }, box);
}

/** The transpose: what was taken at its places in an array of a shape, 0 elsewhere. */
export function placeRanges(
  tf: TraceTf,
  taken: Tensor,
  ranges: readonly Range[],
  shape: readonly number[],
): Tensor {
  const box = ranges.reduce((part, { low, high, isBackwards, every }, axis) => {
    const whole = spreadNth(tf, part, axis, every);
    const size = withAxis(whole.shape, axis, high - low);
    const begin = size.map(() => 0);
    const range = tf.slice(whole, begin, size);
    return isBackwards ? tf.reverse(range, axis) : range;
  }, taken);
  return tf.pad(
    box,
    ranges.map(({ low, high }, axis): [number, number] => [low, (shape[axis] ?? 0) - high]),
  );
}

/** ONNX's Slice backwards along some axes: from the last element to before the first. */
function reversed(builder: OnnxBuilder, x: Operand, axes: readonly number[]): Operand {
  const all = (value: number) => builder.int64(axes.map(() => value));
  const inputs = [x, all(-1), all(-(2 ** 31)), builder.int64(axes), all(-1)];
  return builder.node("Slice", inputs, x);
}

export interface Reverse {
  readonly dims?: number | readonly number[] | null;
}

function reversedAxes(x: Spec, { dims }: Reverse): number[] {
  return [dims ?? [...x.shape.keys()]].flat().map((axis) => axisOf(axis, x.shape.length));
}

/** Parts of arrays, and arrays backwards. */
export const slicing: readonly Operation[] = [
  primitive<Slice>({
    ...{ kernel: "Slice", inputs: ["x"], movesBytes: true },
    infer: ([x], attributes) => [{ shape: sliceOf(x, attributes).sizes, type: x.type }],
    evaluate: ([x], attributes, [output]) => {
      const strides = stridesOf(x.shape);
      const start = positionAt(sliceOf(x, attributes).starts, strides);
      return [readBox(x, output, { start, strides })];
    },
    tangent: ({ tangents: [dx], apply }) => [dx === null ? null : apply([dx])],
    onnx: (builder, [x], { attributes, outputs: [output] }) => {
      const { starts, sizes } = sliceOf(x as Spec, attributes);
      const axes = [...sizes.keys()].filter((axis) => sizes[axis] !== x.shape[axis]);
      if (axes.length === 0) return [x];
      const from = axes.map((axis) => starts[axis] ?? 0);
      const to = axes.map((axis) => (starts[axis] ?? 0) + (sizes[axis] ?? 0));
      const inputs = [x, ...[from, to, axes].map((list) => builder.int64(list))];
      return [builder.node("Slice", inputs, output)];
    },
  }),
  composite<StridedSlice>({
    ...{ kernel: "StridedSlice", inputs: ["x"] },
    compose: (tf, [x], attributes) => {
      const { ranges, finalShape } = rangesOf(x, attributes);
      return tf.reshape(takeRanges(tf, x, ranges), finalShape);
    },
    // tfjs has none.
    gradient: ({ tf, dy, inputs: [x], attributes }) => [
      () => {
        const { ranges } = rangesOf(x, attributes);
        const counts = ranges.map(({ count }) => count);
        return placeRanges(tf, tf.reshape(dy, counts), ranges, x.shape);
      },
    ],
  }),
  primitive<Reverse>({
    ...{ kernel: "Reverse", inputs: ["x"], movesBytes: true },
    infer: ([x]) => [x],
    evaluate: ([x], attributes, [output]) => {
      const axes = reversedAxes(x, attributes);
      const steps = stridesOf(x.shape);
      const last = x.shape.map((length, axis) => (axes.includes(axis) ? length - 1 : 0));
      const strides = steps.map((step, axis) => (axes.includes(axis) ? -step : step));
      return [readBox(x, output, { start: positionAt(last, steps), strides })];
    },
    tangent: ({ tangents: [dx], apply }) => [dx === null ? null : apply([dx])],
    onnx: (builder, [x], { attributes }) => {
      const axes = reversedAxes(x as Spec, attributes);
      return [axes.length === 0 ? x : reversed(builder, x, axes)];
    },
  }),
];
