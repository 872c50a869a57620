/**
 * The hypotheses of the theorems, of a problem: which hold, and which fail with a sentence that says
 * why.
 *
 * @source spec kawaguchi2020-elimination, sections 1 (Hypothesis A), 2.7 and 2.10
 */
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import { numbers } from "../../numerics/algebra.ts";
import { nonAttainment } from "./attainment.ts";
import { lossOf, propertiesOf, type LossSpec } from "./loss.ts";
import type { Problem } from "./objective.ts";

/**
 * How many of these pairs break convexity at the midpoint, for one label: some reject a loss, none
 * accepts it.
 *
 * @random purpose "statistics", stream 0: `pairs` pairs of points uniform in (-reach, reach)
 */
export function midpointViolations(
  loss: LossSpec,
  label: readonly number[],
  options: { readonly seed: number; readonly pairs: number; readonly reach: number },
): number {
  const { seed, pairs, reach } = options;
  const random = new RandomStream(seed, PURPOSES.statistics, 0);
  const draw = () => label.map(() => reach * (2 * random.uniformFloat64() - 1));
  const at = (q: readonly number[]) => lossOf(numbers, loss, q, label);
  let violations = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    const [left, right] = [draw(), draw()];
    const [low, high] = [at(left), at(right)];
    const middle = at(left.map((one, index) => (one + (right[index] ?? Number.NaN)) / 2));
    const slack = 1e-12 * (1 + Math.abs(low) + Math.abs(high));
    if (middle - (low + high) / 2 > slack) violations += 1;
  }
  return violations;
}

/** What the theorem asks of the problem and does not have, each in one sentence. */
export function missingHypotheses({ loss, lambda, neuron, decay }: Problem): string[] {
  const { convex, differentiable } = propertiesOf(loss);
  const isPenalised = (decay?.bias ?? 0) !== 0 || (decay?.weights ?? 0) !== 0;
  return [
    ...(convex ? [] : [`the loss ${loss.kind} is not convex in the outputs`]),
    ...(differentiable ? [] : [`the loss ${loss.kind} is not differentiable in the outputs`]),
    ...(lambda > 0 ? [] : [`lambda is ${lambda}, not positive`]),
    ...(neuron === "exponential" ? [] : [`the neuron is ${neuron}, not exponential with a bias`]),
    ...(isPenalised ? ["b or W is penalised, where the theorem penalises a alone"] : []),
  ];
}

/**
 * What a theorem on all local minima can be about here: "usable" where its hypotheses hold and
 * nothing shows that there is no local minimum.
 */
export type Standing = "usable" | "vacuous" | "hypothesis not met";

export function standingOf(problem: Problem): Standing {
  if (missingHypotheses(problem).length > 0) return "hypothesis not met";
  return nonAttainment(problem) === null ? "usable" : "vacuous";
}
