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
import { checkExamples, sliceExamples, type Examples } from "./examples.ts";
import { prefixed, unprefixed } from "./names.ts";

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

/** Networks of one form, evaluated on examples in batches. */
export interface Evaluator {
  run(weights: Weights, examples: Examples): Promise<Evaluation>;
  dispose(): Promise<void>;
}

export interface EvaluatorOptions {
  readonly network: Network;
  readonly loss: Loss;
  /** Examples in one call, with their form; results do not depend on it beyond rounding. */
  readonly batch: number;
  readonly type: "uint8" | "float";
  readonly scale: number;
}

/** Inputs for moments, of all normalisations or of those that are named. */
export function momentSpecs({ moments }: Network, names = Object.keys(moments)): InputSpecs {
  const entries = names.flatMap((name) =>
    ["mean", "variance"].map((which) => [`${name}.${which}`, { shape: [moments[name] ?? 0] }]),
  );
  return Object.fromEntries(entries) as InputSpecs;
}

/** Inputs `parameter/…`, `moments/…`, `inputs`, `targets`; outputs `losses` and `predictions`. */
function evaluationProgram(options: EvaluatorOptions): FunctionProgram {
  const { network, loss, batch, type, scale } = options;
  const target = loss.targetOf(network.output);
  return {
    name: "evaluation",
    inputs: {
      ...prefixed("parameter", inputsOf(network.parameters)),
      ...prefixed("moments", momentSpecs(network)),
      inputs: { shape: [batch, ...network.input], type },
      targets: { shape: [batch, ...target.shape], type: target.type },
    },
    run(tf, given) {
      const { inputs, targets } = given as Record<"inputs" | "targets", Tensor>;
      const x = tf.mul(tf.cast(inputs, "float32"), scale);
      const moments = momentsGiven(unprefixed("moments", given));
      const parameters = unprefixed("parameter", given);
      const outputs = network.apply(tf, x, { parameters, mode: { moments, random: null } });
      return {
        losses: loss.perExample(tf, outputs, targets),
        ...(target.type === "int32" ? { predictions: tf.argMax(outputs, -1) } : {}),
      };
    },
  };
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

async function evaluateAll(
  { network, loss, batch }: EvaluatorOptions,
  executable: FunctionExecutable,
  { weights, examples }: { weights: Weights; examples: Examples },
): Promise<Evaluation> {
  const count = checkExamples({ network, loss }, examples);
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

/** @throws PlatformError BAD_PROGRAM, BAD_INPUT for examples that do not fit (when it runs) */
export async function createEvaluator(
  engine: Engine,
  precision: Precision,
  options: EvaluatorOptions,
): Promise<Evaluator> {
  const graph = traceFunction(evaluationProgram(options));
  const executable = await engine.compileFunction("evaluation", graph, precision);
  return {
    run: (weights, examples) => evaluateAll(options, executable, { weights, examples }),
    dispose: () => executable.dispose(),
  };
}

/** Examples in one call, where nobody says another number. */
export const LARGE_BATCH = 2000;

/**
 * Loss and accuracy of a network on examples, in evaluation mode: no dropout, normalisation by the
 * given moments. The same for every batch size to rounding.
 *
 * @param task.batch 2,000 unless said, and no more than there are
 */
export async function evaluate(
  engine: Engine,
  precision: Precision,
  task: {
    readonly network: Network;
    readonly loss: Loss;
    readonly weights: Weights;
    readonly examples: Examples;
    readonly batch?: number;
  },
): Promise<Evaluation> {
  const { network, loss, weights, examples } = task;
  const count = checkExamples({ network, loss }, examples);
  const evaluator = await createEvaluator(engine, precision, {
    ...{ network, loss, batch: Math.min(task.batch ?? LARGE_BATCH, count) },
    ...{ type: examples.inputs instanceof Uint8Array ? "uint8" : "float" },
    scale: examples.scale ?? 1,
  });
  try {
    return await evaluator.run(weights, examples);
  } finally {
    await evaluator.dispose();
  }
}
