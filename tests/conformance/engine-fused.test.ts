import { describe, expect, it } from "vitest";
import { interpret } from "../../src/compute/engine/engines/interpret.ts";
import { valueAndGradients } from "../../src/compute/engine/gradients.ts";
import { newValue, type Data, type Graph } from "../../src/compute/engine/graph.ts";
import { fused } from "../../src/compute/engine/ops/fused.ts";
import type { TraceTf, Tensor } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import { differenceOf } from "../support/engine-differences.ts";
import { dataOf, runOn } from "../support/engine-families.ts";
import { NATIVE_ENGINES } from "../support/engines-here.ts";
import { floats, spread, type SampleArray } from "../support/engine-samples/sample.ts";

/** A row that only passes write, and the same in operations of programs. */
interface FusedSample {
  readonly kernel: string;
  readonly note: string;
  readonly inputs: readonly SampleArray[];
  readonly attributes: object;
  readonly outputShape: readonly number[];
  readonly unfused: (tf: TraceTf, inputs: readonly Tensor[]) => Tensor;
}

const A = spread([3, 4], [-2, 2]);
const B = spread([4, 2], [-1, 1], 5);
const TURNED = [spread([4, 3], [-2, 2]), spread([2, 4], [-1, 1], 5)];

function gemm(
  note: string,
  [inputs, flags]: readonly [readonly SampleArray[], boolean],
  [alpha, beta]: readonly [number, number],
): FusedSample {
  const attributes = { transposeA: flags, transposeB: flags, alpha, beta };
  return {
    ...{ kernel: "Gemm", note, inputs, attributes, outputShape: [3, 2] },
    unfused(tf, [a, b, c]) {
      if (a === undefined || b === undefined) throw new Error("a product has two factors");
      const product = tf.mul(tf.matMul(a, b, flags, flags), alpha);
      return c === undefined ? product : tf.add(product, tf.mul(c, beta));
    },
  };
}

const EPSILON = 1e-3;

function centredOf(tf: TraceTf, x: Tensor) {
  const { mean, variance } = tf.moments(x, [...x.shape.keys()].slice(0, -1));
  return { centred: tf.sub(x, mean), inverse: tf.rsqrt(tf.add(variance, EPSILON)) };
}

function normalised(note: string, shape: readonly number[]): FusedSample {
  return {
    ...{ kernel: "BatchNorm", note, attributes: { epsilon: EPSILON }, outputShape: shape },
    inputs: [spread(shape, [-1, 3]), spread([4], [0.5, 1.5], 5), spread([4], [-1, 1], 9)],
    unfused(tf, [x, scale, shift]) {
      const { centred, inverse } = centredOf(tf, x as Tensor);
      return tf.add(tf.mul(centred, tf.mul(inverse, scale as Tensor)), shift as Tensor);
    },
  };
}

/** As a gradient by x: differentiated by tfjs, not by our formula. */
function normalisedBack(note: string, shape: readonly number[]): FusedSample {
  const [dy, forward] = [spread(shape, [-1, 1], 3), normalised(note, shape)];
  return {
    ...{ kernel: "BatchNormGrad", note, attributes: { epsilon: EPSILON }, outputShape: shape },
    inputs: [dy, ...forward.inputs],
    unfused(tf, [back, x, ...rest]) {
      const loss = ({ x: at }: Record<string, Tensor>) =>
        tf.sum(tf.mul(forward.unfused(tf, [at as Tensor, ...rest]), back as Tensor));
      return valueAndGradients(loss, { x: x as Tensor }).gradients["x"] as Tensor;
    },
  };
}

