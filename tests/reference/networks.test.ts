import { describe, expect, it } from "vitest";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import type { HostArrays } from "../../src/compute/engine/engines/engine.ts";
import { flatSize, flatten, unflatten } from "../../src/compute/engine/flat.ts";
import type { Tensor } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import {
  averagePool,
  batchNorm,
  constant,
  conv2d,
  dense,
  dropout,
  flat,
  globalAveragePool,
  glorotUniform,
  heNormal,
  heUniform,
  initialise,
  inputsOf,
  layerNorm,
  maxPool,
  momentsGiven,
  momentsOfBatch,
  normal,
  relu,
  residual,
  sequential,
  sigmoid,
  softplus,
  tanh,
  uniform,
  type Layer,
  type Network,
} from "../../src/compute/nn/index.ts";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";

interface Given {
  readonly parameters?: HostArrays;
  readonly x: readonly number[];
  /** Those of the batch unless given. */
  readonly moments?: HostArrays;
  /** Numbers for dropout; without, it does nothing. */
  readonly random?: { readonly seed: number; readonly step: number };
}

/** Outputs of a network on the reference engine. */
async function apply(network: Network, { parameters, x, moments, random }: Given) {
  const width = network.input.reduce((product, length) => product * length, 1);
  const scalar = { shape: [], type: "uint32" } as const;
  const graph = traceFunction({
    name: "network",
    inputs: {
      x: { shape: [x.length / width, ...network.input] },
      ...inputsOf(network.parameters),
      ...(random === undefined ? {} : { seed: scalar, step: scalar }),
      ...Object.fromEntries(
        Object.entries(moments ?? {}).map(([name, { length }]) => [name, { shape: [length] }]),
      ),
    },
    run(tf, { x: examples, seed, step, ...rest }) {
      const source = moments === undefined ? momentsOfBatch : momentsGiven(rest);
      const drawn = seed === undefined || step === undefined ? null : { seed, step };
      const mode = { moments: source, random: drawn };
      return { y: network.apply(tf, examples as Tensor, { parameters: rest, mode }) };
    },
  });
  const engine = await loadEngine("reference", { threads: 1 });
  const executable = await engine.compileFunction("network", graph, "float64");
  const given = parameters ?? initialise(network.parameters, 1);
  const { y } = await executable.run({
    ...{ x: Float64Array.from(x), ...given, ...moments },
    ...(random === undefined
      ? {}
      : { seed: Uint32Array.of(random.seed), step: Uint32Array.of(random.step) }),
  });
  return { values: Array.from(y ?? []), shape: graph.outputs["y"]?.shape };
}

function near(values: readonly number[], expected: readonly number[], tolerance = 1e-14): void {
  expect(values).toHaveLength(expected.length);
  values.forEach((value, at) => {
    expect(Math.abs(value - (expected[at] ?? NaN))).toBeLessThan(tolerance);
  });
}

describe("layers", () => {
  it("dense: x W + b", async () => {
    const network = sequential([2], [dense(3)]);
    const parameters = {
      "dense0.weights": Float64Array.of(1, 2, 3, 4, 5, 6),
      "dense0.biases": Float64Array.of(0.5, 0, -0.5),
    };
    const { values } = await apply(network, { parameters, x: [1, -1] });
    expect(values).toEqual([-2.5, -3, -3.5]);
  });

  it("activations", async () => {
    const by = async (layer: ReturnType<typeof relu>) =>
      (await apply(sequential([2], [layer]), { x: [-1, 2] })).values;
    expect(await by(relu())).toEqual([0, 2]);
    near(await by(tanh()), [Math.tanh(-1), Math.tanh(2)]);
    near(await by(sigmoid()), [1 / (1 + Math.E), 1 / (1 + Math.exp(-2))]);
    near(await by(softplus()), [Math.log(1 + Math.exp(-1)), Math.log(1 + Math.exp(2))]);
  });

  it("batch normalisation of a batch: mean 0, variance over n, then scale and shift", async () => {
    const network = sequential([1], [batchNorm({ epsilon: 0.25 })]);
    const parameters = {
      "batchNorm0.scale": Float64Array.of(3),
      "batchNorm0.shift": Float64Array.of(10),
    };
    // Mean 2, variance 2: divided by sqrt(2.25) = 1.5.
    const { values } = await apply(network, { parameters, x: [0, 2, 2, 4] });
    near(values, [6, 10, 10, 14]);
  });

  it("batch normalisation by given moments takes nothing from the batch", async () => {
    const network = sequential([1], [batchNorm({ epsilon: 0 })]);
    const moments = {
      "batchNorm0.mean": Float64Array.of(1),
      "batchNorm0.variance": Float64Array.of(4),
    };
    const alone = await apply(network, { x: [5], moments });
    const among = await apply(network, { x: [5, -100, 3], moments });
    near(alone.values, [2]);
    expect(among.values[0]).toBe(alone.values[0]);
  });

  it("measuring without moments is refused by name", async () => {
    const network = sequential([1], [dense(1), batchNorm()]);
    await expect(apply(network, { x: [1], moments: {} })).rejects.toThrow("batchNorm1.mean");
  });

  it("layer normalisation: each example by itself", async () => {
    const network = sequential([4], [layerNorm({ epsilon: 0.25 })]);
    const { values } = await apply(network, { x: [0, 2, 2, 4, 10, 12, 12, 14] });
    const unit = [-2 / 1.5, 0, 0, 2 / 1.5];
    near(values, [...unit, ...unit]);
  });

  it("dropout does nothing without random numbers", async () => {
    const { values } = await apply(sequential([3], [dropout(0.5)]), { x: [1, 2, 3] });
    expect(values).toEqual([1, 2, 3]);
  });

  it("dropout divides what it keeps by the part that is kept, and draws anew for each layer and step", async () => {
    const ones = new Array<number>(6).fill(1);
    const drop = async (layers: number, step: number) => {
      const network = sequential([3], new Array<Layer>(layers).fill(dropout(0.25)));
      return (await apply(network, { x: ones, random: { seed: 9, step } })).values;
    };
    const kept = (layer: number, step: number) => {
      const stream = new RandomStream(9, PURPOSES.dropout, layer * 2 ** 24 + step);
      return ones.map(() => (stream.uniformFloat32() < 0.25 ? 0 : 4 / 3));
    };
    near(await drop(1, 5), kept(0, 5));
    near(await drop(1, 6), kept(0, 6));
    const second = kept(1, 5);
    near(
      await drop(2, 5),
      kept(0, 5).map((one, at) => one * (second[at] ?? NaN)),
    );
    expect(new Set([kept(0, 5), kept(0, 6), second].map(String)).size).toBe(3);
  });

  it("convolution and pooling have the shapes that they say", async () => {
    const network = sequential(
      [5, 7, 2],
      [conv2d(3, 3), relu(), conv2d(4, 3, { stride: 2 }), maxPool(2), averagePool(1), flat()],
    );
    const { shape, values } = await apply(network, { x: new Array<number>(140).fill(1) });
    expect(network.output).toEqual([8]);
    expect(shape).toEqual([2, 8]);
    expect(values.slice(0, 8)).toEqual(values.slice(8));
  });

  it("a convolution of ones counts its window", async () => {
    const options = { weights: constant(1), padding: "valid" } as const;
    const network = sequential([3, 3, 2], [conv2d(1, 3, options), globalAveragePool()]);
    const { values } = await apply(network, { x: new Array<number>(18).fill(1) });
    expect(values).toEqual([18]);
  });

  it("a residual adds its ways, and names their parameters", async () => {
    const network = sequential([2], [residual([dense(2, { weights: constant(1) }), relu()])]);
    expect(Object.keys(network.parameters)).toEqual([
      "residual0.main.dense0.weights",
      "residual0.main.dense0.biases",
    ]);
    const { values } = await apply(network, { x: [1, 2] });
    expect(values).toEqual([4, 5]);
  });
});

