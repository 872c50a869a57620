import { RandomStream, PURPOSES } from "../../src/compute/numerics/threefry.ts";
import {
  batchNorm,
  dense,
  dropout,
  relu,
  sequential,
  softmaxCrossEntropy,
  tanh,
  type Network,
} from "../../src/compute/nn/index.ts";
import {
  adam,
  adamW,
  constantRate,
  momentum,
  sgd,
  type Examples,
  type Optimiser,
  type TrainingPlan,
} from "../../src/compute/training/index.ts";

const FEATURES = 6;
const CLASSES = 3;

/** Noise around a corner for each class: what a small network learns in a few hundred steps. */
export function corners(count: number, noise = 1): Examples {
  const stream = new RandomStream(9, PURPOSES.data, 0);
  const targets = Int32Array.from({ length: count }, (_, at) => at % CLASSES);
  const inputs = Float64Array.from({ length: count * FEATURES }, (_, at) => {
    const label = Math.floor(at / FEATURES) % CLASSES;
    return Number(at % FEATURES === label) + noise * (stream.uniformFloat64() - 0.5);
  });
  return { inputs, targets };
}

export function smallNetwork(): Network {
  return sequential([FEATURES], [dense(8), tanh(), dense(CLASSES)]);
}

/** Every part whose state or randomness could be lost between chunks. */
export function randomNetwork(): Network {
  return sequential(
    [FEATURES],
    [dense(8), batchNorm(), relu(), dropout(0.25), dense(8), relu(), dropout(0.5), dense(CLASSES)],
  );
}

export const OPTIMISERS: Readonly<Record<string, () => Optimiser>> = {
  sgd,
  momentum: () => momentum({ nesterov: true }),
  adam,
  adamW: () => adamW({ decay: 0.01, of: "weights" }),
};

export function planOf(changes: Partial<TrainingPlan> = {}): TrainingPlan {
  return {
    ...{ network: smallNetwork(), loss: softmaxCrossEntropy, optimiser: adam() },
    ...{ rate: constantRate(0.01), examples: corners(60), batch: 8, seed: 3 },
    until: { limit: 100 },
    ...changes,
  };
}

/** With shuffling, dropout and a limit that takes a while. */
export function randomPlan(optimiser: string, limit = 300): TrainingPlan {
  const made = OPTIMISERS[optimiser]?.();
  if (made === undefined) throw new Error(`no optimiser ${optimiser}`);
  return planOf({ network: randomNetwork(), optimiser: made, until: { limit } });
}
