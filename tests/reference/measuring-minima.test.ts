import { expect, it } from "vitest";
import { sha256 } from "../../src/domain/canonical.ts";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import type { Tensor } from "../../src/compute/engine/program.ts";
import { curvatureAt } from "../../src/compute/measures/landscape/curvature.ts";
import {
  openLandscape,
  type PointwiseLoss,
} from "../../src/compute/measures/landscape/landscape.ts";
import { boxSharpness } from "../../src/compute/measures/landscape/maximise.ts";
import {
  batchNorm,
  dense,
  inputsOf,
  momentsGiven,
  relu,
  sequential,
  softmaxCrossEntropy,
} from "../../src/compute/nn/index.ts";
import { boxHalfWidths } from "../../src/compute/numerics/sharpness.ts";
import {
  adam,
  constantRate,
  evaluate,
  recomputeMoments,
  train,
} from "../../src/compute/training/index.ts";

const engine = await loadEngine("onnx-cpu", { threads: 1 });
const EXAMPLES = 64;
const network = sequential([8], [dense(12), batchNorm(), relu(), dense(3)]);
const examples = {
  inputs: Float32Array.from({ length: 8 * EXAMPLES }, (_, index) => Math.sin(index ** 1.3)),
  targets: Int32Array.from({ length: EXAMPLES }, (_, index) => index % 3),
};

function lossAt(moments: Readonly<Record<string, { readonly length: number }>>): PointwiseLoss {
  const specs = Object.entries(moments).map(([name, { length }]) => [name, { shape: [length] }]);
  return {
    ...{ name: "with batch normalisation", penalty: 0, parameters: inputsOf(network.parameters) },
    data: {
      inputs: { shape: [EXAMPLES, 8] },
      targets: { shape: [EXAMPLES], type: "int32" },
      ...(Object.fromEntries(specs) as PointwiseLoss["data"]),
    },
    losses(tf, parameters, { inputs, targets, ...given }) {
      const mode = { moments: momentsGiven(given), random: null };
      const outputs = network.apply(tf, inputs as Tensor, { parameters, mode });
      return softmaxCrossEntropy.perExample(tf, outputs, targets as Tensor);
    },
  };
}

function digestOf(arrays: Readonly<Record<string, ArrayBufferView>>): string {
  const parts = Object.entries(arrays).map(([name, { buffer, byteOffset, byteLength }]) => [
    name,
    sha256(new Uint8Array(buffer, byteOffset, byteLength)),
  ]);
  return sha256(JSON.stringify(parts));
}

/** The reported fault: a second pass at perturbed weights updates running statistics once more. */
it("sharpness and spectrum of a network with batch normalisation change nothing, in any order", async () => {
  const trained = await train(engine, "float32", {
    ...{ network, loss: softmaxCrossEntropy, optimiser: adam(), rate: constantRate(0.01) },
    ...{ examples, batch: 16, seed: 1, until: { limit: 200 } },
  });
  const { parameters } = trained;
  const task = { network, loss: softmaxCrossEntropy, examples };
  const moments = await recomputeMoments(engine, "float32", { ...task, parameters });
  const accuracy = async () =>
    (await evaluate(engine, "float32", { ...task, weights: { parameters, moments } })).accuracy;
  const before = [digestOf({ ...parameters, ...moments }), await accuracy()];
  const landscape = await openLandscape(engine, lossAt(moments), {
    parameters,
    data: { inputs: examples.inputs, targets: examples.targets, ...moments },
  });
  const box = { halfWidths: boxHalfWidths(landscape.point, 1e-3) };
  const vertex = { name: "vertex", steps: 10, randomStarts: 1, precision: "float32" } as const;
  const measures = {
    sharpness: () => boxSharpness(landscape, box, { maximiser: vertex, seed: 1 }),
    spectrum: () => curvatureAt(landscape, { steps: 8, probes: 2, seed: 1 }),
  };
  const first = [await measures.sharpness(), await measures.spectrum()];
  const second = [await measures.spectrum(), await measures.sharpness()];
  const third = [await measures.sharpness(), await measures.spectrum()];
  expect(second.toReversed()).toEqual(first);
  expect(third).toEqual(first);
  expect(first[0]).toBeGreaterThan(0);
  expect([digestOf({ ...parameters, ...moments }), await accuracy()]).toEqual(before);
});
