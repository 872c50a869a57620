import { describe, expect, it } from "vitest";
import { gradientGraph, mapGraph, type LossProgram } from "../../src/compute/engine/derivatives.ts";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import { flatten, unflatten } from "../../src/compute/engine/flat.ts";
import { fullHessian, hessianAt } from "../../src/compute/engine/hessian.ts";
import { jvp } from "../../src/compute/engine/jvp.ts";
import type { Tensor } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";

const onnx = await loadEngine("onnx-cpu", { threads: 1 });
const reference = await loadEngine("reference", { threads: 1 });

const numbers = (count: number, phase = 0) =>
  Float64Array.from({ length: count }, (_, index) => Math.sin(1.7 * index + phase) / 2);

const EXAMPLES = 6;
const LABELS = Int32Array.from({ length: EXAMPLES }, (_, index) => index % 3);

/** Softmax regression, 4 inputs and 3 classes, mean loss of some examples. */
function softmaxRegression(examples: number): LossProgram {
  return {
    name: "softmax regression",
    parameters: { w: { shape: [4, 3] } },
    data: { x: { shape: [examples, 4] }, y: { shape: [examples], type: "int32" } },
    loss(tf, { w }, { x, y }) {
      const logs = tf.logSoftmax(tf.matMul(x as Tensor, w as Tensor));
      const chosen = tf.cast(tf.oneHot(y as never, 3), "float32");
      return tf.neg(tf.mean(tf.sum(tf.mul(logs, chosen), -1)));
    },
  };
}

/** Two layers of tanh: smooth, and its Hessian is not symmetric by construction. */
const network: LossProgram = {
  name: "tanh network",
  parameters: { w1: { shape: [4, 3] }, b1: { shape: [3] }, w2: { shape: [3, 2] } },
  data: { x: { shape: [5, 4] } },
  loss(tf, { w1, b1, w2 }, { x }) {
    const hidden = tf.tanh(tf.add(tf.matMul(x as Tensor, w1 as Tensor), b1 as Tensor));
    const outputs = tf.matMul(hidden, w2 as Tensor);
    return tf.mean(tf.mul(tf.exp(outputs), tf.sigmoid(outputs)));
  },
};
const AT = {
  parameters: { w1: numbers(12), b1: numbers(3, 1), w2: numbers(6, 2) },
  data: { x: numbers(20, 3) },
};

function largestDifference(one: readonly Float64Array[], other: readonly Float64Array[]): number {
  return Math.max(
    ...one.flatMap((row, at) =>
      Array.from(row, (value, index) => Math.abs(value - (other[at]?.[index] ?? NaN))),
    ),
  );
}

describe("full Hessians", () => {
  it("of softmax regression are its closed form: mean of x x' times diag(p) - p p'", async () => {
    const w = numbers(12);
    const x = numbers(4 * EXAMPLES, 1);
    const at = { parameters: { w }, data: { x, y: LABELS } };
    const computed = await fullHessian(onnx, softmaxRegression(EXAMPLES), at);
    const expected = Array.from({ length: 12 }, () => new Float64Array(12));
    for (let example = 0; example < EXAMPLES; example += 1) {
      const input = x.subarray(4 * example, 4 * example + 4);
      const logits = [0, 1, 2].map((c) =>
        input.reduce((sum, one, i) => sum + one * (w[3 * i + c] ?? 0), 0),
      );
      const total = logits.reduce((sum, one) => sum + Math.exp(one), 0);
      const p = logits.map((one) => Math.exp(one) / total);
      for (let row = 0; row < 12; row += 1) {
        for (let column = 0; column < 12; column += 1) {
          const [a, b] = [p[row % 3] ?? 0, p[column % 3] ?? 0];
          const bend = row % 3 === column % 3 ? a - a * b : -a * b;
          const inputs = (input[Math.floor(row / 3)] ?? 0) * (input[Math.floor(column / 3)] ?? 0);
          const line = expected[row] ?? new Float64Array();
          line[column] = (line[column] ?? 0) + (inputs * bend) / EXAMPLES;
        }
      }
    }
    expect(largestDifference(computed, expected)).toBeLessThan(1e-15);
  });

  it("of a network are symmetric, the same on both engines, and differences of gradients", async () => {
    const [here, there] = [
      await fullHessian(onnx, network, AT),
      await fullHessian(reference, network, AT),
    ];
    const transposed = here.map((_, row) => Float64Array.from(here, (line) => line[row] ?? NaN));
    expect(largestDifference(here, transposed)).toBeLessThan(1e-15);
    expect(largestDifference(here, there)).toBeLessThan(1e-14);
    const executable = await reference.compileFunction("g", gradientGraph(network), "float64");
    const gradientAt = async (flat: Float64Array) => {
      const made = await executable.run({ ...unflatten(network.parameters, flat), ...AT.data });
      const own = Object.keys(network.parameters).map((key) => [key, made[`gradient/${key}`]]);
      return flatten(network.parameters, Object.fromEntries(own) as never);
    };
    const point = flatten(network.parameters, AT.parameters);
    const step = 1e-5;
    const differences: Float64Array[] = [];
    for (let index = 0; index < point.length; index += 1) {
      const moved = (by: number) => point.map((one, at) => (at === index ? one + by : one));
      const [up, down] = [await gradientAt(moved(step)), await gradientAt(moved(-step))];
      differences.push(up.map((one, at) => (one - (down[at] ?? NaN)) / (2 * step)));
    }
    expect(largestDifference(here, differences)).toBeLessThan(1e-9);
  });
});

