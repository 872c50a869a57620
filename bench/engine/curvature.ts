import type { LossProgram } from "../../src/compute/engine/derivatives.ts";
import { flatSize } from "../../src/compute/engine/flat.ts";
import type { Engine } from "../../src/compute/engine/engines/engine.ts";
import { fullHessian, hessianAt } from "../../src/compute/engine/hessian.ts";
import type { Tensors } from "../../src/compute/engine/program.ts";
import { dense, sequential, tanh } from "../../src/compute/nn/index.ts";
import { momentsOfBatch } from "../../src/compute/nn/network.ts";
import { initialise, inputsOf } from "../../src/compute/nn/parameters.ts";
import { RandomStream } from "../../src/compute/numerics/threefry.ts";
import type { Times } from "./measure.ts";

const DIRECTIONS = 100;
const RUNS = 9;

/** Mean squared output of a tanh network: smooth, so that its Hessian is dense. */
function lossOf(widths: readonly number[], batch: number) {
  const layers = widths.slice(1).flatMap((units) => [dense(units), tanh()]);
  const network = sequential([widths[0] ?? 1], layers);
  const program: LossProgram = {
    name: `tanh network ${widths.join("-")}`,
    parameters: inputsOf(network.parameters),
    data: { x: { shape: [batch, widths[0] ?? 1] } },
    loss(tf, parameters: Tensors, { x }: Tensors) {
      if (x === undefined) throw new Error("the network has an input");
      const mode = { moments: momentsOfBatch, random: null };
      return tf.mean(tf.square(network.apply(tf, x, { parameters, mode })));
    },
  };
  const random = new RandomStream(1, 5, 0);
  const x = Float64Array.from({ length: batch * (widths[0] ?? 1) }, () => random.normal());
  const at = { parameters: initialise(network.parameters, 1), data: { x } };
  return { program, at, size: flatSize(network.parameters) };
}

/** Products of the Hessian with 100 directions in one call; the step is one product. */
export async function measureProducts(engine: Engine): Promise<Times> {
  const { program, at, size } = lossOf([784, 32, 32, 10], 32);
  const random = new RandomStream(2, 5, 0);
  const directions = Array.from({ length: DIRECTIONS }, () =>
    Float64Array.from({ length: size }, () => random.normal()),
  );
  const start = performance.now();
  const hessian = await hessianAt(engine, program, at);
  const compileMs = performance.now() - start;
  await hessian.products(directions);
  const jobMs = performance.now() - start;
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const before = performance.now();
    await hessian.products(directions);
    times.push((performance.now() - before) / DIRECTIONS);
  }
  await hessian.dispose();
  const sorted = times.toSorted((a, b) => a - b);
  const [fastestMs = NaN, slowestMs = NaN] = [sorted[0], sorted.at(-1)];
  return { compileMs, jobMs, stepMs: sorted[Math.floor(RUNS / 2)] ?? NaN, fastestMs, slowestMs };
}

/** All 337 rows of the Hessian of the 2-16-16-1 network; the step is one whole Hessian. */
export async function measureHessian(engine: Engine): Promise<Times> {
  const { program, at } = lossOf([2, 16, 16, 1], 32);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const before = performance.now();
    await fullHessian(engine, program, at);
    times.push(performance.now() - before);
  }
  const [jobMs = NaN, ...later] = times;
  const sorted = later.toSorted((a, b) => a - b);
  const [fastestMs = NaN, slowestMs = NaN] = [sorted[0], sorted.at(-1)];
  const stepMs = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  return { compileMs: jobMs - stepMs, jobMs, stepMs, fastestMs, slowestMs };
}