describe("layers that do not fit", () => {
  it.each([
    [() => sequential([2, 2], [dense(3)]), "[2, 2]"],
    [() => sequential([4], [conv2d(3, 3)]), "[4]"],
    [() => sequential([2, 2, 1], [conv2d(3, 3, { padding: "valid" })]), "[2, 2, 1]"],
    [() => sequential([2], [residual([dense(3)])]), "[3]"],
    [() => dropout(1), "rate of 1"],
  ])("are refused with what they were given", (build, words) => {
    expect(build).toThrow(words);
  });
});

describe("starting values", () => {
  const network = sequential([3, 3, 4], [conv2d(5, 2), flat(), dense(6)]);

  it("are those of the seed, each array in a stream of its own", () => {
    const [first, again, other] = [1, 1, 2].map((seed) => initialise(network.parameters, seed));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(network.parameters["conv0.weights"]?.fans).toEqual({ in: 16, out: 20 });
    expect(network.parameters["dense2.weights"]?.fans).toEqual({ in: 45, out: 6 });
  });

  it.each([
    [glorotUniform, Math.sqrt(6 / 500), 2 / 500],
    [heUniform, Math.sqrt(6 / 300), 2 / 300],
    [heNormal, Infinity, 2 / 300],
    [uniform(-2, 2), 2, 4 / 3],
    [normal(3), Infinity, 9],
  ])("$name has its bound and its variance", (weights, bound, variance) => {
    const { parameters } = sequential([300], [dense(200, { weights })]);
    const drawn = initialise(parameters, 3)["dense0.weights"] ?? new Float64Array();
    expect(drawn.every((value) => Math.abs(value) <= bound)).toBe(true);
    const measured = drawn.reduce((sum, value) => sum + value * value, 0) / drawn.length;
    // The standard error of a variance over 60,000 normal draws is 0.6 %.
    expect(Math.abs(measured / variance - 1)).toBeLessThan(0.03);
  });

  it("biases start at 0, scales at 1", () => {
    const { parameters } = sequential([2], [dense(2), batchNorm()]);
    const start = initialise(parameters, 1);
    expect(start["dense0.biases"]).toEqual(Float64Array.of(0, 0));
    expect(start["batchNorm1.scale"]).toEqual(Float64Array.of(1, 1));
    expect(start["batchNorm1.shift"]).toEqual(Float64Array.of(0, 0));
  });
});

describe("parameters as one vector", () => {
  const { parameters } = sequential([3], [dense(2), relu(), dense(1)]);

  it("and back are the same", () => {
    const arrays = initialise(parameters, 4);
    const vector = flatten(parameters, arrays);
    expect(vector).toHaveLength(flatSize(parameters));
    expect(unflatten(parameters, vector)).toEqual(arrays);
  });

  it("are refused where a length is wrong", () => {
    expect(() => unflatten(parameters, new Float64Array(4))).toThrow("4");
    expect(() => flatten(parameters, {})).toThrow("dense0.weights");
  });
});

describe("the large-batch paper's network F1", () => {
  it("has 1,462,794 trainable parameters", () => {
    const hidden = Array.from({ length: 5 }, () => [dense(512), batchNorm(), relu()]).flat();
    const network = sequential([784], [...hidden, dense(10)]);
    expect(flatSize(network.parameters)).toBe(1462794);
  });
});
