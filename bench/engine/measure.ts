import type {
  Engine,
  HostArrays,
  StepExecutable,
} from "../../src/compute/engine/engines/engine.ts";
import { traceStep } from "../../src/compute/engine/trace.ts";
import type { Precision } from "../../src/domain/engine-name.ts";
import type { BenchProgram } from "./programs.ts";
import { dataOf, perStepOf, stateOf, stepOf } from "./training-run.ts";

export interface Times {
  readonly compileMs: number;
  /** From the program to the trained parameters, compile included, in a fresh process. */
  readonly jobMs: number;
  /** Median of several native calls, and the fastest and slowest of them. */
  readonly stepMs: number;
  readonly fastestMs: number;
  readonly slowestMs: number;
}

const CHUNK_MS = 150;
const RUNS = 9;

function medianOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}

interface Job {
  readonly program: BenchProgram;
  readonly executable: StepExecutable;
  readonly constants: HostArrays;
  readonly initial: HostArrays;
}

async function runSteps(
  { program, executable, constants, initial }: Job,
  steps: number,
  chunk: number,
) {
  let state = initial;
  for (let done = 0; done < steps; done += chunk) {
    const count = Math.min(chunk, steps - done);
    const perStep = perStepOf(program, done, count);
    ({ state } = await executable.run({ count, state, constants, perStep }));
  }
  const finite = Object.values(state).every((array) => array.every(Number.isFinite));
  if (!finite) throw new Error(`${program.name} diverged: its times mean nothing`);
}

/** The chunk of a job is 100 steps, or fewer where steps are long. */
const JOB_CHUNK = 100;

/** The whole job first, while the process is fresh; then the steady step. */
export async function measure(
  engine: Engine,
  program: BenchProgram,
  precision: Precision,
): Promise<Times> {
  const step = stepOf(program);
  const constants = dataOf(program, step);
  const initial = stateOf(program);
  globalThis.gc?.();
  const start = performance.now();
  const executable = await engine.compileSteps(traceStep(step), precision);
  const compileMs = performance.now() - start;
  const job = { program, executable, constants, initial };
  await runSteps(job, program.jobSteps, Math.min(JOB_CHUNK, program.jobSteps));
  const jobMs = performance.now() - start;
  const guess = (jobMs - compileMs) / program.jobSteps;
  const count = Math.max(1, Math.round(CHUNK_MS / guess));
  const inputs = {
    count,
    state: initial,
    constants,
    perStep: perStepOf(program, 0, count),
  };
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const before = performance.now();
    await executable.run(inputs);
    times.push((performance.now() - before) / count);
  }
  await executable.dispose();
  const stepMs = medianOf(times);
  return {
    ...{ compileMs, jobMs, stepMs },
    ...{ fastestMs: Math.min(...times), slowestMs: Math.max(...times) },
  };
}
