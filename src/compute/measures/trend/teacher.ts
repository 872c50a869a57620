/**
 * The data of a block: those of a random teacher, drawn by the block's seed.
 *
 * @source    spec kawaguchi2019-depth-width 3.3
 * @shape     X [m, d_x + 1], its last column ones; Y [m, 1] of mean 0 and variance 1
 * @random    inputs: (seed, purpose 5 = data, stream 0); teacher: streams 1, 2, ... layer by layer
 * @precision float64
 */
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import type { RegressionData, Rows } from "../minima/dense-network.ts";
import { forwardPass } from "../minima/forward.ts";
import { normalMatrix } from "./student.ts";

/** A tanh network whose weights are N(0, 1) times `scale` / sqrt(fan-in); inputs are standard normal. */
export interface Teacher {
  readonly kind: "teacher";
  readonly samples: number;
  /** d_x, without the ones. */
  readonly inputs: number;
  readonly hiddenLayers: number;
  readonly width: number;
  readonly scale: number;
}

/** Mean 0 and variance 1 (over m); one that is constant is taken as it is, less its mean. */
export function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length;
  const deviation = variance === 0 ? 1 : Math.sqrt(variance);
  return values.map((one) => (one - mean) / deviation);
}

export function taughtBy(teacher: Teacher, seed: number): RegressionData {
  const random = new RandomStream(seed, PURPOSES.data, 0);
  const inputs: Rows = Array.from({ length: teacher.samples }, () => [
    ...Array.from({ length: teacher.inputs }, () => random.normal()),
    1,
  ]);
  const hidden = new Array<number>(teacher.hiddenLayers).fill(teacher.width);
  const sizes = [teacher.inputs + 1, ...hidden, 1];
  const weights = sizes.slice(1).map((units, layer) => {
    const stream = new RandomStream(seed, PURPOSES.data, layer + 1);
    return normalMatrix([sizes[layer] ?? 0, units], teacher.scale ** 2, stream);
  });
  const { outputs } = forwardPass({ activation: "tanh", weights }, { inputs });
  const targets = standardised(Array.from(outputs[0] ?? [])).map((one) => [one]);
  return { inputs, targets };
}
