import type { HostArrays, StepOutputs } from "../../src/compute/engine/engines/engine.ts";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import { traceStep } from "../../src/compute/engine/trace.ts";
import { chunkRunner } from "../../src/compute/training/chunks.ts";
import { partsOf, type TrainingPlan } from "../../src/compute/training/plan.ts";
import { trainStep } from "../../src/compute/training/train-step.ts";
import type { EngineName, Precision } from "../../src/domain/engine-name.ts";

/** So many steps of a plan from a given state, as one chunk and without any rule of stopping. */
export async function runSteps(
  plan: TrainingPlan,
  { state, count }: { readonly state: HostArrays; readonly count: number },
  [name, precision]: readonly [EngineName, Precision] = ["onnx-cpu", "float64"],
): Promise<StepOutputs> {
  const engine = await loadEngine(name, { threads: 1 });
  const parts = partsOf(plan);
  const executable = await engine.compileSteps(traceStep(trainStep(parts)), precision);
  const made = await chunkRunner(plan, parts, executable)({ step: 0, state }, count);
  await executable.dispose();
  return made;
}
