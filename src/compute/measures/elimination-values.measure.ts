/**
 * The objective at one point against numbers that were computed elsewhere: pins 1/m, lambda, the
 * orientation of W, one neuron for each output, and the groups of repeated inputs.
 *
 * @source spec kawaguchi2020-elimination, section 1 (golden point G1)
 * @shape  problem, z -> numbers in the units in which they are given
 */
import { expandAt, valueAt } from "../numerics/expansion.ts";
import { groupGradients, layoutOf, objectiveFormula } from "./elimination/objective.ts";
import { plainFormula, type Problem } from "./elimination/objective.ts";
import { pointwiseInfimum } from "./elimination/pointwise.ts";
import { problemProblems } from "./elimination/problems.ts";
import type { Measure } from "./measure.ts";

export interface EliminationValuesSetting {
  readonly problem: Problem;
  readonly z: readonly number[];
  /** dLt/d(a, b, W), in the order of z. */
  readonly gradient: readonly number[];
  /** Gamma_j in the order of the distinct inputs' first samples, one after the other. */
  readonly groupGradients: readonly number[];
}

type Name = "value" | "plain" | "infimum" | "gradientError" | "groupError";

function furthest(found: readonly number[], expected: readonly number[]): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  return Math.max(...found.map((one, index) => Math.abs(one - (expected[index] ?? Number.NaN))));
}

export const eliminationValues: Measure<EliminationValuesSetting, Name> = {
  name: "elimination-values",
  quantities: {
    value: { unit: null, meaning: "Lt" },
    plain: { unit: null, meaning: "L" },
    infimum: { unit: null, meaning: "L_pw" },
    gradientError: {
      unit: null,
      meaning: "largest distance of dLt/d(a, b, W) from the numbers given",
    },
    groupError: { unit: null, meaning: "largest distance of the Gamma_j from the numbers given" },
  },
  problems({ problem, z }) {
    const problems = problemProblems(problem);
    if (problems.length > 0) return problems;
    const { size } = layoutOf(problem);
    return z.length === size ? [] : [`a point has ${size} numbers`];
  },
  run({ problem, z, gradient, groupGradients: expected }) {
    const { theta } = layoutOf(problem);
    const expansion = expandAt(objectiveFormula(problem), z);
    return {
      quantities: {
        value: expansion.value,
        plain: valueAt(plainFormula(problem), z.slice(0, theta)),
        infimum: pointwiseInfimum(problem).infimum ?? Number.NaN,
        gradientError: furthest(expansion.gradient.slice(theta), gradient),
        groupError: furthest(groupGradients(problem, z).flat(), expected),
      },
    };
  },
};
