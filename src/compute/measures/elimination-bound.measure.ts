/**
 * Whether the objective is anywhere below the pointwise infimum: at random points of all variables,
 * near (theta, 0, 0, 0) and far from it.
 *
 * @source spec kawaguchi2020-elimination, 2.3 (el-exists: Lt >= L_pw)
 * @units  normalised (2.3 step 0)
 * @random purpose "statistics", stream 30: all variables normal about (theta, 0, 0, 0), the logarithm
 *         of their deviation uniform
 */
import { valueAt } from "../numerics/expansion.ts";
import { PURPOSES, RandomStream } from "../numerics/threefry.ts";
import { normalised } from "./elimination/normalise.ts";
import { largestGroupGradient, layoutOf, objectiveFormula } from "./elimination/objective.ts";
import { range, type Problem } from "./elimination/objective.ts";
import { pointwiseInfimum } from "./elimination/pointwise.ts";
import { problemProblems } from "./elimination/problems.ts";
import type { Measure } from "./measure.ts";

export interface EliminationBoundSetting {
  readonly problem: Problem;
  /** Parameters of the model whose group gradients are to vanish. */
  readonly theta: readonly number[];
  readonly points: number;
  readonly deviation: number;
}

/** From the deviation of the setting down to this many powers of ten less. */
const DECADES = 6;

export const eliminationBound: Measure<
  EliminationBoundSetting,
  "lowest" | "groupGradient" | "points"
> = {
  name: "elimination-bound",
  quantities: {
    lowest: { unit: null, meaning: "least (Lt - L_pw) / (1 + L_pw) of the random points" },
    groupGradient: { unit: null, meaning: "largest |Gamma_j| at theta" },
    points: { unit: null, meaning: "random points" },
  },
  problems({ problem, theta, points }) {
    const problems = problemProblems(problem);
    if (problems.length > 0) return problems;
    const size = layoutOf(problem).theta;
    return [
      ...(theta.length === size ? [] : [`the model has ${size} parameters`]),
      ...(Number.isSafeInteger(points) && points > 0 ? [] : ["points is a positive integer"]),
    ];
  },
  run({ problem: raw, theta, points, deviation }, { seed }) {
    const problem = normalised(raw);
    const random = new RandomStream(seed, PURPOSES.statistics, 30);
    const formula = objectiveFormula(problem);
    const infimum = pointwiseInfimum(problem).infimum ?? Number.NaN;
    const { size } = layoutOf(problem);
    const above = range(points).map(() => {
      const far = deviation * 10 ** (-DECADES * random.uniformFloat64());
      const z = range(size).map((index) => (theta[index] ?? 0) + far * random.normal());
      return (valueAt(formula, z) - infimum) / (1 + Math.abs(infimum));
    });
    return {
      quantities: {
        lowest: Math.min(...above),
        groupGradient: largestGroupGradient(problem, theta),
        points: BigInt(points),
      },
    };
  },
};
