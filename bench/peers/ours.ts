import type { EngineName } from "../../src/domain/engine-name.ts";
import type {
  HostArrays,
  StepExecutable,
  StepPlan,
} from "../../src/compute/engine/engines/engine.ts";
import { traceStep } from "../../src/compute/engine/trace.ts";
import { openEngine } from "../engine/engines-here.ts";
import { dataOf, perStepOf, stateOf, stepOf } from "../engine/training-run.ts";
import { JOB_STEPS, type Compared } from "./compared.ts";
import type { Timing } from "./peer.ts";

/** As in handed.py: what is timed on the one side is timed on the other. */
const COMPARED_LOSSES = 20;
const LEAST_MS = 600;
/** What a steady step is one of: then the time that compiling takes does not count. */
const LONG_TRAINING: StepPlan = { steps: 1_000_000 };
/** In its first call XLA compiles, and in its first two ONNX Runtime gets the memory that it then keeps. */
const WARM_CALLS = 2;
const MOST_CALLS = 15;
const LEAST_CALLS = 3;

/** A metric of some steps: for each step its numbers, one or one for each replica. */
function rowsOf(metric: ArrayLike<number>, steps: number): number[][] {
  const all = Array.from(metric);
  const width = all.length / steps;
  return Array.from({ length: steps }, (_, at) => all.slice(at * width, (at + 1) * width));
}

/** The median of some calls, in milliseconds, once it runs steadily. */
async function steadyMs(call: (at: number) => Promise<void>): Promise<number> {
  for (let at = 0; at < WARM_CALLS; at += 1) await call(at);
  const times: number[] = [];
  const begin = performance.now();
  const isEnough = () => times.length >= LEAST_CALLS && performance.now() - begin >= LEAST_MS;
  while (!isEnough() && times.length < MOST_CALLS) {
    const before = performance.now();
    await call(WARM_CALLS + times.length);
    times.push(performance.now() - before);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}

/** One of our engines on the program, in this process: see `timed` of handed.py. */
export async function timeOurs(
  { program, precision, steps, chunk, isSteady }: Compared,
  { engine: name, cores }: { readonly engine: EngineName; readonly cores: number },
): Promise<Timing> {
  const step = stepOf(program);
  const constants = dataOf(program, step);
  let state: HostArrays = stateOf(program);
  const engine = await openEngine(name, cores);
  const begin = performance.now();
  const compile = (plan: StepPlan) => engine.compileSteps(traceStep(step), precision, plan);
  const job = await compile({ steps: JOB_STEPS });
  const run = async (executable: StepExecutable, first: number) => {
    const perStep = perStepOf(program, first, chunk);
    const made = await executable.run({ count: chunk, state, constants, perStep });
    ({ state } = made);
    return rowsOf(made.metrics["loss"] ?? [], chunk);
  };
  const losses: number[][] = [];
  for (let first = 0; first < steps; first += chunk) losses.push(...(await run(job, first)));
  const jobMs = performance.now() - begin;
  await job.dispose();
  const told = { jobMs, stepMs: NaN, losses: losses.slice(0, COMPARED_LOSSES) };
  if (!isSteady) return told;
  const long = await compile(LONG_TRAINING);
  const next = async (at: number) => {
    await run(long, steps + at * chunk);
  };
  const stepMs = (await steadyMs(next)) / chunk;
  await long.dispose();
  return { ...told, stepMs };
}
