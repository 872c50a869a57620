import type { Precision } from "../../../domain/engine-name.ts";
import type { FunctionProgram, StepProgram } from "../program.ts";
import { traceFunction, traceStep } from "../trace.ts";
import type { Availability, Compilers } from "./engine.ts";

const MATRIX = Float64Array.of(1, 2, 3, 4);
const ONES = Float64Array.of(1, 1);
const matrix = { shape: [2, 2] };
const vector = { shape: [2, 1] };

/** [1 2; 3 4] times [1; 1] is [3; 7]; tanh of its difference from [3; 6] is 0 and tanh 1. */
const FUNCTION: FunctionProgram = {
  name: "probe",
  inputs: { matrix, vector },
  run(tf, { matrix, vector }) {
    if (matrix === undefined || vector === undefined) throw new Error("the probe has two inputs");
    const shifted = tf.sub(tf.matMul(matrix, vector), tf.tensor2d([3, 6], [2, 1]));
    return { result: tf.tanh(shifted) };
  },
};

/**
 * [1 2; 3 4] times [1; 1], plus [1; -1], is [4; 6]; times that, plus [-1; 2], is [15; 38]. Each step
 * tells a third of the sum.
 */
const STEPS: StepProgram = {
  name: "probe",
  state: { vector },
  constants: { matrix },
  perStep: { shift: vector },
  step(tf, { state: { vector }, constants: { matrix }, perStep: { shift } }) {
    if (matrix === undefined || vector === undefined || shift === undefined) {
      throw new Error("a step of the probe has three inputs");
    }
    const next = tf.add(tf.matMul(matrix, vector), shift);
    return { state: { vector: next }, metrics: { third: tf.div(tf.sum(next), 3) } };
  },
};

interface Trial {
  readonly expected: readonly number[];
  run(engine: Compilers, precision: Precision): Promise<readonly number[]>;
}

const ONCE: Trial = {
  expected: [0, Math.tanh(1)],
  async run(engine, precision) {
    const executable = await engine.compileFunction("probe", traceFunction(FUNCTION), precision);
    const { result } = await executable.run({ matrix: MATRIX, vector: ONES });
    await executable.dispose();
    return Array.from(result ?? []);
  },
};

const IN_STEPS: Trial = {
  expected: [15, 38, 10 / 3, 53 / 3],
  async run(engine, precision) {
    const executable = await engine.compileSteps(traceStep(STEPS), precision);
    const { state, metrics } = await executable.run({
      count: 2,
      state: { vector: ONES },
      constants: { matrix: MATRIX },
      perStep: { shift: Float64Array.of(1, -1, -1, 2) },
    });
    await executable.dispose();
    return [...Array.from(state["vector"] ?? []), ...Array.from(metrics["third"] ?? [])];
  },
};

/** Roundings of numbers of this size. */
const TOLERANCES: Readonly<Record<Precision, number>> = { float32: 1e-6, float64: 1e-14 };

async function probeIn(engine: Compilers, precision: Precision): Promise<string | null> {
  for (const { expected, run } of [ONCE, IN_STEPS]) {
    const got = await run(engine, precision);
    const isRight = expected.every((value, index) => {
      const off = Math.abs((got[index] ?? NaN) - value);
      return off <= TOLERANCES[precision] * Math.max(1, Math.abs(value));
    });
    if (isRight) continue;
    return `it computed ${got.join(", ")} in ${precision}, not ${expected.join(", ")}`;
  }
  return null;
}

/** Runs a function and two steps of a loop in both precisions and looks at the numbers. */
export async function probeEngine(engine: Compilers): Promise<Availability> {
  try {
    const wrong = (await probeIn(engine, "float32")) ?? (await probeIn(engine, "float64"));
    return wrong === null ? { available: true } : { available: false, reason: wrong };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { available: false, reason: words.split("\n")[0] ?? "it failed without a word" };
  }
}
