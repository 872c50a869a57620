import { describe, expect, it } from "vitest";
import { ruleOf } from "../../src/compute/engine/lower/tensorflow/index.ts";
import { fused } from "../../src/compute/engine/ops/fused.ts";
import { OPERATIONS } from "../../src/compute/engine/ops/index.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import { core } from "../../src/compute/engine/tfjs.ts";
import {
  KERNELS,
  NOT_ON_TAPE,
  TESTED_ELSEWHERE,
  WITHOUT_MOTION,
} from "../support/engine-kernels.ts";
import { FAMILIES } from "../support/engine-samples/index.ts";
import { nameOf } from "../support/engine-samples/sample.ts";

const SAMPLES = FAMILIES.flatMap(({ samples }) => samples);
const NAMES = OPERATIONS.map(({ kernel }) => kernel);

/** Kernels of which no sample is differentiated so often. */
function undifferentiated(times: 1 | 2): string[] {
  const done = SAMPLES.filter(({ derivatives = 2, inputs }) => {
    return derivatives >= times && inputs.some(({ type }) => type === "float");
  }).map(({ kernel }) => kernel);
  return NAMES.filter((kernel) => !done.includes(kernel) && !WITHOUT_MOTION.includes(kernel));
}

describe("the table of operations", () => {
  it("has the rows that are committed", () => {
    expect(NAMES.toSorted()).toEqual(KERNELS);
  });

  it("is written in TensorFlow's operators, every row that graphs hold", () => {
    const held = [...OPERATIONS, ...fused].filter((row) => !("compose" in row));
    for (const { kernel } of held) expect(ruleOf(kernel)).toBeTypeOf("function");
    expect(() => ruleOf("Cauchy")).toThrow("the TensorFlow engines have no operation Cauchy");
  });

  it("has no row twice", () => {
    expect(NAMES).toHaveLength(new Set(NAMES).size);
  });

  it("has a sample of every row", () => {
    const known = [...TESTED_ELSEWHERE, ...SAMPLES.map(({ kernel }) => kernel)];
    expect(NAMES.filter((kernel) => !known.includes(kernel))).toEqual([]);
  });

  it("has a row for every sample", () => {
    const lost = SAMPLES.filter(({ kernel }) => !NAMES.includes(kernel));
    expect(lost.map(nameOf)).toEqual([]);
  });

  it("has samples that differ in their names", () => {
    const names = SAMPLES.map(nameOf);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("has a gradient of every row that tapes hold", () => {
    // Samples are traced first: that loads the backend, which registers our own gradients.
    traceFunction({ name: "nothing", inputs: {}, run: (tf) => ({ nothing: tf.scalar(0) }) });
    const gradientOf: (kernel: string) => object | undefined = core.getGradient;
    const without = NAMES.filter((kernel) => gradientOf(kernel) === undefined);
    const allowed = [...NOT_ON_TAPE, ...WITHOUT_MOTION];
    expect(without.filter((kernel) => !allowed.includes(kernel))).toEqual([]);
  });

  it("has a sample of every row that moves, where it is differentiated", () => {
    expect(undifferentiated(1)).toEqual([]);
  });

  it("has a sample of every row that moves, where it is differentiated twice", () => {
    expect(undifferentiated(2)).toEqual([]);
  });
});
