import type { Precision } from "../../domain/engine-name.ts";
import type { Engine, FunctionExecutable, HostArrays, HostData } from "../engine/engines/engine.ts";
import { sizeOf } from "../engine/graph.ts";
import type { FunctionProgram, InputSpecs } from "../engine/program.ts";
import type { Tensor } from "../engine/tfjs.ts";
import { traceFunction } from "../engine/trace.ts";
import type { Loss } from "../nn/losses.ts";
import { momentsGiven, type Network } from "../nn/network.ts";
import { inputsOf } from "../nn/parameters.ts";
import { accurateSum } from "../numerics/summation.ts";
import {
  asNumbers,
  checkExamples,
  countOf,
  inPrecision,
  inputSpec,
  LARGE_BATCH,
  sliceExamples,
  type Examples,
} from "./examples.ts";
import { prefixed, unprefixed } from "../engine/names.ts";

/** A network with numbers in it. */
export interface Weights {
  readonly parameters: HostArrays;
  /** For networks with batch normalisation: `recomputeMoments`. */
  readonly moments?: HostArrays;
}

export interface Evaluation {
  /** The mean of `losses`, summed in float64 without loss. */
  readonly loss: number;
  /** The part of the examples whose largest output is their label's; null without labels. */
  readonly accuracy: number | null;
  readonly losses: Float64Array;
  /** The class of the largest output, the first where there are several; null without labels. */
  readonly predictions: Int32Array | null;
}

/** What networks of one form are measured on. */
export interface MeasuringTask {
  readonly network: Network;
  readonly loss: Loss;
  readonly examples: Examples;
  /** Examples in one call, no more than there are; 2,000 unless said. Results do not depend on it. */
  readonly batch?: number;
}

/** Measures networks of one form on the same examples. */
export interface Evaluator {
  of(weights: Weights): Promise<Evaluation>;
  dispose(): Promise<void>;
}

/** Inputs for moments, of all normalisations or of those that are named. */
export function momentSpecs({ moments }: Network, names = Object.keys(moments)): InputSpecs {
  const entries = names.flatMap((name) =>
    ["mean", "variance"].map((which) => [`${name}.${which}`, { shape: [moments[name] ?? 0] }]),
  );
  return Object.fromEntries(entries) as InputSpecs;
}

/** Inputs `parameter/…`, `moments/…`, `inputs`, `targets`; outputs `losses` and `predictions`. */
function evaluationProgram({ network, loss, examples }: MeasuringTask, batch: number) {
  const target = loss.targetOf(network.output);
  return {
    name: "evaluation",
    inputs: {
      ...prefixed("parameter", inputsOf(network.parameters)),
      ...prefixed("moments", momentSpecs(network)),
      inputs: inputSpec(network, examples, batch),
      targets: { shape: [batch, ...target.shape], type: target.type },
    },
    run(tf, given) {
      const { inputs, targets } = given as Record<"inputs" | "targets", Tensor>;
      const moments = momentsGiven(unprefixed("moments", given));
      const parameters = unprefixed("parameter", given);
      const x = asNumbers(tf, inputs, examples);
      const outputs = network.apply(tf, x, { parameters, mode: { moments, random: null } });
      return {
        losses: loss.perExample(tf, outputs, targets),
        ...(target.type === "int32" ? { predictions: tf.argMax(outputs, -1) } : {}),
      };
    },
  } satisfies FunctionProgram;
}

/** The data of a batch; the last one is filled up with zeros, whose results are not read. */
function padded<T extends HostData>(part: T, length: number): T {
  if (part.length === length) return part;
  const full = new (part.constructor as new (length: number) => T)(length);
  full.set(part);
  return full;
}

function summarise(losses: Float64Array, predictions: Int32Array | null, targets: HostData) {
  const hits = predictions?.reduce((sum, one, at) => sum + Number(one === targets[at]), 0);
  return {
    loss: accurateSum(losses) / losses.length,
    accuracy: hits === undefined ? null : hits / losses.length,
    ...{ losses, predictions },
  };
}

async function evaluateIn(
  batch: number,
  executable: FunctionExecutable,
  { network, loss, examples, weights }: MeasuringTask & { readonly weights: Weights },
): Promise<Evaluation> {
  const count = countOf(network, examples);
  const target = loss.targetOf(network.output);
  const losses = new Float64Array(count);
  const predictions = target.type === "int32" ? new Int32Array(count) : null;
  const fixed = {
    ...prefixed("parameter", weights.parameters),
    ...prefixed("moments", weights.moments ?? {}),
  };
  for (let start = 0; start < count; start += batch) {
    const end = Math.min(start + batch, count);
    const part = sliceExamples({ network, loss }, examples, [start, end]);
    const made = await executable.run({
      ...fixed,
      inputs: padded(part.inputs, batch * sizeOf(network.input)),
      targets: padded(part.targets, batch * sizeOf(target.shape)),
    });
    losses.set(made["losses"]?.subarray(0, end - start) ?? [], start);
    predictions?.set(made["predictions"]?.subarray(0, end - start) ?? [], start);
  }
  return summarise(losses, predictions, examples.targets);
}

/** @throws PlatformError BAD_PROGRAM; BAD_INPUT for examples that do not fit */
export async function createEvaluator(
  engine: Engine,
  precision: Precision,
  task: MeasuringTask,
): Promise<Evaluator> {
  const batch = Math.min(task.batch ?? LARGE_BATCH, checkExamples(task, task.examples));
  const examples = inPrecision(task.examples, precision);
  const graph = traceFunction(evaluationProgram(task, batch));
  const executable = await engine.compileFunction("evaluation", graph, precision);
  return {
    of: (weights) => evaluateIn(batch, executable, { ...task, examples, weights }),
    dispose: () => executable.dispose(),
  };
}

/**
 * Loss and accuracy of a network on examples, in evaluation mode: no dropout, normalisation by the
 * given moments. The same for every batch size, to rounding.
 *
 * @throws PlatformError BAD_PROGRAM; BAD_INPUT for examples that do not fit
 */
export async function evaluate(
  engine: Engine,
  precision: Precision,
  task: MeasuringTask & { readonly weights: Weights },
): Promise<Evaluation> {
  const evaluator = await createEvaluator(engine, precision, task);
  try {
    return await evaluator.of(task.weights);
  } finally {
    await evaluator.dispose();
  }
}
