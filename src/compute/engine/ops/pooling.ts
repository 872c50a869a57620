import { PlatformError } from "../../../domain/errors.ts";
import { describeShape, newData, sizeOf, type Spec } from "../graph.ts";
import { assertTaken } from "./elementwise.ts";
import { misfit, primitive, type Filled, type Operation } from "./operation.ts";
import { maxima, maximumGradient, picked } from "./max-pooling-onnx.ts";
import { averageGradient, averages, countsAlong, type Pool } from "./pooling-onnx.ts";
import { forEachTap, windowAxes, type Windows } from "./windows.ts";

export type Pooling = Windows & { readonly filterSize: number | readonly number[] };

/** @throws PlatformError BAD_PROGRAM where windows do not fit, or see nothing of their image */
export function poolOf(kernel: string, images: readonly number[], attributes: Pooling): Pool {
  const [height = 1, width = height] = [attributes.filterSize].flat();
  const axes = windowAxes(kernel, images, [height, width], attributes);
  axes.forEach((along, index) => {
    const empty = countsAlong(along).indexOf(0);
    if (empty === -1) return;
    const told = `window ${empty} along axis ${index + 1} lies wholly in the border`;
    throw new PlatformError("BAD_PROGRAM", `${kernel}: images ${describeShape(images)}: ${told}`);
  });
  const output = [images[0] ?? 1, axes[0].output, axes[1].output, images[3] ?? 1];
  return { images, axes, output };
}

/** A pool whose output and what comes with it (dy, y) agree. */
function backwards(
  kernel: string,
  [images, ...outputs]: readonly Spec[],
  attributes: Pooling,
): Pool {
  const pool = poolOf(kernel, images?.shape ?? [], attributes);
  for (const { shape, type } of outputs) {
    if (shape.join() === pool.output.join()) continue;
    const specs = [
      { shape, type },
      { shape: pool.output, type },
    ];
    throw misfit(kernel, specs, "dy is as large as the output");
  }
  return pool;
}

/** Visits each pixel that each window sees, channel by channel. */
function forEachElement(
  { images, axes }: Pool,
  visit: (output: number, input: number) => void,
): void {
  const [count = 1, , , channels = 1] = images;
  forEachTap(count, axes, (output, input) => {
    for (let channel = 0; channel < channels; channel += 1) {
      visit(output * channels + channel, input * channels + channel);
    }
  });
}

/** How many pixels each element of the output is made from: the border does not count. */
function countsOf(pool: Pool): Float64Array {
  const counts = new Float64Array(sizeOf(pool.output));
  forEachElement(pool, (output) => {
    counts[output] = (counts[output] ?? 0) + 1;
  });
  return counts;
}

/** The first element of each window than which none is larger; of NaN, the first that is one. */
function maximaOf(pool: Pool, x: Filled): Int32Array {
  const best = new Int32Array(sizeOf(pool.output)).fill(-1);
  forEachElement(pool, (output, input) => {
    const known = x.data[best[output] ?? -1];
    const element = x.data[input] ?? 0;
    const isFirst = known === undefined || (Number.isNaN(element) && !Number.isNaN(known));
    if (isFirst || element > known) best[output] = input;
  });
  return best;
}

/** What stands in one array where another has its maxima; NaN where a maximum is. */
function pickedBy(maxima: Int32Array, x: Filled, { data }: Filled): Float64Array {
  return Float64Array.from(maxima, (position) =>
    Number.isNaN(x.data[position]) ? NaN : (data[position] ?? 0),
  );
}

