import { valueAndGradients } from "../engine/gradients.ts";
import type { InputSpecs, StepProgram, Tensors, TraceTf } from "../engine/program.ts";
import type { Tensor } from "../engine/tfjs.ts";
import type { Loss } from "../nn/losses.ts";
import { momentsOfBatch, type Network } from "../nn/network.ts";
import { prefixed, unprefixed } from "../engine/names.ts";
import { take, type Optimiser } from "./optimisers/optimiser.ts";
import { layoutOf } from "./state-layout.ts";
import { decayedNames } from "./weight-decay.ts";

/** How the data enter the graph. */
export interface DataForm {
  readonly count: number;
  readonly type: "uint8" | "float";
  /** As many as `count`: all of them, in their own order, without a gather. */
  readonly batch: number;
  readonly scale: number;
}

export interface StepParts {
  readonly network: Network;
  readonly loss: Loss;
  readonly optimiser: Optimiser;
  readonly data: DataForm;
  /** Networks trained side by side, each with its own seed and order; null: one. */
  readonly replicas?: number | null;
}

/** The state of parameters and slots: `parameter/<array>`, `<slot>/<array>`. */
function stateSpecs(parts: StepParts): InputSpecs {
  const { arrays } = layoutOf(parts);
  const kinds = ["parameter", ...parts.optimiser.slots];
  return Object.assign({}, ...kinds.map((kind) => prefixed(kind, arrays))) as InputSpecs;
}

/** Names of the scalars of a step. */
export function factorsOf(optimiser: Optimiser, rate: number, step: number) {
  const { decay } = optimiser;
  const factors = optimiser.factors(rate, step);
  if (decay?.kind !== "decoupled") return factors;
  return { ...factors, decay: rate };
}

function perStepSpecs({ network, optimiser, data, replicas = null }: StepParts): InputSpecs {
  const names = Object.keys(factorsOf(optimiser, 0, 1));
  const order = { shape: replicas === null ? [data.batch] : [replicas, data.batch] };
  return {
    ...Object.fromEntries(names.map((name) => [`factor/${name}`, { shape: [] }])),
    ...(data.batch === data.count ? {} : { order: { ...order, type: "int32" } as const }),
    ...(network.isRandom ? { step: { shape: [], type: "uint32" } as const } : {}),
  };
}

function constantSpecs({ network, loss, data, replicas = null }: StepParts): InputSpecs {
  const target = loss.targetOf(network.output);
  const seed = { shape: replicas === null ? [] : [replicas], type: "uint32" } as const;
  return {
    inputs: { shape: [data.count, ...network.input], type: data.type },
    targets: { shape: [data.count, ...target.shape], type: target.type },
    ...(network.isRandom ? { seed } : {}),
  };
}

/** The rows of an array that this step sees, with an axis of replicas in front where there are any. */
function rowsOf(
  tf: TraceTf,
  array: Tensor,
  { order, replicas }: { order: Tensor | undefined; replicas: number | null },
): Tensor {
  if (order !== undefined) return tf.gather(array, order);
  return replicas === null ? array : tf.broadcastTo(array, [replicas, ...array.shape]);
}

function batchOf(
  tf: TraceTf,
  parts: StepParts,
  { constants, perStep }: { constants: Tensors; perStep: Tensors },
) {
  const { data, replicas = null } = parts;
  const { order } = perStep;
  const rows = (name: string) => rowsOf(tf, constants[name] as Tensor, { order, replicas });
  const inputs = tf.cast(rows("inputs"), "float32");
  return {
    inputs: data.scale === 1 ? inputs : tf.mul(inputs, data.scale),
    targets: rows("targets"),
  };
}

/** New parameters and slots, array by array. */
function updateAll(
  tf: TraceTf,
  parts: StepParts,
  { state, gradients, factors }: { state: Tensors; gradients: Tensors; factors: Tensors },
): Tensors {
  const { network, optimiser } = parts;
  const { decay } = optimiser;
  const layout = layoutOf(parts);
  const slopes = layout.join(tf, gradients);
  const decayed = decayedNames(network.parameters, decay);
  const pulls = decay === null ? {} : layout.decay(tf, decayed, decay.coefficient);
  const next: Record<string, Tensor> = {};
  for (const name of Object.keys(layout.arrays)) {
    const parameter = take(state, `parameter/${name}`);
    const slope = take(slopes, name);
    const pull = pulls[name];
    const pulled = pull === undefined ? null : tf.mul(pull, parameter);
    const isGradient = pulled !== null && decay?.kind === "gradient";
    const gradient = isGradient ? tf.add(slope, pulled) : slope;
    const slots = optimiser.slots.map((slot) => [slot, take(state, `${slot}/${name}`)]);
    const updated = optimiser.update({
      ...{ tf, parameter, gradient, factors },
      slots: Object.fromEntries(slots) as Tensors,
    });
    const isBeside = pulled !== null && decay?.kind === "decoupled";
    next[`parameter/${name}`] = isBeside
      ? tf.sub(updated.parameter, tf.mul(take(factors, "decay"), pulled))
      : updated.parameter;
    for (const slot of optimiser.slots) next[`${slot}/${name}`] = take(updated.slots, slot);
  }
  return next;
}

/**
 * One update as a program. The metric `loss` is the mean over the step's batch before the update,
 * one for each replica.
 */
export function trainStep(parts: StepParts): StepProgram {
  const { network, loss, replicas = null } = parts;
  return {
    name: `training of ${Object.keys(network.parameters).length} arrays by ${parts.optimiser.name}`,
    state: stateSpecs(parts),
    constants: constantSpecs(parts),
    perStep: perStepSpecs(parts),
    step(tf, { state, constants, perStep }) {
      const batch = batchOf(tf, parts, { constants, perStep });
      const { seed } = constants;
      const { step } = perStep;
      const random = seed === undefined || step === undefined ? null : { seed, step };
      let losses: Tensor | null = null;
      const { gradients } = valueAndGradients(
        (parameters) => {
          const mode = { moments: momentsOfBatch, random };
          const outputs = network.apply(tf, batch.inputs, { parameters, mode, replicas });
          losses = tf.mean(loss.perExample(tf, outputs, batch.targets), -1);
          // Each replica's loss moves its own parameters only, so that the sum serves all.
          return tf.sum(losses);
        },
        layoutOf(parts).split(tf, unprefixed("parameter", state)),
      );
      const factors = unprefixed("factor", perStep);
      return {
        state: updateAll(tf, parts, { state, gradients, factors }),
        metrics: { loss: losses as unknown as Tensor },
      };
    },
  };
}
