/**
 * Proofs, as code, that no parameters attain the pointwise infimum: then the objective has no local
 * minimum at all, and what is said of its local minima is said of nothing. No proof found proves
 * nothing.
 *
 * @source spec kawaguchi2020-elimination, 2.7
 */
import type { ModelSpec } from "./model.ts";
import { groupsOf, targetsOf, type Problem } from "./objective.ts";
import { pointwiseInfimum } from "./pointwise.ts";

export type NonAttainment =
  /** At some input no value attains the infimum: no model does. */
  | "labels"
  /** The model is monotone in its one input, the values that attain the infimum are not. */
  | "monotone";

/** One hidden unit on one input: v sigma(w x + b), sigma monotone. */
function isMonotone(model: ModelSpec): boolean {
  if (model.kind !== "dense") return false;
  const { weights, skip } = model.network;
  const [first, second] = weights;
  const isUnit = weights.length === 2 && first?.[0]?.length === 1 && second?.length === 1;
  return isUnit && second[0]?.length === 1 && skip === undefined;
}

/** Whether numbers rise somewhere and fall elsewhere by more than the rounding of a mean. */
function risesAndFalls(values: readonly number[]): boolean {
  const scale = Math.max(...values.map(Math.abs));
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? Number.NaN));
  const rounding = 1e-12 * scale;
  return steps.some((step) => step > rounding) && steps.some((step) => step < -rounding);
}

/** Squared loss attains its infimum at the mean of each input's labels alone. */
function meansAlongInput(problem: Problem): number[] {
  const targets = targetsOf(problem);
  const means = groupsOf(problem).map((samples) => {
    const labels = samples.map((i) => targets[i]?.[0] ?? Number.NaN);
    const mean = labels.reduce((sum, one) => sum + one, 0) / labels.length;
    return { x: problem.inputs[samples[0] ?? 0]?.[0] ?? Number.NaN, mean };
  });
  return means.toSorted((left, right) => left.x - right.x).map(({ mean }) => mean);
}

/** Null: no proof was found, which leaves it open. */
export function nonAttainment(problem: Problem): NonAttainment | null {
  if (pointwiseInfimum(problem).unattained > 0) return "labels";
  const isOneInput = problem.inputs.every((row) => row.length === 1);
  const applies = problem.loss.kind === "squared" && isOneInput && isMonotone(problem.model);
  return applies && risesAndFalls(meansAlongInput(problem)) ? "monotone" : null;
}