/** Averages and maxima over windows of images, and their transposes. */
export const pooling: readonly Operation[] = [
  primitive<Pooling>({
    ...{ kernel: "AvgPool", inputs: ["x"] },
    infer: ([x], attributes) => [
      { shape: poolOf("AvgPool", x.shape, attributes).output, type: "float" },
    ],
    evaluate: ([x], attributes, [output]) => {
      const pool = poolOf("AvgPool", x.shape, attributes);
      const counts = countsOf(pool);
      const data = newData("float", sizeOf(output.shape));
      forEachElement(pool, (o, i) => {
        data[o] = (data[o] ?? 0) + (x.data[i] ?? 0) / (counts[o] ?? 1);
      });
      return [data];
    },
    tangent: ({ apply, tangents: [dx] }) => [dx === null ? null : apply([dx])],
    onnx: (builder, [x], { attributes }) => [
      averages(builder, x, poolOf("AvgPool", x.shape, attributes)),
    ],
  }),
  primitive<Pooling>({
    ...{ kernel: "AvgPoolGrad", inputs: ["dy", "input"] },
    infer: ([dy, x], attributes) => {
      backwards("AvgPoolGrad", [x, dy], attributes);
      return [{ shape: x.shape, type: "float" }];
    },
    evaluate: ([dy, x], attributes, [output]) => {
      const pool = backwards("AvgPoolGrad", [x, dy], attributes);
      const counts = countsOf(pool);
      const data = newData("float", sizeOf(output.shape));
      forEachElement(pool, (o, i) => {
        data[i] = (data[i] ?? 0) + (dy.data[o] ?? 0) / (counts[o] ?? 1);
      });
      return [data];
    },
    tangent: ({ apply, inputs: [, x], tangents: [ddy] }) => [ddy === null ? null : apply([ddy, x])],
    gradient: ({ tf, dy: back, run, inputs: [, x], attributes }) => [
      () => run("AvgPool", [back], attributes),
      () => tf.zerosLike(x),
    ],
    onnx: (builder, [dy, x], { attributes }) => [
      averageGradient(builder, dy, poolOf("AvgPoolGrad", x.shape, attributes)),
    ],
  }),
  /**
   * NaN where a window holds one. With a second array: its elements at the places where the first has
   * its maxima.
   */
  primitive<Pooling>({
    ...{ kernel: "MaxPool", inputs: ["x", "picked"] },
    infer: ([x], attributes) => {
      assertTaken("MaxPool", [x], "numbers");
      const { output, axes } = poolOf("MaxPool", x.shape, attributes);
      // Which has to be below every element, and integers have nothing below the least of them.
      if (x.type !== "float" && axes.some(({ before, after }) => before + after > 0)) {
        const told = `MaxPool has a border for floats only and was given ${x.type}: cast it to float32`;
        throw new PlatformError("BAD_PROGRAM", told);
      }
      return [{ shape: output, type: x.type }];
    },
    evaluate: (inputs, attributes, [output]) => {
      const [x, from] = inputs;
      const best = maximaOf(poolOf("MaxPool", x.shape, attributes), x);
      const data = newData(output.type, sizeOf(output.shape));
      data.set(pickedBy(best, x, inputs.length === 1 ? x : from));
      return [data];
    },
    tangent: ({ apply, inputs, tangents: [dx, moved] }) => {
      const motion = inputs.length === 1 ? dx : moved;
      return [motion === null ? null : apply([inputs[0], motion])];
    },
    onnx: (builder, inputs, { attributes }) => {
      const [x, from] = inputs;
      const pool = poolOf("MaxPool", x.shape, attributes);
      return [inputs.length === 1 ? maxima(builder, x, pool) : picked(builder, [x, from], pool)];
    },
  }),
  /** Where a maximum is NaN the gradient is NaN at one element of its window: engines choose which. */
  primitive<Pooling>({
    ...{ kernel: "MaxPoolGrad", inputs: ["dy", "input", "output"] },
    infer: ([dy, x, y], attributes) => {
      backwards("MaxPoolGrad", [x, dy, y], attributes);
      return [{ shape: x.shape, type: "float" }];
    },
    evaluate: ([dy, x, y], attributes, [output]) => {
      const data = newData("float", sizeOf(output.shape));
      maximaOf(backwards("MaxPoolGrad", [x, dy, y], attributes), x).forEach((i, o) => {
        data[i] = (data[i] ?? 0) + (Number.isNaN(x.data[i]) ? NaN : (dy.data[o] ?? 0));
      });
      return [data];
    },
    tangent: ({ apply, inputs: [, x, y], tangents: [ddy] }) => [
      ddy === null ? null : apply([ddy, x, y]),
    ],
    gradient: ({ tf, dy: back, run, inputs: [, x, y], attributes }) => [
      () => run("MaxPool", [x, back], attributes),
      () => tf.zerosLike(x),
      () => tf.zerosLike(y),
    ],
    onnx: (builder, [dy, x, y], { attributes }) => [
      maximumGradient(builder, [dy, x, y], poolOf("MaxPoolGrad", x.shape, attributes)),
    ],
  }),
];
