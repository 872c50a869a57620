import type { EngineName, Precision } from "../../src/domain/engine-name.ts";
import type { Engine } from "../../src/compute/engine/engines/engine.ts";
import { measureHessian, measureProducts } from "./curvature.ts";
import { openEngine } from "./engines-here.ts";
import { gemmRate } from "./gemm-rate.ts";
import { measure, type Times } from "./measure.ts";
import { PROGRAMS } from "./programs.ts";

/** What one process measures. */
export interface Task {
  readonly program: string;
  readonly engine: EngineName | "tfjs-cpu";
  readonly precision: Precision;
}

export interface Row extends Task, Partial<Times> {
  readonly cores: number;
  readonly stepMs: number;
  readonly jobSteps: number | null;
  /** Billions of operations a second of a product of 1024 x 1024 matrices in this process. */
  readonly gemmRate: number | null;
  /** The step's rate over that; null where products do not decide. */
  readonly ofGemmRate: number | null;
  readonly peakMegabytes: number;
}

const CURVATURES: Readonly<Record<string, (engine: Engine) => Promise<Times>>> = {
  "Hessian-vector product, 784-32-32-10, batch 32": measureProducts,
  "full Hessian, 2-16-16-1 (337 parameters), batch 32": measureHessian,
};

/** Programs that the slow ones can run in a second or two. */
const REFERENCE = new Set(["MLP 2-16-16-1, batch 32"]);
const EAGER = /^MLP (2-16-16-1|784-32-32-10|784-512-512-10),/;

/** Everything that is measured, each in a process of its own. */
export const TASKS: readonly Task[] = [
  ...PROGRAMS.flatMap(({ name, precisions }) => [
    ...precisions.map((precision) => ({ program: name, engine: "onnx-cpu", precision }) as const),
    ...(REFERENCE.has(name)
      ? [{ program: name, engine: "reference", precision: "float64" } as const]
      : []),
    ...(EAGER.test(name)
      ? [{ program: name, engine: "tfjs-cpu", precision: "float32" } as const]
      : []),
  ]),
  ...Object.keys(CURVATURES).map(
    (program) => ({ program, engine: "onnx-cpu", precision: "float64" }) as const,
  ),
];

const peakMegabytes = () => process.resourceUsage().maxRSS / 1024;

async function eagerRow(task: Task, cores: number): Promise<Row> {
  const program = PROGRAMS.find(({ name }) => name === task.program);
  if (program === undefined) throw new Error(`no program ${task.program}`);
  // Only here: tfjs's own backend would take its place in the other processes.
  const { eagerStepMs } = await import("./tfjs-cpu.ts");
  const stepMs = await eagerStepMs(program);
  const none = { jobSteps: null, gemmRate: null, ofGemmRate: null };
  return { ...task, cores, ...none, stepMs, peakMegabytes: peakMegabytes() };
}

/** The reference interpreter needs milliseconds for what takes others microseconds. */
const REFERENCE_STEPS = 10;

async function timesOf(engine: Engine, task: Task) {
  const found = PROGRAMS.find(({ name }) => name === task.program);
  if (found === undefined) {
    const curvature = CURVATURES[task.program];
    if (curvature === undefined) throw new Error(`no program ${task.program}`);
    return { ...(await curvature(engine)), jobSteps: null, operations: null };
  }
  const program = task.engine === "reference" ? { ...found, jobSteps: REFERENCE_STEPS } : found;
  const { jobSteps, operations } = program;
  return { ...(await measure(engine, program, task.precision)), jobSteps, operations };
}

export async function rowOf(task: Task, cores: number): Promise<Row> {
  if (task.engine === "tfjs-cpu") return eagerRow(task, cores);
  const engine = await openEngine(task.engine, cores);
  const { operations, ...times } = await timesOf(engine, task);
  const peak = peakMegabytes();
  const rate = task.engine === "reference" ? null : await gemmRate(engine, task.precision);
  const ofGemmRate =
    rate === null || operations === null ? null : operations / times.stepMs / 1e6 / rate;
  return { ...task, cores, ...times, gemmRate: rate, ofGemmRate, peakMegabytes: peak };
}
