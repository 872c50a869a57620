import { describe, expect, it } from "vitest";
import { interpret } from "../../../src/compute/engine/engines/interpret.ts";
import type { Tensors, TraceTf } from "../../../src/compute/engine/program.ts";
import { traceFunction, traceStep } from "../../../src/compute/engine/trace.ts";
import {
  batchNorm,
  dense,
  initialise,
  inputsOf,
  sequential,
  softmaxCrossEntropy,
  type Layer,
} from "../../../src/compute/nn/index.ts";
import { adam, sgd, type Optimiser } from "../../../src/compute/training/index.ts";
import { layoutOf } from "../../../src/compute/training/state-layout.ts";
import { trainStep } from "../../../src/compute/training/train-step.ts";

/** One parameter of 75,000 numbers between small ones. */
const LARGE = sequential([3], [dense(300), batchNorm(), dense(250), dense(2)]);
const SMALL = sequential([3], [dense(4), dense(2)]);

function layout(network: typeof LARGE, optimiser: Optimiser = adam()) {
  const data = { count: 2, type: "float", batch: 2, scale: 1 } as const;
  return layoutOf({ network, optimiser, loss: softmaxCrossEntropy, data });
}

function computed(run: (tf: TraceTf, given: Tensors) => Tensors) {
  const { parameters } = LARGE;
  const graph = traceFunction({ name: "layout", inputs: inputsOf(parameters, null), run });
  return interpret(graph, initialise(parameters, 1));
}

describe("how parameters lie in the state of a step", () => {
  it("is one vector of all where they are few, and each by itself without slots", () => {
    expect(Object.keys(layout(SMALL).arrays)).toEqual(["all"]);
    expect(Object.keys(layout(LARGE, sgd()).arrays)).toEqual(Object.keys(LARGE.parameters));
  });

  it("is one vector of the small ones beside each large one", () => {
    const sizes = Object.entries(layout(LARGE).arrays).map(([name, { shape }]) => [name, shape]);
    expect(sizes).toEqual([
      ["all", [1200 + 600 + 250 + 502]],
      ["dense2.weights", [300, 250]],
    ]);
  });

  it("is each by itself where all are large, and one vector where all of many are small", () => {
    const wide = sequential([300], [dense(300, { biases: null })]);
    expect(layout(wide).arrays).toEqual(inputsOf(wide.parameters, null));
    const deep = sequential([80], new Array<Layer>(12).fill(dense(80)));
    expect(layout(deep).arrays).toEqual({ all: { shape: [12 * (80 * 80 + 80)] } });
  });

  it("lets a network without small parameters be trained", () => {
    const network = sequential([300], [dense(300, { biases: null })]);
    const data = { count: 2, type: "float", batch: 2, scale: 1 } as const;
    const program = { network, optimiser: adam(), loss: softmaxCrossEntropy, data };
    expect(traceStep(trainStep(program)).state).toEqual([
      "parameter/dense0.weights",
      "first/dense0.weights",
      "second/dense0.weights",
    ]);
  });

  it("gives back the data that went in, in the order of the network", () => {
    const { joinData, splitData } = layout(LARGE);
    const given = initialise(LARGE.parameters, 1);
    const back = splitData(joinData(given));
    expect(Object.keys(back)).toEqual(Object.keys(LARGE.parameters));
    expect(back).toEqual(given);
  });

  it("gives back the arrays that went in while a step is traced", () => {
    const { join, split } = layout(LARGE);
    expect(computed((tf, given) => split(tf, join(tf, given)))).toEqual(
      initialise(LARGE.parameters, 1),
    );
  });

  it("decays what is to decay, wherever it lies", () => {
    const { decay, join, split } = layout(LARGE);
    const decayed = new Set(["dense2.weights", "dense0.weights"]);
    const found = computed((tf, given) => {
      const factors = decay(tf, decayed, 0.5);
      const arrays = Object.entries(join(tf, given)).map(([name, array]) => {
        const factor = factors[name];
        return [name, factor === undefined ? tf.zerosLike(array) : tf.mul(array, factor)] as const;
      });
      return split(tf, Object.fromEntries(arrays));
    });
    const wanted = Object.entries(initialise(LARGE.parameters, 1)).map(([name, data]) => {
      return [name, data.map((one) => (decayed.has(name) ? 0.5 : 0) * one)];
    });
    expect(found).toEqual(Object.fromEntries(wanted));
  });
});
