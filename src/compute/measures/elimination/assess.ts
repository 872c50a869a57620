/**
 * What is known of one candidate for a local minimum: polished, tested for minimality, and only then
 * compared with the pointwise infimum. A point that passes although it is bad is first submitted to
 * the formula of 2.4: a decrease at every radius withdraws it, and shows the test's blindness.
 *
 * @source spec kawaguchi2020-elimination, 2.1 (bound of |a|), 2.3 (order of the steps, reading)
 * @shape  problem and z in the units in which they are given -> numbers in normalised units
 * @random purpose "statistics": streams 1 to 6 (descent-search.ts), 11 to 14 for the withdrawal
 */
import { expandAt } from "../../numerics/expansion.ts";
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import { switchOn } from "./descent-search.ts";
import { testMinimality, type Minimality } from "./minimality.ts";
import { neuronState, outputWeights } from "./neuron-state.ts";
import { normalised, normalisedPoint } from "./normalise.ts";
import { largestGroupGradient, layoutOf, objectiveFormula, type Problem } from "./objective.ts";
import { pointwiseInfimum } from "./pointwise.ts";
import { polish } from "./polish.ts";

/** L - L_pw above this is a bad minimum. */
const BAD_GAP = 1e-6;
const WITHDRAWAL_RADII = [1, 1e-1, 1e-2, 1e-3];

/** What el-vanish speaks of, at the candidate as it was found, before anything is set to 0. */
export interface Vanishing {
  /** G. */
  readonly reach: number;
  /** |Lt - L| / (1 + L). */
  readonly difference: number;
  /** max |a_k| over its bound by the gradient, and by nothing else. */
  readonly overBound: number;
}

export interface Assessment {
  /** Polished, in normalised units. */
  readonly z: readonly number[];
  readonly before: Vanishing;
  readonly minimality: Minimality;
  /** L - L_pw; NaN where L_pw has no closed form. */
  readonly gap: number;
  /** max_j ||Gamma_j||. */
  readonly groupGradient: number;
  readonly isBad: boolean;
  /** Bad and passed, but the formula of 2.4 goes down at every radius. */
  readonly isWithdrawn: boolean;
}

/** |a_k| <= (tau + sqrt(tau^2 + 8 lambda tau)) / (4 lambda) where both slopes are at most tau. */
export function outputWeightBound(tau: number, lambda: number): number {
  return (tau + Math.sqrt(tau * tau + 8 * lambda * tau)) / (4 * lambda);
}

function vanishingOf(problem: Problem, z: readonly number[]): Vanishing {
  const { reach, value, plain } = neuronState(problem, z);
  const { gradient } = expandAt(objectiveFormula(problem), z);
  const layout = layoutOf(problem);
  const ratios = outputWeights(problem).map((index, k) => {
    const bias = layout.b(k);
    const slopes = [gradient[index] ?? Number.NaN, bias === null ? 0 : (gradient[bias] ?? 0)];
    const bound = outputWeightBound(Math.max(...slopes.map(Math.abs)), problem.lambda);
    const size = Math.abs(z[index] ?? Number.NaN);
    return size === 0 ? 0 : size / bound;
  });
  const difference = Math.abs(value - plain) / (1 + Math.abs(plain));
  return { reach, difference, overBound: Math.max(0, ...ratios) };
}

/** A certified decrease at every radius. */
function goesDown(problem: Problem, z: readonly number[], seed: number): boolean {
  return WITHDRAWAL_RADII.every((radius, place) => {
    const random = new RandomStream(seed, PURPOSES.statistics, 11 + place);
    return switchOn(problem, z, { radius, reach: () => radius, random }) > 0;
  });
}

/**
 * Of a candidate in normalised units already.
 *
 * @param asGiven it is judged where it is, without snap and polish
 */
export function assessNormalised(
  problem: Problem,
  candidate: readonly number[],
  { seed, asGiven = false }: { readonly seed: number; readonly asGiven?: boolean | undefined },
): Assessment {
  const z = asGiven ? candidate : polish(problem, candidate);
  const minimality = testMinimality(problem, z, seed);
  const { infimum } = pointwiseInfimum(problem);
  const gap = minimality.state.plain - (infimum ?? Number.NaN);
  const passedBad = minimality.outcome === "accepted" && gap > BAD_GAP;
  const isWithdrawn = passedBad && goesDown(problem, z, seed);
  return {
    ...{ z, before: vanishingOf(problem, candidate), minimality, gap },
    groupGradient: largestGroupGradient(problem, z),
    isBad: passedBad && !isWithdrawn,
    isWithdrawn,
  };
}

export function assess(problem: Problem, candidate: readonly number[], seed: number): Assessment {
  return assessNormalised(normalised(problem), normalisedPoint(problem, candidate), { seed });
}
