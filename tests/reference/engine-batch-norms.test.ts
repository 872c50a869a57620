import { describe, expect, it } from "vitest";
import { interpret } from "../../src/compute/engine/engines/interpret.ts";
import { sizeOf, type Data, type Graph } from "../../src/compute/engine/graph.ts";
import { prefixed, unprefixed } from "../../src/compute/engine/names.ts";
import { batchNorms } from "../../src/compute/engine/passes/batch-norms.ts";
import { simplifyStep } from "../../src/compute/engine/passes/index.ts";
import { traceStep } from "../../src/compute/engine/trace.ts";
import {
  batchNorm,
  conv2d,
  dense,
  flat,
  layerNorm,
  relu,
  residual,
  sequential,
  softmaxCrossEntropy,
  type Layer,
  type Network,
} from "../../src/compute/nn/index.ts";
import { RandomStream } from "../../src/compute/numerics/threefry.ts";
import { adam } from "../../src/compute/training/index.ts";
import { factorsOf, trainStep } from "../../src/compute/training/train-step.ts";
import { differenceOf, differencesOf } from "../support/engine-differences.ts";
import { engineHere, NATIVE_ENGINES } from "../support/engines-here.ts";

const BATCH = 6;
const INPUT = [4, 4, 2];

function network(layers: readonly Layer[]): Network {
  return sequential(INPUT, [...layers, flat(), dense(8), batchNorm(), relu(), dense(3)]);
}

const block = [conv2d(3, 3), batchNorm({ epsilon: 0.01 })];
const IMAGES = network([conv2d(3, 3), batchNorm(), relu(), residual(block), relu()]);

function stepOf(net: Network) {
  const data = { batch: BATCH, count: BATCH, type: "float", scale: 1 } as const;
  return trainStep({ network: net, loss: softmaxCrossEntropy, optimiser: adam(), data });
}

const FACTORS = Object.entries(factorsOf(adam(), 0.01, 1)).map(([name, factor]) => {
  return [name, Float64Array.of(factor)] as const;
});

function bodyOf(net: Network): Graph {
  return simplifyStep(traceStep(stepOf(net)), "float32").body;
}

function inputsOf(graph: Graph): Record<string, Data> {
  const random = new RandomStream(3, 5, 0);
  const filled = Object.entries(graph.inputs).map(([name, { shape, type }]) => {
    const length = { length: sizeOf(shape) };
    if (type === "int32") return [name, Int32Array.from(length, () => random.below(3))];
    return [name, Float64Array.from(length, () => 0.5 + random.uniformFloat64())];
  });
  return Object.fromEntries(filled) as Record<string, Data>;
}

function counted({ nodes }: Graph, kernel: string): number {
  return nodes.filter((node) => node.kernel === kernel).length;
}

describe("batch normalisations as one operation", () => {
  it("stand for every one of a network of convolutions, of a block and of a dense layer", () => {
    const graph = batchNorms.apply(bodyOf(IMAGES));
    const found = ["BatchNorm", "BatchNormGrad", "Mean", "Reciprocal"].map((kernel) =>
      counted(graph, kernel),
    );
    expect(found).toEqual([3, 3, 0, 0]);
  });

  it("give the same loss and the same next state", () => {
    const before = bodyOf(IMAGES);
    const [was, is] = [before, batchNorms.apply(before)].map((graph) =>
      interpret(graph, inputsOf(graph)),
    );
    expect(differencesOf("", [is ?? {}, was ?? {}], { relative: 1e-12, magnitude: 1 })).toBeNull();
  });

  it("do not hide that an input is not a number", () => {
    const before = bodyOf(IMAGES);
    const [was, is] = [before, batchNorms.apply(before)].map((graph) => {
      const inputs = inputsOf(graph);
      inputs["constant/inputs"]?.fill(NaN, 0, 1);
      const outputs = Object.entries(interpret(graph, inputs));
      return outputs.map(([name, data]) => [name, Array.from(data, Number.isNaN)]);
    });
    expect(is).toEqual(was);
  });

  it("are not seen in a normalisation of each example", () => {
    const net = sequential(INPUT, [conv2d(3, 3), layerNorm(), relu(), flat(), dense(3)]);
    const graph = bodyOf(net);
    expect(batchNorms.apply(graph)).toBe(graph);
  });

  it("are not seen where the gradient is another function", () => {
    const graph = bodyOf(IMAGES);
    // The exponent of variance + epsilon in the gradient: -3/2 there.
    const constants = graph.constants.map((constant) =>
      constant.data.length === 1 && constant.data[0] === 1.5
        ? { ...constant, data: Float64Array.of(1.5001) }
        : constant,
    );
    const changed = { ...graph, constants };
    expect(batchNorms.apply(changed)).toBe(changed);
  });

  it.each(NATIVE_ENGINES)("train as the reference does: %s in float32", async (name) => {
    const step = stepOf(IMAGES);
    const given = inputsOf(bodyOf(IMAGES));
    const start = given["state/parameter/all"] as Data;
    const zeros = start.map(() => 0);
    const state = { "parameter/all": start, "first/all": zeros, "second/all": zeros };
    const constants = unprefixed("constant", given);
    const perStep = prefixed("factor", Object.fromEntries(FACTORS));
    const [got, wanted] = await Promise.all(
      [name, "reference" as const].map(async (engine) => {
        const loaded = await engineHere(engine);
        const executable = await loaded.compileSteps(traceStep(step), "float32");
        const made = await executable.run({
          count: 1,
          ...{ state, constants, perStep },
        });
        await executable.dispose();
        return made;
      }),
    );
    // The first moments are a tenth of all gradients, of which the largest are near 1.
    const [is, should] = [got, wanted].map((made) => made?.state["first/all"]);
    expect(Math.max(...Array.from(should ?? [], Math.abs))).toBeGreaterThan(0.01);
    expect(differenceOf(is, should, { relative: 1e-5, magnitude: 0.01 })).toBeNull();
  });
});
