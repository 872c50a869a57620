import type { Precision } from "../../domain/engine-name.ts";
import type { Engine, HostArrays } from "../engine/engines/engine.ts";
import { createEvaluator, type MeasuringTask } from "./evaluate.ts";
import { createMomentsComputer } from "./moments.ts";

/** The loss on all examples in evaluation mode, moments of normalisation computed anew. */
export interface FullLoss {
  of(parameters: HostArrays): Promise<number>;
  dispose(): Promise<void>;
}

export async function createFullLoss(
  engine: Engine,
  precision: Precision,
  task: MeasuringTask,
): Promise<FullLoss> {
  const evaluator = await createEvaluator(engine, precision, task);
  const normal = createMomentsComputer(engine, precision, task);
  return {
    async of(parameters) {
      const moments = await normal.run(parameters);
      return (await evaluator.of({ parameters, moments })).loss;
    },
    async dispose() {
      await evaluator.dispose();
      await normal.dispose();
    },
  };
}
