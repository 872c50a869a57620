import type { HostArrays, StepOutputs } from "../../src/compute/engine/engines/engine.ts";
import { traceStep } from "../../src/compute/engine/trace.ts";
import { chunkRunner } from "../../src/compute/training/chunks.ts";
import { prefixed, unprefixed } from "../../src/compute/engine/names.ts";
import { partsOf, type TrainingPlan } from "../../src/compute/training/plan.ts";
import { layoutOf } from "../../src/compute/training/state-layout.ts";
import { trainStep } from "../../src/compute/training/train-step.ts";
import type { EngineName, Precision } from "../../src/domain/engine-name.ts";
import { engineHere } from "./engines-here.ts";

/** Names of a state by kind and parameter, as `first/dense0.biases`, whatever its layout. */
function relaid(state: HostArrays, change: (arrays: HostArrays) => HostArrays): HostArrays {
  const kinds = new Set(Object.keys(state).map((name) => name.slice(0, name.indexOf("/"))));
  const all = [...kinds].map((kind) => prefixed(kind, change(unprefixed(kind, state))));
  return Object.assign({}, ...all) as HostArrays;
}

/** So many steps of a plan from a given state, as one chunk and without any rule of stopping. */
export async function runSteps(
  plan: TrainingPlan,
  { state, count }: { readonly state: HostArrays; readonly count: number },
  [name, precision]: readonly [EngineName, Precision] = ["onnx-cpu", "float64"],
): Promise<StepOutputs> {
  const engine = await engineHere(name);
  const parts = partsOf(plan);
  const executable = await engine.compileSteps(traceStep(trainStep(parts)), precision);
  const { joinData, splitData } = layoutOf(parts);
  const from = { step: 0, state: relaid(state, joinData) };
  const made = await chunkRunner(plan, parts, executable)(from, count);
  await executable.dispose();
  return { state: { ...relaid(made.state, splitData) }, metrics: made.metrics };
}