it("many products in one call are the products one by one", async () => {
  const hessian = await hessianAt(onnx, network, AT);
  const directions = [numbers(21, 4), numbers(21, 5), numbers(21, 6)];
  const together = await hessian.products(directions);
  const alone = [];
  for (const direction of directions) alone.push(...(await hessian.products([direction])));
  expect(together).toEqual(alone);
});

it("gradients of single examples, in one call, are their own and average to that of all", async () => {
  const parameters = { w: numbers(12) };
  const x = numbers(4 * EXAMPLES, 1);
  const single = gradientGraph(softmaxRegression(1));
  const mapped = await onnx.compileSteps(mapGraph("single", single, ["x", "y"]), "float64");
  const { metrics } = await mapped.run({
    ...{ count: EXAMPLES, state: {}, constants: parameters, perStep: { x, y: LABELS } },
  });
  const each = metrics["gradient/w"] ?? new Float64Array();
  const one = await reference.compileFunction("one", single, "float64");
  for (let example = 0; example < EXAMPLES; example += 1) {
    const given = {
      x: x.slice(4 * example, 4 * example + 4),
      y: LABELS.slice(example, example + 1),
    };
    const own = (await one.run({ ...parameters, ...given }))["gradient/w"] ?? [];
    Array.from(own).forEach((value, index) => {
      expect(each[12 * example + index]).toBeCloseTo(value, 14);
    });
  }
  const all = await onnx.compileFunction(
    "all",
    gradientGraph(softmaxRegression(EXAMPLES)),
    "float64",
  );
  const whole = (await all.run({ ...parameters, x, y: LABELS }))["gradient/w"] ?? [];
  Array.from(whole).forEach((value, index) => {
    const sum = Array.from({ length: EXAMPLES }, (_, example) => each[12 * example + index] ?? NaN);
    expect(sum.reduce((total, part) => total + part, 0) / EXAMPLES).toBeCloseTo(value, 14);
  });
});

it("a Jacobian is the tangents along unit vectors: of (x y, sin x, y^2) by hand", async () => {
  const graph = traceFunction({
    ...{ name: "three of two", inputs: { v: { shape: [2] } } },
    run(tf, { v }) {
      const [x, y] = tf.unstack(v as Tensor) as [Tensor, Tensor];
      return { f: tf.stack([tf.mul(x, y), tf.sin(x), tf.square(y)]) };
    },
  });
  const mapped = mapGraph("Jacobian", jvp(graph, ["v"]), ["tangent/v"]);
  const executable = await onnx.compileSteps(mapped, "float64");
  const { metrics } = await executable.run({
    ...{ count: 2, state: {}, constants: { v: Float64Array.of(0.3, -2) } },
    perStep: { "tangent/v": Float64Array.of(1, 0, 0, 1) },
  });
  const columns = Array.from(metrics["tangent/f"] ?? []);
  const expected = [-2, Math.cos(0.3), 0, 0.3, 0, -4];
  columns.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 15));
  expect(columns).toHaveLength(6);
});
