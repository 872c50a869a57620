/**
 * Plain gradient descent with a fixed step on the objective with one exponential neuron: it stalls
 * where the curvature in a, about 2 e^2b, is 1 / step, and looks as if b were bounded.
 *
 * @source    spec kawaguchi2020-elimination, section 2.6, pitfall
 * @shape     problem with one output, start z = (theta, a, b, w) -> numbers; the curve "b" against steps
 * @precision float64; single values are chaotic, the mean over the last half is not
 * @cost      one expansion for each step
 * @fails     non-finite parameters end the run as diverged
 */
import { expandAt } from "../numerics/expansion.ts";
import { layoutOf, objectiveFormula, range, type Problem } from "./elimination/objective.ts";
import { problemProblems } from "./elimination/problems.ts";
import type { Measure } from "./measure.ts";

export interface FixedStepSetting {
  readonly problem: Problem;
  readonly start: readonly number[];
  /** eta. */
  readonly rate: number;
  readonly steps: number;
}

type Name = "plateau" | "meanB" | "leastB" | "mostB" | "offset";

/** b of points for the curve; the mean is over all steps of the last half. */
const SHOWN = 200;

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

export const fixedStepDescent: Measure<FixedStepSetting, Name> = {
  name: "fixed-step-descent",
  quantities: {
    plateau: { unit: null, meaning: "1/2 ln(1 / rate)" },
    meanB: { unit: null, meaning: "mean of b over the last half of the steps" },
    leastB: { unit: null, meaning: "least b there" },
    mostB: { unit: null, meaning: "largest b there" },
    offset: { unit: null, meaning: "|mean of b - plateau|" },
  },
  problems({ problem, start, rate, steps }) {
    const { size, b } = layoutOf(problem);
    const hasBias = problem.neuron !== "none" && b(0) !== null;
    return [
      ...problemProblems(problem),
      ...(hasBias ? [] : ["the neuron has no bias b to watch"]),
      ...(start.length === size ? [] : [`z has ${size} numbers, not ${start.length}`]),
      ...(rate > 0 ? [] : [`a step of ${rate}`]),
      ...(Number.isSafeInteger(steps) && steps > 1 ? [] : [`${steps} steps`]),
    ];
  },
  run({ problem, start, rate, steps }) {
    const formula = objectiveFormula(problem);
    const bias = layoutOf(problem).b(0) ?? 0;
    const path: number[] = [];
    let z = start;
    for (const step of range(steps)) {
      const { gradient } = expandAt(formula, z);
      z = z.map((one, index) => one - rate * (gradient[index] ?? Number.NaN));
      const b = z[bias] ?? Number.NaN;
      if (!Number.isFinite(b)) {
        return { diverged: { step, message: "b is not finite" }, quantities: {} };
      }
      path.push(b);
    }
    const late = path.slice(steps >> 1);
    const plateau = Math.log(1 / rate) / 2;
    const every = Math.max(1, Math.floor(steps / SHOWN));
    const shown = range(Math.floor(steps / every)).map((at) => (at + 1) * every);
    return {
      quantities: {
        plateau,
        meanB: mean(late),
        leastB: late.reduce((least, one) => Math.min(least, one)),
        mostB: late.reduce((most, one) => Math.max(most, one)),
        offset: Math.abs(mean(late) - plateau),
      },
      series: [
        { name: "b", unit: null, x: shown, y: shown.map((step) => path[step - 1] ?? Number.NaN) },
      ],
    };
  },
};
