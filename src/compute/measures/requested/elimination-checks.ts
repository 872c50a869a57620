/**
 * What a point of the objective with exponential neurons is: whether the neurons vanish, how it stands
 * to the best loss of any function, and whether it passes as a local minimum.
 *
 * @source    spec kawaguchi2020-elimination, 2.1 to 2.3 and 2.7
 * @random    seed 1: the descent search's directions
 */
import { badInput } from "../../../domain/bad-input.ts";
import { assess, type Assessment } from "../elimination/assess.ts";
import { nonAttainment } from "../elimination/attainment.ts";
import { missingHypotheses } from "../elimination/hypotheses.ts";
import { neuronState } from "../elimination/neuron-state.ts";
import { normalised, normalisedPoint } from "../elimination/normalise.ts";
import { groupGradients, type Problem } from "../elimination/objective.ts";
import { pointwiseInfimum } from "../elimination/pointwise.ts";
import type { RequestedAnswer, RequestedMeasure } from "../requested-measure.ts";
import { eliminationInputSchema, lossOfTable, posedBy } from "./elimination-input.ts";
import type { EliminationInput } from "./elimination-input.ts";
import { finiteOf } from "./refusal.ts";

const SEED = 1;
/** Outputs and variables for which a Hessian and 2000 values an output take seconds, not minutes. */
const MOST_OUTPUTS = 20;
const MOST_VARIABLES = 120;

const MEANINGS = {
  loss: "L(theta), without the neurons, normalised",
  objective: "Lt, normalised",
  infimum: "L_pw, the least loss of any function, normalised",
  gap: "L - L_pw at the polished point; a bad minimum above 1e-6",
  reach: "G = max |g_k(x_i)| as given; vanished at most 1e-6",
  difference: "|Lt - L| / (1 + L) as given; vanished at most 1e-9",
  overBound: "largest |a_k| over its bound by the gradient",
  groupGradient: "largest |Gamma_j| at the polished point; zero at most 1e-8",
  groupGradients: "Gamma_j as given, one row for each distinct input, normalised",
  largestExponent: "max w_k . x_i + b_k as given; diverging from 20 on",
  outcome: "accepted, refused, diverging or undecided, by T1 to T3 at the polished point",
  gradientNorm: "||grad Lt|| at the polished point; stationary at most 1e-9",
  scaledSlope: "max |dLt/da_k| / U_k there; stationary at most 1e-9",
  leastCurvature: "least eigenvalue of the Hessian, a_k in its own unit",
  largestCurvature: "largest eigenvalue",
  descents:
    "rows: radius, largest decrease by random steps, by the neuron's formula, by its invariance",
  isBad: "accepted, but with a gap above 1e-6 and no decrease by the formula of 2.4",
  polished: "(theta, a, b, W) after snap and polish, in normalised units",
} as const;

function numbersOf(problem: Problem, z: readonly number[], found: Assessment) {
  const { minimality, before, gap, groupGradient, isBad } = found;
  const here = neuronState(normalised(problem), normalisedPoint(problem, z));
  const { infimum } = pointwiseInfimum(normalised(problem));
  const { stationarity, curvature, descents } = minimality;
  return {
    ...finiteOf({
      ...{ loss: here.plain, objective: here.value, infimum: infimum ?? Number.NaN, gap },
      ...{ ...before, groupGradient, largestExponent: here.largestExponent },
      gradientNorm: stationarity.gradientNorm,
      scaledSlope: stationarity.scaledSlope,
      leastCurvature: curvature.least,
      largestCurvature: curvature.largest,
    }),
    groupGradients: groupGradients(normalised(problem), z),
    ...{ outcome: minimality.outcome, isBad },
    ...(found.z.every(Number.isFinite) && { polished: found.z }),
    descents: descents.map(({ radius, steps, neuron, invariant }) => {
      return [radius, steps, neuron, invariant];
    }),
  };
}

/** Why T1 to T3 tell nothing of the point; null: they tell. */
function undecidedReason({ outcome, stationarity, state }: Assessment["minimality"]) {
  if (outcome === "diverging") {
    return `The neuron carries the loss (largest exponent ${state.largestExponent.toPrecision(3)}): this is the failure mode, on its way to infinity, not a local minimum.`;
  }
  if (outcome !== "undecided") return null;
  return `The point is not stationary: the gradient has length ${stationarity.gradientNorm.toPrecision(3)}, required at most 1e-9.`;
}

const VACUOUS = {
  labels:
    "No value of f attains the least loss for these labels (one-hot): the objective has no local minimum at all, the theorem is vacuous.",
  monotone:
    "The model is monotone and the labels are not: no parameters attain the least loss, the objective has no local minimum at all, the theorem is vacuous.",
} as const;

function answerOf(problem: Problem, z: readonly number[]): RequestedAnswer {
  const found = assess(problem, z, SEED);
  const numbers = numbersOf(problem, z, found);
  const [missing] = missingHypotheses(problem);
  if (missing !== undefined) {
    const reason = `The theorem does not apply: ${missing}.`;
    return { status: "PRECONDITION_FAILED", reason, numbers };
  }
  const unattained = nonAttainment(problem);
  if (unattained !== null) {
    return { status: "PRECONDITION_FAILED", reason: VACUOUS[unattained], numbers };
  }
  const undecided = undecidedReason(found.minimality);
  if (undecided !== null) return { status: "INCONCLUSIVE", reason: undecided, numbers };
  return { status: "MEASURED", numbers };
}

/** @throws PlatformError BAD_INPUT for more variables than are checked */
function requireSmall(variables: number): void {
  if (variables <= MOST_VARIABLES) return;
  throw badInput(
    ["model"],
    `with the neurons there are ${variables} variables, and the checks take at most ${MOST_VARIABLES}: take fewer parameters, inputs or outputs`,
  );
}

export const eliminationChecks: RequestedMeasure<EliminationInput> = {
  name: "elimination-checks",
  title: "Whether added exponential neurons vanish at a point, and whether it is a local minimum.",
  source:
    "Kawaguchi and Kaelbling 2020; docs/papers/kawaguchi2020-elimination.md, el-vanish to el-exists",
  input: eliminationInputSchema,
  example: {
    model: {
      kind: "dense",
      network: { activation: "identity", weights: [[[1.25], [1.75]]] },
      appendOnes: true,
    },
    inputs: [[-1], [-1], [1], [1]],
    targets: [[0], [1], [2], [4]],
    loss: { kind: "squared" },
    lambda: 1,
    ...{ a: [0], b: [0.3], W: [[-0.2]] },
  },
  meanings: MEANINGS,
  run(input) {
    const loss = lossOfTable(input.loss);
    if (loss === null) {
      const reason = `The loss "${input.loss.kind}" is not in the table of losses, or lacks its power or tilt: nothing is known of its convexity.`;
      return { status: "PRECONDITION_FAILED", reason, numbers: {} };
    }
    const { problem, z } = posedBy(input, loss);
    const outputs = input.targets[0]?.length ?? 0;
    if (outputs > MOST_OUTPUTS) {
      const reason = `There are ${outputs} outputs: the checks take at most ${MOST_OUTPUTS}.`;
      return { status: "PRECONDITION_FAILED", reason, numbers: {} };
    }
    requireSmall(z.length);
    return answerOf(problem, z);
  },
};
