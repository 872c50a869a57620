/**
 * Looks for local minima of an objective, tests each by the same search for something lower, and says
 * how those that pass stand to the pointwise infimum and to the neuron's vanishing.
 *
 * @source    spec kawaguchi2020-elimination, 2.1 to 2.3
 * @shape     problem and sources of candidates -> counts, and the worst of those that pass
 * @units     normalised (2.3 step 0); counts of candidates
 * @precision float64; nothing here certifies a minimum but Krawczyk's test, which `strict` counts
 * @random    that of candidates.ts and assess.ts
 * @cost      candidates x (search + 2000 values for each output)
 * @fails     worst numbers are NaN where no candidate passes
 */
import { assessNormalised, type Assessment } from "./elimination/assess.ts";
import { nonAttainment } from "./elimination/attainment.ts";
import { candidatesOf, type Candidate, type Sources } from "./elimination/candidates.ts";
import { propertiesOf } from "./elimination/loss.ts";
import { slopeError } from "./elimination/loss-slopes.ts";
import { FAR_EXPONENT } from "./elimination/neuron-state.ts";
import { normalised } from "./elimination/normalise.ts";
import { layoutOf, type Problem } from "./elimination/objective.ts";
import { problemProblems } from "./elimination/problems.ts";
import type { Measure } from "./measure.ts";

export interface EliminationMinimaSetting extends Sources {
  readonly problem: Problem;
  /**
   * What makes a candidate a local minimum. "search" (default): T1 to T3. "value": the objective is
   * exactly 0 there, below which no sum of these losses goes: for minima that form a curve.
   */
  readonly judge?: "search" | "value";
  /** Candidates are judged where they are, without snap and polish. */
  readonly asGiven?: true;
}

export type EliminationMinimaName =
  | "positiveLambda"
  | "convexLoss"
  | "differentiableLoss"
  | "exponentialNeuron"
  | "unpenalised"
  | "neverAttained"
  | "candidates"
  | "certified"
  | "strict"
  | "bad"
  | "strictBad"
  | "belowInfimum"
  | "withdrawn"
  | "diverging"
  | "undecided"
  | "refused"
  | "upperBound"
  | "worstGap"
  | "worstGroupGradient"
  | "worstReach"
  | "worstDifference"
  | "worstOverBound"
  | "slopeError";

/** L - L_pw that is more than rounding on the side on which no function can be. */
const BELOW = -1e-9;

interface Judged extends Assessment {
  readonly outcome: "certified" | "refused" | "diverging" | "undecided";
}

function judge(
  problem: Problem,
  { z, isBounded }: Candidate,
  { judge: by, asGiven }: Pick<EliminationMinimaSetting, "judge" | "asGiven">,
  seed: number,
): Judged {
  const found = assessNormalised(problem, z, { seed, asGiven });
  const { outcome, state } = found.minimality;
  if (by === "value") {
    const isLeast = state.value === 0 && state.largestExponent <= FAR_EXPONENT;
    return { ...found, outcome: isLeast ? "certified" : "undecided" };
  }
  if (outcome !== "accepted") return { ...found, outcome };
  // A search that has not come to rest is on its way, however small its gradient.
  return { ...found, outcome: isBounded ? "certified" : "undecided" };
}

function hypothesesOf(problem: Problem) {
  const { convex, differentiable } = propertiesOf(problem.loss);
  const { bias = 0, weights = 0 } = problem.decay ?? {};
  const flag = (holds: boolean) => (holds ? 1n : 0n);
  return {
    positiveLambda: flag(problem.lambda > 0),
    convexLoss: flag(convex),
    differentiableLoss: flag(differentiable),
    exponentialNeuron: flag(problem.neuron === "exponential"),
    unpenalised: flag(bias === 0 && weights === 0),
    neverAttained: flag(nonAttainment(problem) !== null),
  };
}

/** The largest, NaN where there is none. */
function worst(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : Math.max(...values);
}

function numbersOf(judged: readonly Judged[]) {
  const certified = judged.filter(({ outcome }) => outcome === "certified");
  const standing = certified.filter(({ isWithdrawn }) => !isWithdrawn);
  const count = (holds: (one: Judged) => boolean) => BigInt(judged.filter(holds).length);
  const ended = (outcome: Judged["outcome"]) => count((one) => one.outcome === outcome);
  const bad = standing.filter(({ isBad }) => isBad);
  return {
    candidates: BigInt(judged.length),
    certified: BigInt(standing.length),
    strict: BigInt(standing.filter(({ minimality }) => minimality.isStrict).length),
    bad: BigInt(bad.length),
    strictBad: BigInt(bad.filter(({ minimality }) => minimality.isStrict).length),
    belowInfimum: count(({ gap }) => gap < BELOW),
    withdrawn: BigInt(certified.length - standing.length),
    diverging: ended("diverging"),
    undecided: ended("undecided"),
    refused: ended("refused"),
    upperBound: standing.length === 0 ? 1 : Math.min(1, 3 / standing.length),
    worstGap: worst(standing.map(({ gap }) => gap)),
    worstGroupGradient: worst(standing.map(({ groupGradient }) => groupGradient)),
    worstReach: worst(standing.map(({ before }) => before.reach)),
    worstDifference: worst(standing.map(({ before }) => before.difference)),
    worstOverBound: worst(standing.map(({ before }) => before.overBound)),
  };
}

