import { beforeAll, describe, expect, it } from "vitest";
import type { Engine, HostArrays } from "../../src/compute/engine/engines/engine.ts";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import {
  batchNorm,
  conv2d,
  dense,
  globalAveragePool,
  initialise,
  relu,
  sequential,
  softmaxCrossEntropy,
  type Network,
} from "../../src/compute/nn/index.ts";
import {
  evaluate,
  recomputeMoments,
  train,
  type Examples,
  type Weights,
} from "../../src/compute/training/index.ts";
import { bytesOfGraph } from "../../src/compute/training/memory.ts";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";
import { corners, planOf, randomNetwork } from "../support/small-training.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine("onnx-cpu", { threads: 1 });
});

const loss = softmaxCrossEntropy;

/** A trained network with normalisation and dropout, and the examples that it is measured on. */
async function trained() {
  const network = randomNetwork();
  const plan = planOf({ network, until: { limit: 200 } });
  const { parameters } = await train(engine, "float32", plan);
  const task = { network, loss, parameters, examples: plan.examples };
  const moments = await recomputeMoments(engine, "float32", task);
  return { network, weights: { parameters, moments }, examples: corners(100, 2.5) };
}

function shuffled({ inputs, targets }: Examples) {
  const order = new RandomStream(1, PURPOSES.order, 0).permutation(targets.length);
  const width = inputs.length / targets.length;
  const moved = {
    inputs: Float64Array.from(
      inputs,
      (_, at) => inputs[(order[Math.floor(at / width)] ?? 0) * width + (at % width)] ?? NaN,
    ),
    targets: Int32Array.from(order, (from) => targets[from] ?? -1),
  };
  return { order, moved };
}

const bytesOf = ({ parameters, moments = {} }: Weights) =>
  Object.entries({ ...parameters, ...moments }).map(([name, data]) => [
    name,
    Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("hex"),
  ]);

describe("an evaluation", () => {
  it("is loss and accuracy by hand", async () => {
    const network = sequential([2], [dense(2, { biases: null })]);
    const weights = { parameters: { "dense0.weights": Float64Array.of(1, 0, 0, 1) } };
    const examples = {
      inputs: Float64Array.of(0, 0, Math.log(3), 0, 0, Math.log(3)),
      targets: Int32Array.of(1, 0, 0),
    };
    const made = await evaluate(engine, "float64", { network, loss, weights, examples });
    const expected = [Math.log(2), Math.log(4 / 3), Math.log(4)];
    made.losses.forEach((one, at) => {
      expect(Math.abs(one - (expected[at] ?? NaN))).toBeLessThan(1e-15);
    });
    expect(made.predictions).toEqual(Int32Array.of(0, 0, 1));
    expect(made.accuracy).toBe(1 / 3);
    expect(Math.abs(made.loss - Math.log((2 * 16) / 3) / 3)).toBeLessThan(1e-15);
  });

  it.each(["float32", "float64"] as const)(
    "gives an example the same whatever is in its batch, in %s",
    async (precision) => {
      const { network, weights, examples } = await trained();
      const { order, moved } = shuffled(examples);
      const by = (batch: number, on: Examples = examples) =>
        evaluate(engine, precision, { network, loss, weights, examples: on, batch });
      const whole = await by(100);
      expect(whole.accuracy).toBeGreaterThan(0.5);
      expect(whole.accuracy).toBeLessThan(1);
      for (const batch of [1, 7]) {
        const parts = await by(batch);
        expect(parts.predictions).toEqual(whole.predictions);
        expect(parts.accuracy).toBe(whole.accuracy);
        expect(Math.abs(parts.loss - whole.loss)).toBeLessThan(1e-6);
      }
      const other = await by(7, moved);
      const expected = Int32Array.from(order, (from) => whole.predictions?.[from] ?? -1);
      expect(other.predictions).toEqual(expected);
      expect(Math.abs(other.loss - whole.loss)).toBeLessThan(1e-6);
    },
  );

  it("changes nothing of the network, in any order of measuring", async () => {
    const { network, weights, examples } = await trained();
    const before = bytesOf(weights);
    const { parameters } = weights;
    const measureLoss = () => evaluate(engine, "float32", { network, loss, weights, examples });
    const measureMoments = () =>
      recomputeMoments(engine, "float32", { network, loss, parameters, examples });
    const first = [await measureLoss(), await measureMoments()];
    const second = [await measureMoments(), await measureLoss()].toReversed();
    expect(second).toEqual(first);
    expect(bytesOf(weights)).toEqual(before);
  });
});

