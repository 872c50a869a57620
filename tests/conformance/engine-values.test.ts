import { beforeAll, describe, expect, it } from "vitest";
import { interpret } from "../../src/compute/engine/engines/interpret.ts";
import type { Data } from "../../src/compute/engine/graph.ts";
import { differencesOf, type Arrays } from "../support/engine-differences.ts";
import { inputsOf, runOn, traceValues } from "../support/engine-families.ts";
import { FAMILIES } from "../support/engine-samples/index.ts";
import { nameOf } from "../support/engine-samples/sample.ts";
import { runOnTfjs } from "../support/tfjs-cpu.ts";

/** The reference is held to tfjs, and the engines to the reference. */
describe.each(FAMILIES)("values of operations: $family", ({ samples }) => {
  const named = samples.map((one, index) => [nameOf(one), index, one] as const);
  let reference: Arrays = {};
  let ofRounded: Arrays = {};
  let float64: Arrays = {};
  let float32: Arrays = {};

  beforeAll(async () => {
    const graph = traceValues(samples);
    const [exact, rounded] = [inputsOf(samples, "float64"), inputsOf(samples, "float32")];
    reference = interpret(graph, exact as Record<string, Data>);
    ofRounded = interpret(graph, rounded as Record<string, Data>);
    float64 = await runOn("onnx-cpu", "float64", graph, exact);
    float32 = await runOn("onnx-cpu", "float32", graph, rounded);
  });

  it.each(named)("%s: the reference agrees with tfjs", async (_, index, one) => {
    if (one.isOurs === true) return;
    const { outputs, kernels } = await runOnTfjs(one);
    expect(kernels).toContain(one.kernel);
    if (one.unlikeTfjs !== undefined) return;
    const got = Object.fromEntries(outputs.map((data, which) => [`${index}/${which}`, data]));
    const tolerance = { relative: 2e-6, magnitude: one.magnitude };
    expect(differencesOf(`${index}/`, [got, ofRounded], tolerance)).toBeNull();
  });

  it.each(named)("%s: onnx-cpu agrees in float64", (_, index, { magnitude }) => {
    const tolerance = { relative: 1e-12, magnitude };
    expect(differencesOf(`${index}/`, [float64, reference], tolerance)).toBeNull();
  });

  it.each(named)("%s: onnx-cpu agrees in float32", (_, index, { magnitude, ...one }) => {
    const tolerance = { relative: one.float32 ?? 2e-6, magnitude };
    expect(differencesOf(`${index}/`, [float32, ofRounded], tolerance)).toBeNull();
  });
});
