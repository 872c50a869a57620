import type { HostArrays, StepExecutable, StepOutputs } from "../engine/engines/engine.ts";
import { createOrder } from "./order.ts";
import type { TrainingPlan } from "./plan.ts";
import { factorsOf, type StepParts } from "./train-step.ts";

/** Runs some updates in one native call, from a state that is so many updates old. */
export type RunChunk = (
  from: { readonly step: number; readonly state: HostArrays },
  count: number,
) => Promise<StepOutputs>;

/** Learning rates and corrections of the steps, one array for each. */
function factorArrays({ optimiser, rate }: TrainingPlan, first: number, count: number) {
  const rows = Array.from({ length: count }, (_, at) => {
    const step = first + at + 1;
    return factorsOf(optimiser, rate.at(step), step);
  });
  const names = Object.keys(rows[0] ?? {});
  const entries = names.map((name) => [
    `factor/${name}`,
    Float64Array.from(rows, (row) => row[name] ?? NaN),
  ]);
  return Object.fromEntries(entries) as Record<string, Float64Array>;
}

/** What a step is given is a function of its number, so that any chunk can be run by itself. */
export function chunkRunner(
  plan: TrainingPlan,
  { network, data }: StepParts,
  executable: StepExecutable,
): RunChunk {
  const { examples, seed, arm = 0 } = plan;
  const { count: size, batch } = data;
  const order = batch === size ? null : createOrder({ seed, arm, examples: size, batch });
  const constants = {
    inputs: examples.inputs,
    targets: examples.targets,
    ...(network.isRandom ? { seed: Uint32Array.of(seed) } : {}),
  };
  return ({ step, state }, count) =>
    executable.run({
      ...{ count, state, constants },
      perStep: {
        ...factorArrays(plan, step, count),
        ...(order === null ? {} : { order: order(step, count) }),
        ...(network.isRandom
          ? { step: Uint32Array.from({ length: count }, (_, at) => step + at) }
          : {}),
      },
    });
}
