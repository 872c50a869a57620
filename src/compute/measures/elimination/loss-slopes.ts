/**
 * The loss's slopes in closed form, c_i of every check, against those of its formula by differentiation:
 * two computations of one number that share nothing.
 *
 * @source    spec kawaguchi2020-elimination, section 1 (c_i)
 * @shape     problem -> number; one random output q_i [d_y] for each sample, with the sample's label
 * @units     relative to 1 + |dl/dq_k|
 * @precision rounding: about 1e-15
 * @random    purpose "statistics", stream 40: outputs normal
 */
import { expandAt } from "../../numerics/expansion.ts";
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import { lossGradient, lossOf } from "./loss.ts";
import { targetsOf, type Problem } from "./objective.ts";

/** The largest difference. */
export function slopeError(problem: Problem, seed: number): number {
  const { loss } = problem;
  const random = new RandomStream(seed, PURPOSES.statistics, 40);
  const errors = targetsOf(problem).flatMap((label) => {
    const outputs = label.map(() => random.normal());
    const { gradient } = expandAt((algebra, q) => lossOf(algebra, loss, q, label), outputs);
    return lossGradient(loss, outputs, label).map((slope, k) => {
      const derivative = gradient[k] ?? Number.NaN;
      return Math.abs(slope - derivative) / (1 + Math.abs(derivative));
    });
  });
  return Math.max(...errors);
}
