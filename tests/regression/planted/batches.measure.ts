/** A trained network with batch normalisation, measured in batches of several sizes and orders. */
import type { Measure } from "../../../src/compute/measures/measure.ts";
import {
  batchNorm,
  dense,
  relu,
  sequential,
  softmaxCrossEntropy,
} from "../../../src/compute/nn/index.ts";
import {
  adam,
  constantRate,
  evaluate,
  recomputeMoments,
  train,
  type Examples,
} from "../../../src/compute/training/index.ts";

export interface BatchesSetting {
  /** Whether the small batches are measured with the network that was trained. */
  readonly network: "trained" | "rescaled";
}

const CLASSES = 3;
const COUNT = 100;

/** A spiral for each class: no two examples are the same. */
function spirals(indices: readonly number[]): Examples {
  const inputs = indices.flatMap((index) => {
    const [turn, radius] = [(2 * Math.PI * (index % CLASSES)) / CLASSES, index / COUNT];
    return [radius * Math.cos(turn + 2 * radius), radius * Math.sin(turn + 2 * radius)];
  });
  const targets = Int32Array.from(indices, (index) => index % CLASSES);
  return { inputs: Float32Array.from(inputs), targets };
}

const FORWARD = Array.from({ length: COUNT }, (_, index) => index);

export const batches: Measure<BatchesSetting, "loss" | "right" | "apart"> = {
  name: "planted-batches",
  quantities: {
    loss: { unit: null, meaning: "mean over the examples, all in one batch" },
    right: { unit: null, meaning: "examples that are classified rightly" },
    apart: { unit: null, meaning: "largest difference of the mean loss in other batches" },
  },
  problems: () => [],
  async run({ network: which }, { engine, precision, seed, states }) {
    const network = sequential([2], [dense(8), batchNorm(), relu(), dense(CLASSES)]);
    const [loss, examples] = [softmaxCrossEntropy, spirals(FORWARD)];
    const task = { network, loss, examples };
    const plan = { ...task, optimiser: adam(), rate: constantRate(0.01), batch: 20, seed };
    const { parameters } = await train(
      engine,
      precision,
      { ...plan, until: { limit: 100 } },
      { states },
    );
    const moments = await recomputeMoments(engine, precision, { ...task, parameters });
    const weights = { parameters, moments };
    const whole = await evaluate(engine, precision, { ...task, batch: COUNT, weights });
    const factor = which === "trained" ? 1 : 2;
    const scaled = Object.entries(moments).map(([name, values]) => {
      return [name, values.map((value) => factor * value)] as const;
    });
    const others = { ...weights, moments: Object.fromEntries(scaled) };
    let apart = 0;
    for (const [batch, order] of [
      [1, FORWARD],
      [7, FORWARD],
      [7, FORWARD.toReversed()],
    ] as const) {
      const on = { ...task, examples: spirals(order), batch, weights: others };
      const other = await evaluate(engine, precision, on);
      apart = Math.max(apart, Math.abs(other.loss - whole.loss));
    }
    const right = BigInt(Math.round((whole.accuracy ?? NaN) * COUNT));
    return { quantities: { loss: whole.loss, right, apart } };
  },
};
