import { describe, expect, it } from "vitest";
import {
  isCompiledByXla,
  rowInputs,
} from "../../../src/compute/engine/lower/tensorflow/compiled.ts";
import type { FunctionProgram, Tensor } from "../../../src/compute/engine/program.ts";
import { traceFunction } from "../../../src/compute/engine/trace.ts";

const INPUTS = {
  images: { shape: [2, 4, 4, 1] },
  filter: { shape: [3, 3, 1, 1] },
  table: { shape: [5, 3] },
  places: { shape: [2, 2], type: "int32" },
} as const;

const graphOf = (run: FunctionProgram["run"]) =>
  traceFunction({ name: "program", inputs: INPUTS, run });
type Given = Record<keyof typeof INPUTS, Tensor>;

const dense = graphOf((tf, given) => {
  const { table } = given as Given;
  return { y: tf.matMul(table, table, false, true) };
});
const windowed = graphOf((tf, given) => {
  const { images, filter } = given as Given;
  return { y: tf.conv2d(images as never, filter as never, 1, "same") };
});
const byInput = graphOf((tf, given) => {
  const { table, places } = given as Given;
  return { y: tf.gather(table, tf.reshape(places, [4])), z: tf.gather(table, places, 1) };
});
const computed = graphOf((tf, given) => {
  const { table, places } = given as Given;
  return { y: tf.gather(table, tf.add(places, tf.scalar(1, "int32"))) };
});

describe("what XLA compiles", () => {
  it("is dense programs, and no windows", () => {
    expect([dense, windowed].map(isCompiledByXla)).toEqual([true, false]);
  });

  it("is rows by numbers that can be seen before, and no others", () => {
    expect([byInput, computed].map(isCompiledByXla)).toEqual([true, false]);
  });

  it("holds numbers of rows to the shortest axis that they count", () => {
    expect(rowInputs(byInput)).toEqual({ bounds: new Map([["places", 3]]), areAll: true });
  });
});
