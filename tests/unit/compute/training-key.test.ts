import { expect, it } from "vitest";
import { loadEngine } from "../../../src/compute/engine/engines/index.ts";
import { traceStep } from "../../../src/compute/engine/trace.ts";
import { trainingKey } from "../../../src/compute/training/key.ts";
import { partsOf } from "../../../src/compute/training/plan.ts";
import { trainStep } from "../../../src/compute/training/train-step.ts";
import { planOf } from "../../support/small-training.ts";

const plan = planOf();
const training = {
  ...{ plan, graph: traceStep(trainStep(partsOf(plan))) },
  start: { "parameter/all": Float64Array.of(1, 2) },
};

it("a network is kept for the engine, its threads, its versions and the precision that made it", async () => {
  const onnx = await loadEngine("onnx-cpu", { threads: 1 });
  const other = {
    ...onnx.facts(),
    versions: onnx.facts().versions.map(({ name }) => ({ name, version: "0" })),
  };
  const keys = [
    trainingKey(onnx, "float32", training),
    trainingKey(onnx, "float64", training),
    trainingKey(await loadEngine("onnx-cpu", { threads: 2 }), "float32", training),
    trainingKey(await loadEngine("reference", { threads: 1 }), "float32", training),
    trainingKey({ ...onnx, facts: () => other }, "float32", training),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(trainingKey(onnx, "float32", training)).toBe(keys[0]);
});
