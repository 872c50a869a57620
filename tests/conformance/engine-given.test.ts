import { describe, expect, it } from "vitest";
import type { HostArrays } from "../../src/compute/engine/engines/engine.ts";
import type { StepProgram, Tensor } from "../../src/compute/engine/program.ts";
import { traceFunction, traceStep } from "../../src/compute/engine/trace.ts";
import { ENGINES_HERE, engineHere } from "../support/engines-here.ts";
import { runOn } from "../support/engine-families.ts";

/** Rows by numbers that come in with each step, from outside once for all, and in the state. */
const ROWS: StepProgram = {
  name: "rows",
  state: { sum: { shape: [2] }, last: { shape: [1], type: "int32" } },
  constants: { fixed: { shape: [1], type: "int32" } },
  perStep: { places: { shape: [2], type: "int32" } },
  step(tf, { state, constants, perStep }) {
    const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const places = tf.reshape(perStep["places"] as Tensor, [2, 1]);
    const groups = [places, constants["fixed"], state["last"]] as Tensor[];
    const rows = groups.map((numbers) => tf.gather(table, tf.reshape(numbers, [-1]) as never));
    const sum = tf.add(state["sum"] as Tensor, tf.sum(tf.concat(rows), 0));
    return { state: { sum, last: state["last"] as Tensor }, metrics: {} };
  },
};

/** Sums of rows by the number of their segment. */
const SEGMENTS = traceFunction({
  name: "segments",
  inputs: { segments: { shape: [3], type: "int32" } },
  run: (tf, { segments }) => ({
    sums: tf.unsortedSegmentSum(tf.tensor1d([1, 10, 100]), segments as never, 2),
  }),
});

const TRUTHS = traceFunction({
  name: "truths",
  inputs: { isUp: { shape: [3], type: "bool" } },
  run: (tf, { isUp }) => ({ y: tf.cast(isUp as Tensor, "float32") }),
});

describe.each(ENGINES_HERE)("what %s is given", (name) => {
  const sumOf = async (
    places: readonly number[],
    { fixed = 0, last = 0, count = places.length / 2 } = {},
  ) => {
    const engine = await engineHere(name);
    const executable = await engine.compileSteps(traceStep(ROWS), "float64");
    try {
      const made = await executable.run({
        count,
        state: { sum: Float64Array.of(0, 0), last: Int32Array.of(last) },
        constants: { fixed: Int32Array.of(fixed) },
        perStep: { places: Int32Array.from(places) },
      });
      return Array.from(made.state["sum"] ?? []);
    } finally {
      await executable.dispose();
    }
  };

  it("may be rows by their numbers, from the end too", async () => {
    expect(await sumOf([0, 1, -1, 2], { fixed: -3 })).toEqual([18, 26]);
  });

  it.each([3, -4])("is refused where a step's row does not exist: %s", async (place) => {
    await expect(sumOf([0, 1, 2, place])).rejects.toMatchObject({
      ...{ code: "BAD_INPUT", path: ["places"] },
      message: `array places: element 3 is row ${place} of 3, which are 0 to 2`,
    });
  });

  it.each([3, -4])("is refused where a constant's row does not exist: %s", async (fixed) => {
    await expect(sumOf([0, 1], { fixed })).rejects.toMatchObject({
      ...{ code: "BAD_INPUT", path: ["fixed"] },
    });
  });

  it.each([3, -4])("is not read where the state's row does not exist: %s", async (last) => {
    await expect(sumOf([0, 1], { last })).rejects.toMatchObject({ code: "VERIFICATION_FAILED" });
  });

  it("may be segments below 0, which are left out, and none beyond the last", async () => {
    const sums = (...segments: number[]) =>
      runOn(name, "float64", SEGMENTS, { segments: Int32Array.from(segments) });
    expect(await sums(1, -1, 1)).toEqual({ sums: Float64Array.of(0, 101) });
    expect(await sums(1, -3, 1)).toEqual({ sums: Float64Array.of(0, 101) });
    await expect(sums(0, 2, 1)).rejects.toMatchObject({ code: "BAD_INPUT", path: ["segments"] });
  });

  it("has truth values of 0 and 1 only", async () => {
    const given: HostArrays = { isUp: Uint8Array.of(1, 0, 2) };
    await expect(runOn(name, "float64", TRUTHS, given)).rejects.toMatchObject({
      ...{ code: "BAD_INPUT", path: ["isUp"] },
      message: "array isUp: element 2 is 2; truth values are 0 and 1",
    });
  });

  it.each([0, -1, 1.5])("has a whole number of steps, at least one: not %s", async (count) => {
    await expect(sumOf([], { count })).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});
