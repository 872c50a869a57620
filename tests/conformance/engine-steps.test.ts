import { describe, expect, it } from "vitest";
import type { HostArrays } from "../../src/compute/engine/engines/engine.ts";
import type { StepProgram, Tensor } from "../../src/compute/engine/program.ts";
import { traceStep } from "../../src/compute/engine/trace.ts";
import type { EngineName, Precision } from "../../src/domain/engine-name.ts";
import { ENGINES_HERE, engineHere } from "../support/engines-here.ts";

type On = readonly [EngineName, Precision];
const EVERYWHERE = ENGINES_HERE.flatMap((name): On[] => [
  [name, "float64"],
  [name, "float32"],
]);

async function run(
  [name, precision]: On,
  program: StepProgram,
  calls: readonly { count: number; perStep: HostArrays }[],
  start: HostArrays,
) {
  const engine = await engineHere(name);
  const executable = await engine.compileSteps(traceStep(program), precision);
  let state = start;
  const metrics: HostArrays[] = [];
  try {
    for (const { count, perStep } of calls) {
      const made = await executable.run({ count, state, constants: {}, perStep });
      ({ state } = made);
      metrics.push(made.metrics);
    }
  } finally {
    await executable.dispose();
  }
  return { state, metrics };
}

/** Every type that an array may have, moved round and told. */
const TYPES: StepProgram = {
  name: "types",
  state: {
    floats: { shape: [2] },
    integers: { shape: [2], type: "int32" },
    truths: { shape: [3], type: "bool" },
    bytes: { shape: [3], type: "uint8" },
    words: { shape: [2], type: "uint32" },
  },
  ...{ constants: {}, perStep: {} },
  step: (_tf, { state }) => ({ state, metrics: state }),
};

const EXTREMES: HostArrays = {
  floats: Float64Array.of(1 + 2 ** -50, -(2 ** 60) - 1024),
  integers: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
  truths: Uint8Array.of(1, 0, 1),
  bytes: Uint8Array.of(0, 128, 255),
  words: Uint32Array.of(0, 2 ** 32 - 1),
};

describe.each(ENGINES_HERE)("arrays through steps on %s", (name) => {
  it("keep every bit, the fiftieth of a float64 too", async () => {
    const { state, metrics } = await run(
      [name, "float64"],
      TYPES,
      [{ count: 2, perStep: {} }],
      EXTREMES,
    );
    expect(state).toEqual(EXTREMES);
    for (const [key, data] of Object.entries(EXTREMES)) {
      expect(Array.from(metrics[0]?.[key] ?? [])).toEqual([...data, ...data]);
    }
  });
});

/** A chaotic map of a matrix, by products: a last bit that differs is soon a first. */
const CHAOS: StepProgram = {
  name: "chaos",
  state: { matrix: { shape: [8, 8] } },
  ...{ constants: {}, perStep: { rate: { shape: [] } } },
  step(tf, { state, perStep }) {
    const matrix = state["matrix"] as Tensor;
    const turned = tf.sin(tf.mul(3, tf.matMul(matrix, matrix)));
    const next = tf.add(turned, tf.mul(perStep["rate"] as Tensor, matrix));
    return {
      state: { matrix: next },
      metrics: { trace: tf.sum(next), corner: tf.slice(next, 0, 1) },
    };
  },
};
const MATRIX = { matrix: Float64Array.from({ length: 64 }, (_, at) => Math.fround(Math.sin(at))) };

function steps(from: number, count: number) {
  return {
    count,
    perStep: { rate: Float64Array.from({ length: count }, (_, at) => (from + at) / 16) },
  };
}

describe.each(EVERYWHERE)("many steps on %s in %s", (...on) => {
  it("are the same to the last bit in calls of other lengths", async () => {
    const whole = await run(on, CHAOS, [steps(0, 12)], MATRIX);
    const parts = await run(on, CHAOS, [steps(0, 5), steps(5, 1), steps(6, 6)], MATRIX);
    expect(parts.state).toEqual(whole.state);
    for (const name of ["trace", "corner"]) {
      const told = parts.metrics.flatMap((metrics) => Array.from(metrics[name] ?? []));
      expect(told).toEqual(Array.from(whole.metrics[0]?.[name] ?? []));
    }
  });
});
