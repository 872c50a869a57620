import { beforeAll, describe, expect, it } from "vitest";
import type { HostData } from "../../src/compute/engine/engines/engine.ts";
import type { Graph } from "../../src/compute/engine/graph.ts";
import type { Tensor, TraceTf } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import { runOn } from "../support/engine-families.ts";
import { NATIVE_PRECISIONS } from "../support/engines-here.ts";

type Operation = readonly [name: string, run: (tf: TraceTf, x: Tensor) => Tensor];

/** So long that vector instructions, and what is left over by them, both see a NaN. */
const LENGTH = 37;
const PLACES = [0, 5, 36];

const ELEMENTWISE: readonly Operation[] = [
  ["neg", (tf, x) => tf.neg(x)],
  ["abs", (tf, x) => tf.abs(x)],
  ["sign", (tf, x) => tf.sign(x)],
  ["floor", (tf, x) => tf.floor(x)],
  ["ceil", (tf, x) => tf.ceil(x)],
  ["round", (tf, x) => tf.round(x)],
  ["square", (tf, x) => tf.square(x)],
  ["sqrt", (tf, x) => tf.sqrt(x)],
  ["rsqrt", (tf, x) => tf.rsqrt(x)],
  ["reciprocal", (tf, x) => tf.reciprocal(x)],
  ["exp", (tf, x) => tf.exp(x)],
  ["expm1", (tf, x) => tf.expm1(x)],
  ["log", (tf, x) => tf.log(x)],
  ["log1p", (tf, x) => tf.log1p(x)],
  ["sin", (tf, x) => tf.sin(x)],
  ["atan", (tf, x) => tf.atan(x)],
  ["atan2", (tf, x) => tf.atan2(x, tf.scalar(2))],
  ["tanh", (tf, x) => tf.tanh(x)],
  ["sigmoid", (tf, x) => tf.sigmoid(x)],
  ["softplus", (tf, x) => tf.softplus(x)],
  ["relu", (tf, x) => tf.relu(x)],
  ["relu6", (tf, x) => tf.relu6(x)],
  ["leakyRelu", (tf, x) => tf.leakyRelu(x)],
  ["prelu", (tf, x) => tf.prelu(x, tf.scalar(0.1))],
  ["elu", (tf, x) => tf.elu(x)],
  ["selu", (tf, x) => tf.selu(x)],
  ["erf", (tf, x) => tf.erf(x)],
  ["maximum with 0", (tf, x) => tf.maximum(x, 0)],
  ["maximum of 0", (tf, x) => tf.maximum(tf.scalar(0), x)],
  ["minimum with 0", (tf, x) => tf.minimum(x, 0)],
  ["minimum of 0", (tf, x) => tf.minimum(tf.scalar(0), x)],
  ["clipByValue", (tf, x) => tf.clipByValue(x, -1, 1)],
  ["pow", (tf, x) => tf.pow(x, 2)],
  ["mod", (tf, x) => tf.mod(x, 2)],
  // Not of x itself: passes make one operation of that and the relu above.
  ["step", (tf, x) => tf.step(tf.sub(x, 0.1))],
  ["step with a slope", (tf, x) => tf.step(x, 0.1)],
  ["x sigmoid(1.702 x)", (tf, x) => tf.mul(x, tf.sigmoid(tf.mul(x, 1.702)))],
  // Engines fuse products with what follows them.
  ["relu of a product", (tf, x) => tf.relu(tf.add(tf.mul(x, 2), 1))],
];

const OVER_ALL: readonly Operation[] = [
  ["sum", (tf, x) => tf.sum(x)],
  ["mean", (tf, x) => tf.mean(x)],
  ["max", (tf, x) => tf.max(x)],
  ["min", (tf, x) => tf.min(x)],
  ["prod", (tf, x) => tf.prod(x)],
  ["logSumExp", (tf, x) => tf.logSumExp(x)],
  ["softmax", (tf, x) => tf.min(tf.softmax(x))],
  ["softmax of another element", (tf, x) => tf.slice(tf.softmax(x), 1, 1)],
  ["logSoftmax", (tf, x) => tf.min(tf.logSoftmax(x))],
  ["logSoftmax of another element", (tf, x) => tf.slice(tf.logSoftmax(x), 1, 1)],
  ["cumsum", (tf, x) => tf.slice(tf.cumsum(x), LENGTH - 1, 1)],
  [
    "a product of matrices",
    (tf, x) => tf.sum(tf.matMul(tf.reshape(x, [1, -1]), tf.ones([LENGTH, 3]))),
  ],
  [
    "relu after a product of matrices",
    (tf, x) => tf.relu(tf.add(tf.matMul(tf.reshape(x, [1, -1]), tf.ones([LENGTH, 40])), 1)),
  ],
];

const ENGINES = [["reference", "float64"] as const, ...NATIVE_PRECISIONS];

function traceAll(operations: readonly Operation[]): Graph {
  return traceFunction({
    ...{ name: "not finite", inputs: { x: { shape: [LENGTH] } } },
    run(tf, { x }) {
      if (x === undefined) throw new Error("there is one input");
      return Object.fromEntries(operations.map(([name, run]) => [name, run(tf, x)]));
    },
  });
}

/** Numbers between 0.5 and 1, on which everything is defined, but for NaN at some places. */
function withNaN(places: readonly number[]): Float64Array {
  return Float64Array.from({ length: LENGTH }, (_, index) =>
    places.includes(index) ? NaN : 0.5 + index / (2 * LENGTH),
  );
}

/** A diverged computation must not look finite. */
describe.each(ENGINES)("NaN on %s in %s", (engine, precision) => {
  let elementwise: Record<string, HostData> = {};
  let overAll: Record<string, HostData>[] = [];

  beforeAll(async () => {
    const graph = traceAll(ELEMENTWISE);
    elementwise = await runOn(engine, precision, graph, { x: withNaN(PLACES) });
    const reducing = traceAll(OVER_ALL);
    overAll = [];
    for (const place of PLACES) {
      overAll.push(await runOn(engine, precision, reducing, { x: withNaN([place]) }));
    }
  });

  it.each(ELEMENTWISE)("goes through %s, and nowhere else", (name) => {
    const found = Array.from(elementwise[name] ?? []).flatMap((element, index) =>
      Number.isNaN(element) ? [index] : [],
    );
    expect(found).toEqual(PLACES);
  });

  it.each(OVER_ALL)("wherever it stands, it goes through %s", (name) => {
    for (const outputs of overAll) {
      const elements = Array.from(outputs[name] ?? [0]);
      expect(elements.every(Number.isNaN)).toBe(true);
    }
  });
});