/** What someone else can check: where each candidate came to rest, and what was found there. */
function documentOf({ problem }: EliminationMinimaSetting, judged: readonly Judged[]) {
  const candidates = judged.map(({ z, outcome, gap, groupGradient, minimality }) => ({
    ...{ z, outcome, gap: Number.isFinite(gap) ? gap : null, groupGradient },
    gradientNorm: minimality.stationarity.gradientNorm,
    leastCurvature: minimality.curvature.least,
    descents: minimality.descents,
  }));
  return { name: "elimination-minima", content: { problem: normalised(problem), candidates } };
}

export const eliminationMinima: Measure<EliminationMinimaSetting, EliminationMinimaName> = {
  name: "elimination-minima",
  quantities: {
    positiveLambda: { unit: null, meaning: "1: lambda > 0" },
    convexLoss: { unit: null, meaning: "1: the loss is declared convex" },
    differentiableLoss: { unit: null, meaning: "1: the loss is declared differentiable" },
    exponentialNeuron: { unit: null, meaning: "1: the neuron is exponential with its own bias" },
    unpenalised: { unit: null, meaning: "1: no penalty on b or W" },
    neverAttained: { unit: null, meaning: "1: proved that no theta attains L_pw" },
    candidates: { unit: null, meaning: "candidates, starts included" },
    certified: { unit: null, meaning: "candidates that T1 to T3 accept as local minima" },
    strict: { unit: null, meaning: "those that Krawczyk's test proves to be strict" },
    bad: { unit: null, meaning: "accepted with L - L_pw > 1e-6, not withdrawn" },
    strictBad: { unit: null, meaning: "of these those that Krawczyk's test proves" },
    belowInfimum: { unit: null, meaning: "candidates with L - L_pw < -1e-9: L_pw is wrong" },
    withdrawn: { unit: null, meaning: "accepted, but the neuron's formula goes down from there" },
    diverging: { unit: null, meaning: "candidates in the failure mode" },
    undecided: { unit: null, meaning: "candidates that are not stationary, or not at rest" },
    refused: { unit: null, meaning: "stationary candidates with something lower near by" },
    upperBound: { unit: null, meaning: "95 % upper bound 3/n of the share of bad local minima" },
    worstGap: { unit: null, meaning: "largest L - L_pw of the certified" },
    worstGroupGradient: { unit: null, meaning: "largest |Gamma_j| of the certified" },
    worstReach: { unit: null, meaning: "largest |g_k(x_i)| of the certified, as they were found" },
    worstDifference: { unit: null, meaning: "largest |Lt - L| / (1 + L) of the certified" },
    worstOverBound: { unit: null, meaning: "largest |a_k| over its bound by the gradient" },
    slopeError: {
      unit: null,
      meaning:
        "largest |closed form - derivative| / (1 + size) of the loss's slopes, random outputs",
    },
  },
  problems: ({ problem, points = [], switchedOff, starts }) => {
    const problems = problemProblems(problem);
    if (problems.length > 0) return problems;
    const { size, theta } = layoutOf(problem);
    const isCount = (one: number) => Number.isSafeInteger(one) && one > 0;
    return [
      ...(points.every((z) => z.length === size) ? [] : [`a point has ${size} numbers`]),
      ...(switchedOff === undefined || switchedOff.theta.length === theta
        ? []
        : [`the model has ${theta} parameters`]),
      ...(starts === undefined || (isCount(starts.count) && isCount(starts.steps))
        ? []
        : ["starts and steps are positive integers"]),
    ];
  },
  run(setting, { seed }) {
    const problem = normalised(setting.problem);
    const candidates = candidatesOf(setting.problem, problem, setting, seed);
    const judged = candidates.map((one) => judge(problem, one, setting, seed));
    const quantities = {
      ...{ ...hypothesesOf(setting.problem), ...numbersOf(judged) },
      slopeError: slopeError(problem, seed),
    };
    return { quantities, certificate: documentOf(setting, judged) };
  },
};
