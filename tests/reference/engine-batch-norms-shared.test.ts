import { expect, it } from "vitest";
import { interpret } from "../../src/compute/engine/engines/interpret.ts";
import { valueAndGradients } from "../../src/compute/engine/gradients.ts";
import { sizeOf, type Data, type Graph } from "../../src/compute/engine/graph.ts";
import { batchNorms } from "../../src/compute/engine/passes/batch-norms.ts";
import { simplify } from "../../src/compute/engine/passes/index.ts";
import type { Tensor, Tensors, TraceTf } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import { RandomStream } from "../../src/compute/numerics/threefry.ts";
import { differencesOf } from "../support/engine-differences.ts";

type Given = Readonly<Record<"x" | "weights" | "scale" | "shift", Tensor>>;

const SHAPES = { x: [6, 3], weights: [3, 3], scale: [3], shift: [3] };

function normalised(tf: TraceTf, x: Tensor, { scale, shift }: Pick<Given, "scale" | "shift">) {
  const { mean, variance } = tf.moments(x, [0]);
  const factor = tf.mul(tf.rsqrt(tf.add(variance, 0.01)), scale);
  return tf.add(tf.mul(tf.sub(x, mean), factor), shift);
}

/** By the weights before a normalisation, and by the shift in it. */
function gradientsOf(tf: TraceTf, { x, scale, ...moving }: Given) {
  const { gradients } = valueAndGradients(({ weights, shift }) => {
    const made = normalised(tf, tf.matMul(x, weights as Tensor), { scale, shift: shift as Tensor });
    return tf.mean(tf.square(tf.tanh(made)));
  }, moving);
  return gradients as Readonly<Record<"weights" | "shift", Tensor>>;
}

function graphOf(run: (tf: TraceTf, given: Given) => Tensors): Graph {
  const inputs = Object.entries(SHAPES).map(([name, shape]) => [name, { shape }] as const);
  const traced = traceFunction({
    ...{ name: "normalised", inputs: Object.fromEntries(inputs) },
    run: (tf, given) => run(tf, given),
  });
  return simplify(traced, "float32");
}

function outputsOf(graph: Graph): Record<string, Data> {
  const random = new RandomStream(4, 5, 0);
  const given = Object.entries(graph.inputs).map(([name, { shape }]) => {
    return [name, Float64Array.from({ length: sizeOf(shape) }, () => random.normal())] as const;
  });
  return interpret(graph, Object.fromEntries(given));
}

it("an array that is normalised again with the shift that its gradient gives", () => {
  const graph = graphOf((tf, given) => {
    const gradients = gradientsOf(tf, given);
    const shift = tf.sub(given.shift, gradients.shift);
    const again = normalised(tf, tf.matMul(given.x, given.weights), { scale: given.scale, shift });
    return { gradient: gradients.weights, again };
  });
  const next = batchNorms.apply(graph);
  expect(next.nodes.map(({ kernel }) => kernel)).toContain("BatchNormGrad");
  const pair = [outputsOf(next), outputsOf(graph)] as const;
  expect(differencesOf("", pair, { relative: 1e-12, magnitude: 1 })).toBeNull();
});

it("a normalisation whose shift is what its gradient gives stays in parts", () => {
  const graph = graphOf((tf, { x, scale, weights }) => {
    const dy = tf.tanh(tf.matMul(x, weights));
    const shift = tf.sum(dy, 0);
    const y = normalised(tf, x, { scale, shift });
    const { mean, variance } = tf.moments(x, [0]);
    const [centred, inverse] = [tf.sub(x, mean), tf.rsqrt(tf.add(variance, 0.01))];
    const factor = tf.mul(inverse, scale);
    const along = tf.sum(tf.mul(dy, centred), 0);
    const slope = tf.mul(tf.mul(factor, tf.mul(inverse, inverse)), tf.mul(along, -1 / 6));
    const level = tf.mul(tf.mul(factor, shift), -1 / 6);
    return { y, dx: tf.add(tf.add(tf.mul(dy, factor), tf.mul(centred, slope)), level) };
  });
  expect(batchNorms.apply(graph)).toBe(graph);
});

it("rows that are used twice again and again are looked at once", () => {
  const graph = graphOf((tf, { x, scale, shift, weights }) => {
    const y = normalised(tf, x, { scale, shift });
    const { mean, variance } = tf.moments(x, [0]);
    const [centred, inverse] = [tf.sub(x, mean), tf.rsqrt(tf.add(variance, 0.01))];
    const dy = tf.tanh(tf.matMul(x, weights));
    const twice = (row: Tensor) => tf.mul(row, tf.tanh(row));
    const level = Array.from({ length: 40 }).reduce(twice, tf.sum(dy, 0));
    const slope = tf.mul(tf.sum(tf.mul(dy, centred), 0), inverse);
    const scaled = tf.mul(dy, tf.mul(inverse, scale));
    return { y, dx: tf.add(tf.add(scaled, tf.mul(centred, slope)), level) };
  });
  expect(batchNorms.apply(graph)).toBe(graph);
});
