import { createRequire } from "node:module";
import type * as TensorFlowCore from "@tensorflow/tfjs-core";
import type { HostData } from "../../src/compute/engine/engines/engine.ts";
import type { InputSpecs, Tensors, TraceTf } from "../../src/compute/engine/program.ts";
import type { BenchProgram } from "./programs.ts";
import { dataOf, perStepOf, stateOf, stepOf } from "./training-run.ts";

const require = createRequire(import.meta.url);
/** Another copy than the one that programs are traced with; the two share one global engine. */
const core = require("@tensorflow/tfjs-core") as typeof TensorFlowCore;
require("@tensorflow/tfjs-backend-cpu");
// Otherwise it recommends itself another backend on the console.
core.env().set("IS_TEST", true);

const LEAST_MS = 500;
const LEAST_STEPS = 3;

function tensorsOf(specs: InputSpecs, arrays: Readonly<Record<string, HostData>>): Tensors {
  const entries = Object.entries(specs).map(([name, { shape, type = "float" }]) => {
    const values = Array.from(arrays[name] ?? []);
    return [name, core.tensor(values, [...shape], type === "float" ? "float32" : "int32")];
  });
  return Object.fromEntries(entries) as Tensors;
}

/** Milliseconds of one step of the same program, run eagerly by the `cpu` backend of tfjs. */
export async function eagerStepMs(program: BenchProgram): Promise<number> {
  await core.setBackend("cpu");
  const step = stepOf(program);
  const constants = tensorsOf(step.constants, dataOf(program, step));
  let state = tensorsOf(step.state, stateOf(program));
  const once = (index: number) => {
    const perStep = tensorsOf(step.perStep, perStepOf(program, index, 1));
    const next = core.tidy(
      () => step.step(core as unknown as TraceTf, { state, constants, perStep }).state,
    );
    core.dispose([state, perStep]);
    state = next;
    for (const tensor of Object.values(state)) tensor.dataSync();
  };
  once(0);
  const start = performance.now();
  let steps = 0;
  while (steps < LEAST_STEPS || performance.now() - start < LEAST_MS) {
    steps += 1;
    once(steps);
  }
  return (performance.now() - start) / steps;
}
