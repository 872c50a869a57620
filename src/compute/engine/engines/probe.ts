import type { Precision } from "../../../domain/engine-name.ts";
import type { FunctionProgram } from "../program.ts";
import { traceFunction } from "../trace.ts";
import type { Availability, Engine } from "./engine.ts";

/** [1 2; 3 4] times [1; 1] is [3; 7]; tanh of their difference from [3; 6] is 0 and tanh 1. */
const PROBE: FunctionProgram = {
  name: "probe",
  inputs: { matrix: { shape: [2, 2] }, vector: { shape: [2, 1] } },
  run(tf, { matrix, vector }) {
    if (matrix === undefined || vector === undefined) throw new Error("the probe has two inputs");
    const shifted = tf.sub(tf.matMul(matrix, vector), tf.tensor2d([3, 6], [2, 1]));
    return { result: tf.tanh(shifted) };
  },
};
const EXPECTED = [0, Math.tanh(1)];
const TOLERANCES: Record<Precision, number> = { float32: 1e-6, float64: 1e-14 };

async function probeIn(engine: Engine, precision: Precision): Promise<string | null> {
  const executable = await engine.compileFunction("probe", traceFunction(PROBE), precision);
  const inputs = { matrix: Float64Array.of(1, 2, 3, 4), vector: Float64Array.of(1, 1) };
  const { result } = await executable.run(inputs);
  await executable.dispose();
  const got = Array.from(result ?? []);
  const isRight = EXPECTED.every(
    (value, index) => Math.abs((got[index] ?? NaN) - value) <= TOLERANCES[precision],
  );
  return isRight
    ? null
    : `it computed ${got.join(", ")} in ${precision}, not ${EXPECTED.join(", ")}`;
}

/** Runs a small program in both precisions and looks at the numbers. */
export async function probeEngine(engine: Engine): Promise<Availability> {
  try {
    const wrong = (await probeIn(engine, "float32")) ?? (await probeIn(engine, "float64"));
    return wrong === null ? { available: true } : { available: false, reason: wrong };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { available: false, reason: words.split("\n")[0] ?? "it failed without a word" };
  }
}