/** 0.1 and 0.003 are no float32 numbers, which is all that ONNX has for them. */
const SAMPLES: readonly FusedSample[] = [
  gemm("a product", [[A, B], false], [1, 1]),
  gemm("a multiple", [[A, B], false], [0.1, 1]),
  gemm("transposed", [TURNED, true], [-0.003, 1]),
  gemm("with a vector", [[A, B, spread([2], [-1, 1], 9)], false], [1, 1]),
  gemm("with a column", [[A, B, spread([3, 1], [-1, 1], 9)], false], [0.1, 0.7]),
  gemm("an update", [[A, B, spread([3, 2], [-1, 1], 9)], false], [-0.003, 1]),
  {
    ...{ kernel: "BiasedConv2D", note: "stride 2", outputShape: [2, 2, 3, 2] },
    inputs: [
      spread([2, 4, 5, 2], [-1, 1]),
      spread([3, 2, 2, 2], [-0.5, 0.5], 5),
      spread([2], [-1, 1], 9),
    ],
    attributes: { strides: 2, pad: "same", dataFormat: "NHWC" },
    unfused(tf, [x, filter, biases]) {
      if (biases === undefined) throw new Error("there are three inputs");
      return tf.add(tf.conv2d(x as never, filter as never, 2, "same"), biases);
    },
  },
  normalised("images", [2, 3, 2, 4]),
  normalised("rows", [6, 4]),
  normalisedBack("images", [2, 3, 2, 4]),
  normalisedBack("rows", [6, 4]),
  {
    ...{ kernel: "LogSoftmax", note: "rows", attributes: {}, outputShape: [3, 4] },
    inputs: [spread([3, 4], [-30, 30])],
    unfused: (tf, [x]) => tf.logSoftmax(x as Tensor),
  },
  {
    ...{ kernel: "ReluSlope", note: "of what relu gives", attributes: {}, outputShape: [5] },
    inputs: [floats([5], 0, 1e-30, 0.5, 3, 1e30)],
    unfused: (tf, [y]) => tf.step(y as Tensor),
  },
];

function graphOf({ kernel, inputs, attributes, outputShape }: FusedSample): Graph {
  const values = inputs.map(({ shape }) => newValue(shape, "float"));
  const output = newValue(outputShape, "float");
  return {
    inputs: Object.fromEntries(values.map((value, index) => [String(index), value])),
    constants: [],
    nodes: [{ kernel, inputs: values, outputs: [output], attributes, line: null }],
    outputs: { y: output },
  };
}

function arraysOf({ inputs }: FusedSample, precision: "float32" | "float64") {
  const arrays = inputs.map((array, index) => [String(index), dataOf(array, precision)] as const);
  return Object.fromEntries(arrays) as Record<string, Data>;
}

const named = SAMPLES.map((one) => [one.kernel, one.note, one] as const);
/** Sums of four products of numbers up to 2. */
const magnitude = 8;

describe("rows that only passes write", () => {
  it("have samples, every one", () => {
    const sampled = new Set(SAMPLES.map(({ kernel }) => kernel));
    expect(fused.map(({ kernel }) => kernel).filter((kernel) => !sampled.has(kernel))).toEqual([]);
  });

  it.each(named)("%s, %s: the reference is what it stands for", (_, _note, one) => {
    const unfused = traceFunction({
      name: "unfused",
      inputs: Object.fromEntries(one.inputs.map((array, index) => [String(index), array])),
      run: (tf, given) => ({ y: one.unfused(tf, Object.values(given)) }),
    });
    const inputs = arraysOf(one, "float64");
    const [is, should] = [graphOf(one), unfused].map((graph) => interpret(graph, inputs)["y"]);
    expect(differenceOf(is, should, { relative: 1e-15, magnitude })).toBeNull();
  });

  const onEngines = NATIVE_ENGINES.flatMap((engine) =>
    named.map(([name, note, one]) => [name, note, engine, one] as const),
  );

  it.each(onEngines)("%s, %s: %s agrees in float64", async (_, _note, engine, one) => {
    const [graph, inputs] = [graphOf(one), arraysOf(one, "float64")];
    const { y } = await runOn(engine, "float64", graph, inputs);
    const tolerance = { relative: 1e-14, magnitude };
    expect(differenceOf(y, interpret(graph, inputs)["y"], tolerance)).toBeNull();
  });

  it.each(onEngines)("%s, %s: %s agrees in float32", async (_, _note, engine, one) => {
    const [graph, inputs] = [graphOf(one), arraysOf(one, "float32")];
    const { y } = await runOn(engine, "float32", graph, inputs);
    const tolerance = { relative: 5e-7, magnitude };
    expect(differenceOf(y, interpret(graph, inputs)["y"], tolerance)).toBeNull();
  });
});
