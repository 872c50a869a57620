import type { Engine } from "../../src/compute/engine/engines/engine.ts";
import type { StepProgram } from "../../src/compute/engine/program.ts";
import { traceStep } from "../../src/compute/engine/trace.ts";
import { RandomStream } from "../../src/compute/numerics/threefry.ts";
import type { Precision } from "../../src/domain/engine-name.ts";

const SIZE = 1024;
const STEPS = 4;
const RUNS = 6;

/** One product of two 1024 x 1024 matrices a step, and nothing else. */
const PRODUCTS: StepProgram = {
  name: "products",
  state: { c: { shape: [SIZE, SIZE] } },
  constants: { a: { shape: [SIZE, SIZE] } },
  perStep: {},
  step: (tf, { state, constants }) => {
    const { c } = state;
    const { a } = constants;
    if (c === undefined || a === undefined) throw new Error("the product has two factors");
    return { state: { c: tf.matMul(a, c) }, metrics: {} };
  },
};

/** Billions of floating-point operations a second of the engine's own matrix product: the best run. */
export async function gemmRate(engine: Engine, precision: Precision): Promise<number> {
  const random = new RandomStream(1, 5, 0);
  // Singular values near 1, so that products of products stay of their size.
  const normals = () =>
    Float64Array.from({ length: SIZE * SIZE }, () => random.normal() / Math.sqrt(SIZE));
  const executable = await engine.compileSteps(traceStep(PRODUCTS), precision);
  const inputs = {
    count: STEPS,
    state: { c: normals() },
    constants: { a: normals() },
    perStep: {},
  };
  let best = Infinity;
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    await executable.run(inputs);
    best = Math.min(best, performance.now() - start);
  }
  await executable.dispose();
  return (STEPS * 2 * SIZE ** 3) / best / 1e6;
}
