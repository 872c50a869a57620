/**
 * Lower bounds of an objective near a point, which certify a local minimum that reaches them.
 *
 * @source spec kawaguchi2020-elimination, 2.3 step 2 (L_pw) and section 4 (cell argument of F1)
 * @units  those of the problem's loss
 */
import type { DenseNetwork } from "../minima/dense-network.ts";
import { targetsOf, type Problem } from "./objective.ts";
import { pointwiseInfimum } from "./pointwise.ts";

/**
 * One hidden ReLU layer without skip: as long as no pre-activation crosses 0, samples on which no unit
 * is active keep the output 0. Null: another network, or a pre-activation that is 0.
 */
function silentLoss({ inputs, model }: Problem, targets: readonly (readonly number[])[]) {
  if (model.kind !== "dense") return null;
  const { activation, weights, skip, biases }: DenseNetwork = model.network;
  const [first, , third] = weights;
  const isShallow = first !== undefined && third === undefined && weights.length === 2;
  if (activation !== "relu" || !isShallow || skip !== undefined || biases === true) return null;
  const seen = inputs.map((x) => (model.appendOnes === true ? [...x, 1] : x));
  const signals = seen.map((x) =>
    (first[0] ?? []).map((_, unit) =>
      x.reduce((sum, one, row) => sum + one * (first[row]?.[unit] ?? Number.NaN), 0),
    ),
  );
  if (signals.flat().some((z) => z === 0)) return null;
  const silent = targets.filter((_, i) => signals[i]?.every((z) => z < 0) === true);
  return silent.flat().reduce((sum, y) => sum + y * y, 0) / targets.length;
}

/**
 * No value near the point is below it. The network in `problem.model` stands at the point.
 *
 * Null: no bound is known for this loss.
 */
export function localLowerBound(problem: Problem): number | null {
  const { infimum } = pointwiseInfimum(problem);
  if (problem.neuron !== "none" || problem.loss.kind !== "squared") return infimum;
  const silent = silentLoss(problem, targetsOf(problem));
  return silent === null ? infimum : Math.max(silent, infimum ?? 0);
}
