import { beforeAll, describe, expect, it } from "vitest";
import { interpret } from "../../src/compute/engine/engines/interpret.ts";
import type { Data } from "../../src/compute/engine/graph.ts";
import { differencesOf, type Arrays } from "../support/engine-differences.ts";
import { inputsOf, runOn, traceValues } from "../support/engine-families.ts";
import { NATIVE_ENGINES } from "../support/engines-here.ts";
import { FAMILIES } from "../support/engine-samples/index.ts";
import { nameOf } from "../support/engine-samples/sample.ts";
import { runOnTfjs } from "../support/tfjs-cpu.ts";

/** The reference is held to tfjs, and the engines to the reference. */
describe.each(FAMILIES)("values of operations: $family", ({ samples }) => {
  const named = samples.map((one, index) => [nameOf(one), index, one] as const);
  let reference: Arrays = {};
  let ofRounded: Arrays = {};

  beforeAll(() => {
    const graph = traceValues(samples);
    const [exact, rounded] = [inputsOf(samples, "float64"), inputsOf(samples, "float32")];
    reference = interpret(graph, exact as Record<string, Data>);
    ofRounded = interpret(graph, rounded as Record<string, Data>);
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

  describe.each(NATIVE_ENGINES)("on %s", (engine) => {
    let float64: Arrays = {};
    let float32: Arrays = {};

    beforeAll(async () => {
      const graph = traceValues(samples);
      float64 = await runOn(engine, "float64", graph, inputsOf(samples, "float64"));
      float32 = await runOn(engine, "float32", graph, inputsOf(samples, "float32"));
    });

    it.each(named)("%s: it agrees in float64", (_, index, { magnitude }) => {
      const tolerance = { relative: 1e-12, magnitude };
      expect(differencesOf(`${index}/`, [float64, reference], tolerance)).toBeNull();
    });

    it.each(named)("%s: it agrees in float32", (_, index, { magnitude, ...one }) => {
      const tolerance = { relative: one.float32 ?? 2e-6, magnitude };
      expect(differencesOf(`${index}/`, [float32, ofRounded], tolerance)).toBeNull();
    });
  });
});
