import { newData, sizeOf, type Spec } from "../graph.ts";
import { misfit, primitive, type Filled, type Operation } from "./operation.ts";
import {
  averageGradient,
  averages,
  maxima,
  maximumGradient,
  picked,
  type Pool,
} from "./pooling-onnx.ts";
import { forEachTap, windowAxes, type Windows } from "./windows.ts";

export type Pooling = Windows & { readonly filterSize: number | readonly number[] };

/** @throws PlatformError BAD_PROGRAM where windows do not fit */
export function poolOf(kernel: string, images: readonly number[], attributes: Pooling): Pool {
  const [height = 1, width = height] = [attributes.filterSize].flat();
  const axes = windowAxes(kernel, images, [height, width], attributes);
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

/** The position of the maximum of each window; of equal ones the first. */
function maximaOf(pool: Pool, x: Filled): Int32Array {
  const best = new Int32Array(sizeOf(pool.output)).fill(-1);
  forEachElement(pool, (output, input) => {
    const known = best[output] ?? -1;
    if (known < 0 || (x.data[input] ?? 0) > (x.data[known] ?? 0)) best[output] = input;
  });
  return best;
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
  /** With a second array: its elements at the places where the first has its maxima. */
  primitive<Pooling>({
    ...{ kernel: "MaxPool", inputs: ["x", "picked"] },
    infer: ([x], attributes) => [
      { shape: poolOf("MaxPool", x.shape, attributes).output, type: x.type },
    ],
    evaluate: (inputs, attributes, [output]) => {
      const [x, picked] = inputs;
      const from = inputs.length === 1 ? x : picked;
      const data = newData(output.type, sizeOf(output.shape));
      maximaOf(poolOf("MaxPool", x.shape, attributes), x).forEach((i, o) => {
        data[o] = from.data[i] ?? 0;
      });
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
  primitive<Pooling>({
    ...{ kernel: "MaxPoolGrad", inputs: ["dy", "input", "output"] },
    infer: ([dy, x, y], attributes) => {
      backwards("MaxPoolGrad", [x, dy, y], attributes);
      return [{ shape: x.shape, type: "float" }];
    },
    evaluate: ([dy, x, y], attributes, [output]) => {
      const data = newData("float", sizeOf(output.shape));
      maximaOf(backwards("MaxPoolGrad", [x, dy, y], attributes), x).forEach((i, o) => {
        data[i] = (data[i] ?? 0) + (dy.data[o] ?? 0);
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
