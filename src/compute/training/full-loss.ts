import type { Precision } from "../../domain/engine-name.ts";
import type { Engine, HostArrays } from "../engine/engines/engine.ts";
import { createEvaluator, LARGE_BATCH } from "./evaluate.ts";
import { createMomentsComputer } from "./moments.ts";
import type { TrainingPlan } from "./plan.ts";
import type { DataForm } from "./train-step.ts";

/** The loss on all examples in evaluation mode, moments of normalisation computed anew. */
export interface FullLoss {
  of(parameters: HostArrays): Promise<number>;
  dispose(): Promise<void>;
}

export async function createFullLoss(
  engine: Engine,
  precision: Precision,
  { plan, data }: { readonly plan: TrainingPlan; readonly data: DataForm },
): Promise<FullLoss> {
  const { network, loss, examples } = plan;
  const batch = Math.min(LARGE_BATCH, data.count);
  const form = { type: data.type, scale: data.scale };
  const evaluator = await createEvaluator(engine, precision, { network, loss, batch, ...form });
  const normal = createMomentsComputer(engine, precision, { network, loss, examples, batch });
  return {
    async of(parameters) {
      const moments = await normal.run(parameters);
      return (await evaluator.run({ parameters, moments }, examples)).loss;
    },
    async dispose() {
      await evaluator.dispose();
      await normal.dispose();
    },
  };
}