describe("moments of normalisations", () => {
  /** Two normalisations after another: the second sees what the first one's moments make. */
  const twice = sequential([2], [batchNorm({ epsilon: 0 }), dense(1), batchNorm()]);
  const parameters: HostArrays = {
    ...initialise(twice.parameters, 1),
    "dense1.weights": Float64Array.of(1, 2),
  };
  const examples = {
    inputs: Float64Array.of(0, 10, 2, 10, 4, 13, 6, 15),
    targets: Int32Array.of(0, 0, 0, 0),
  };

  it("are those of all examples, layer after layer, by hand", async () => {
    const task = { network: twice, loss, parameters, examples };
    const moments = await recomputeMoments(engine, "float64", task);
    expect(moments["batchNorm0.mean"]).toEqual(Float64Array.of(3, 12));
    expect(moments["batchNorm0.variance"]).toEqual(Float64Array.of(5, 4.5));
    // u + 2v of unit columns: mean 0, variance 1 + 4 + 4 cov(u, v), cov = (3*2+1*2+1*1+3*3)/4 / sqrt(22.5).
    const expected = 5 + (4 * 4.5) / Math.sqrt(22.5);
    expect(Math.abs((moments["batchNorm2.variance"]?.[0] ?? NaN) - expected)).toBeLessThan(1e-13);
  });

  it.each([1, 3, 4])("do not depend on batches of %i", async (batch) => {
    const whole = { network: twice, loss, parameters, examples };
    const known = await recomputeMoments(engine, "float64", whole);
    const made = await recomputeMoments(engine, "float64", { ...whole, batch });
    for (const [name, data] of Object.entries(known)) {
      data.forEach((one, at) => {
        expect(Math.abs(one - (made[name]?.[at] ?? NaN)), name).toBeLessThan(1e-13);
      });
    }
  });

  it("of images count every position", async () => {
    const network = sequential([4, 4, 1], [conv2d(2, 3), batchNorm(), relu(), globalAveragePool()]);
    const stream = new RandomStream(2, PURPOSES.data, 0);
    const images = {
      inputs: Float64Array.from({ length: 16 * 5 }, () => stream.normal()),
      targets: new Int32Array(5),
    };
    const own = initialise(network.parameters, 3);
    const task = { network, loss, parameters: own, examples: images };
    const whole = await recomputeMoments(engine, "float64", task);
    const parts = await recomputeMoments(engine, "float64", { ...task, batch: 2 });
    const [first = NaN, other = NaN] = [whole, parts].map(
      (moments) => moments["batchNorm1.variance"]?.[1],
    );
    expect(Math.abs(first / other - 1)).toBeLessThan(1e-12);
  });

  it("with which all examples are normalised make the loss of one batch of them all", async () => {
    const plan = planOf({ network: withoutDropout(), batch: "all", until: { limit: 30 } });
    const { parameters: own, losses } = await train(engine, "float64", plan);
    const next = await train(engine, "float64", { ...plan, until: { limit: 31 } });
    const task = { network: plan.network, loss, parameters: own, examples: plan.examples };
    const moments = await recomputeMoments(engine, "float64", task);
    const weights = { parameters: own, moments };
    const measured = await evaluate(engine, "float64", { ...task, weights });
    expect(losses).toHaveLength(30);
    expect(Math.abs((next.losses[30] ?? NaN) / measured.loss - 1)).toBeLessThan(1e-12);
  });
});

function withoutDropout(): Network {
  return sequential([6], [dense(8), batchNorm(), relu(), dense(8), batchNorm(), dense(3)]);
}

describe("the memory of a graph", () => {
  const chain = (length: number) =>
    traceFunction({
      name: "chain",
      inputs: { x: { shape: [1000] } },
      run: (tf, { x }) => {
        let y = tf.exp(x ?? tf.zeros([1000]));
        for (let at = 1; at < length; at += 1) y = tf.exp(y);
        return { y };
      },
    });

  it("counts what is held at once: of a chain, its input and two links", () => {
    expect(bytesOfGraph(chain(10), "float32")).toBe(3 * 4000);
    expect(bytesOfGraph(chain(10), "float64")).toBe(3 * 8000);
    expect(bytesOfGraph(chain(1), "float64")).toBe(2 * 8000);
  });

  it("counts what is read again later", () => {
    const graph = traceFunction({
      name: "kept",
      inputs: { x: { shape: [1000], type: "uint8" } },
      run: (tf, { x }) => {
        const first = tf.cast(x ?? tf.zeros([1000]), "float32");
        return { y: tf.add(tf.exp(tf.exp(first)), first) };
      },
    });
    expect(bytesOfGraph(graph, "float32")).toBe(1000 + 3 * 4000);
  });
});
