/**
 * Resident size of a process after 500 and after 10,000 steps of a training: what leaks shows as
 * growth. One process for each kind of network. V8 lets some 30 MB of arrays of finished calls lie
 * before it collects them, so that each runs a second time with the garbage collected: only that
 * must not grow by more than 5 %.
 *
 *   npm run bench -- memory
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadEngine } from "../src/compute/engine/engines/index.ts";
import type { HostArrays } from "../src/compute/engine/engines/engine.ts";
import { traceStep } from "../src/compute/engine/trace.ts";
import {
  averagePool,
  batchNorm,
  conv2d,
  dense,
  flat,
  relu,
  sequential,
  softmaxCrossEntropy,
  type Network,
} from "../src/compute/nn/index.ts";
import { adam } from "../src/compute/training/index.ts";
import { fromCommandLine } from "./command-line.ts";
import type { BenchProgram } from "./engine/programs.ts";
import { dataOf, perStepOf, stateOf, stepOf } from "./engine/training-run.ts";

const SELF = fileURLToPath(import.meta.url);
const EARLY = 500;
const LATE = 10_000;
/** A native call of about 100 ms, as in training. */
const CHUNK = 500;
const MOST_GROWTH = 0.05;

const NETWORKS: Readonly<Record<string, () => Network>> = {
  mlp: () => sequential([784], [dense(32), relu(), dense(32), relu(), dense(10)]),
  "batch-norm": () => sequential([784], [dense(64), batchNorm(), relu(), dense(10)]),
  cnn: () => sequential([12, 12, 1], [conv2d(8, 3), relu(), averagePool(2), flat(), dense(10)]),
};

function programOf(name: string): BenchProgram {
  const make = NETWORKS[name];
  if (make === undefined) throw new Error(`no network ${name}`);
  return {
    ...{ name, network: make(), loss: softmaxCrossEntropy, optimiser: adam(), rate: 0.001 },
    ...{ batch: 32, examples: 1000, replicas: null, precisions: ["float32"] },
    ...{ jobSteps: LATE, operations: null },
  };
}

async function residentSizes(name: string) {
  const program = programOf(name);
  const step = stepOf(program);
  const engine = await loadEngine("onnx-cpu", { threads: 1 });
  const executable = await engine.compileSteps(traceStep(step), "float32");
  const constants = dataOf(program, step);
  let state: HostArrays = stateOf(program);
  const sizes: Record<number, number> = {};
  for (let done = CHUNK; done <= LATE; done += CHUNK) {
    const perStep = perStepOf(program, done - CHUNK, CHUNK);
    ({ state } = await executable.run({ count: CHUNK, state, constants, perStep }));
    globalThis.gc?.();
    if (done === EARLY || done === LATE) sizes[done] = process.memoryUsage().rss;
  }
  return { early: sizes[EARLY] ?? NaN, late: sizes[LATE] ?? NaN };
}

/** Runs one training in a process of its own and says how it grew; whether it grew too much. */
function report(name: string, isCollected: boolean): boolean {
  const flags = isCollected ? ["--expose-gc"] : [];
  const args = [...process.execArgv, ...flags, SELF, "--network", name];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
  const { early, late } = JSON.parse(stdout) as { early: number; late: number };
  const megabytes = [early, late].map((bytes) => (bytes / 2 ** 20).toFixed(1));
  const growth = late / early - 1;
  const how = isCollected ? "garbage collected after every call" : "as it runs";
  const sizes = megabytes.join(" MB after 500 steps, ");
  console.log(`${name}, ${how}: ${sizes} MB after 10,000: ${(100 * growth).toFixed(1)} %`);
  return isCollected && growth > MOST_GROWTH;
}

const { network } = fromCommandLine(() =>
  parseArgs({ options: { network: { type: "string" } } }),
).values;
if (network !== undefined) {
  console.log(JSON.stringify(await residentSizes(network)));
} else {
  const runs = Object.keys(NETWORKS).flatMap((name) => [report(name, false), report(name, true)]);
  process.exitCode = runs.includes(true) ? 1 : 0;
}
