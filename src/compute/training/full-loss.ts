import type { Precision } from "../../domain/engine-name.ts";
import type { Engine, HostArrays } from "../engine/engines/engine.ts";
import type { FunctionProgram } from "../engine/program.ts";
import type { Tensor } from "../engine/tfjs.ts";
import { traceFunction } from "../engine/trace.ts";
import { momentsOfBatch } from "../nn/network.ts";
import { inputsOf } from "../nn/parameters.ts";
import { accurateSum } from "../numerics/summation.ts";
import { createEvaluator, type MeasuringTask } from "./evaluate.ts";
import { asNumbers, checkExamples, inPrecision, inputSpec, LARGE_BATCH } from "./examples.ts";
import { createMomentsComputer } from "./moments.ts";
import { prefixed, unprefixed } from "../engine/names.ts";

/** The loss on all examples in evaluation mode, moments of normalisation computed anew. */
export interface FullLoss {
  of(parameters: HostArrays): Promise<number>;
  dispose(): Promise<void>;
}

/** All examples in one batch: its moments are those of all, so that one pass gives the losses. */
function wholeProgram({ network, loss, examples }: MeasuringTask, count: number) {
  const target = loss.targetOf(network.output);
  return {
    name: "loss of all examples",
    inputs: {
      ...prefixed("parameter", inputsOf(network.parameters)),
      inputs: inputSpec(network, examples, count),
      targets: { shape: [count, ...target.shape], type: target.type },
    },
    run(tf, given) {
      const { inputs, targets } = given as Record<"inputs" | "targets", Tensor>;
      const parameters = unprefixed("parameter", given);
      const mode = { moments: momentsOfBatch, random: null };
      const outputs = network.apply(tf, asNumbers(tf, inputs, examples), { parameters, mode });
      return { losses: loss.perExample(tf, outputs, targets) };
    },
  } satisfies FunctionProgram;
}

async function createWhole(
  engine: Engine,
  precision: Precision,
  task: MeasuringTask,
): Promise<FullLoss> {
  const count = checkExamples(task, task.examples);
  const { inputs, targets } = inPrecision(task.examples, precision);
  const program = wholeProgram(task, count);
  const executable = await engine.compileFunction(program.name, traceFunction(program), precision);
  return {
    async of(parameters) {
      const given = { ...prefixed("parameter", parameters), inputs, targets };
      const { losses = [] } = await executable.run(given);
      return accurateSum(losses) / count;
    },
    dispose: () => executable.dispose(),
  };
}

/** Parts of the examples: first the moments, layer after layer, then the losses. */
async function createByParts(
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

export function createFullLoss(
  engine: Engine,
  precision: Precision,
  task: MeasuringTask,
): Promise<FullLoss> {
  const fitsOneBatch = checkExamples(task, task.examples) <= (task.batch ?? LARGE_BATCH);
  return fitsOneBatch
    ? createWhole(engine, precision, task)
    : createByParts(engine, precision, task);
}
