/**
 * How a point of any dense network with squared loss stands to L = 1/2 ||PN[J] y||^2: value,
 * projection, defect with its bound, rank with how well it is resolved.
 *
 * @source    spec kawaguchi2019-depth-width, 2.1
 */
import { QUALITY_LIMITS, qualityOf, ratio, type Quality } from "../minima/quality.ts";
import type { RequestedAnswer, RequestedMeasure } from "../requested-measure.ts";
import {
  brokenHypothesis,
  denseModelSchema,
  requireFitting,
  type DenseModelInput,
} from "./dense-model.ts";

const MEANINGS = {
  loss: "L, from the forward pass; unit of Y squared",
  halfTargets: "1/2 ||Y||^2, the value of the zero function; unit of Y squared",
  projection: "1/2 ||PN[J] y||^2, what the identity says; unit of Y squared",
  defect: "Delta = L - projection, at least 0; unit of Y squared",
  bound: "1/2 ||g||^2 / sigma_rank^2, at least Delta; unit of Y squared",
  excess: "(|Delta| - bound) / (1/2 ||Y||^2); at most 1e-10",
  gradientNorm: "||g||, by backpropagation",
  stationarity: "||g|| / (||J||_F ||y||); stationary at most 1e-10",
  gradientMismatch: "||g - J^T r|| / (||J||_F ||r||), two computations of one gradient",
  outputsOutside: "||PN[J] vec(Yhat)|| / ||y||, rounding for linear outputs",
  rank: "rank of J in float64",
  largestSingular: "sigma_1 of J",
  lastSingular: "sigma_rank, the least that counts",
  nextSingular: "sigma_(rank + 1), the largest that does not; 0 where there is none",
  gap: "sigma_(rank + 1) / sigma_rank; resolved at most 1e-3",
  cutSensitivity:
    "(change of Delta - bound) / (1/2 ||Y||^2) where the rank's threshold is 100 or 10,000 times higher; resolved at most 1e-10",
  rows: "m d_y, rows of J",
  parameters: "P, columns of J",
  kinkMargin: "least |Z| / (||features|| ||weights||) of a ReLU; 1 without kinks",
  saturation: "largest slope of the unit that is furthest saturated; 1 where none can be",
  parameterNorm: "||theta||",
} as const satisfies Readonly<Record<keyof Quality, string>>;

/** Such as "sigma_7 / sigma_8"; three digits tell it. */
const short = (value: number) => value.toPrecision(3);

/** Why a point shows nothing: first hypotheses that do not hold, then what is not resolved. */
function refusalOf(quality: Quality): Exclude<RequestedAnswer, { status: "MEASURED" }> | null {
  const { kinkMargin, saturation, stationarity, halfTargets, bound } = quality;
  const refuse = (status: "PRECONDITION_FAILED" | "INCONCLUSIVE", reason: string) => {
    return { status, reason, numbers: finiteOf(quality) };
  };
  const limits = QUALITY_LIMITS;
  if (!Number.isFinite(stationarity)) {
    return refuse("INCONCLUSIVE", "The outputs or their derivatives are not finite numbers.");
  }
  if (kinkMargin < limits.kinkMargin) {
    const reason = `A sample lies on a kink (margin ${short(kinkMargin)}, needed ${limits.kinkMargin}): the loss is not shown to be differentiable.`;
    return refuse("PRECONDITION_FAILED", reason);
  }
  if (saturation < limits.saturation) {
    const reason = `A unit is saturated on all samples (slope at most ${short(saturation)}): the point may lie on a descent to infinity.`;
    return refuse("PRECONDITION_FAILED", reason);
  }
  if (stationarity > limits.stationarity) {
    const reason = `The point is not stationary: ||g|| / (||J||_F ||y||) is ${short(stationarity)}, required at most ${limits.stationarity}.`;
    return refuse("PRECONDITION_FAILED", reason);
  }
  if (quality.gap > limits.gap || quality.cutSensitivity > limits.cutSensitivity) {
    const { rank, lastSingular, nextSingular } = quality;
    const reason = `The rank of J is not resolved: ${rank}, with singular values ${short(lastSingular)} and ${short(nextSingular)} on both sides of the cut.`;
    return refuse("INCONCLUSIVE", reason);
  }
  if (ratio(bound, halfTargets) > limits.bound) {
    const reason = `The defect is known to ${short(ratio(bound, halfTargets))} of 1/2 ||Y||^2 only, required ${limits.bound}: the gradient is not small against the least singular value.`;
    return refuse("INCONCLUSIVE", reason);
  }
  if (quality.excess > limits.excess) {
    const reason = `The defect is beyond its bound by ${short(quality.excess)} of 1/2 ||Y||^2: rounding, or a rank that is not resolved.`;
    return refuse("INCONCLUSIVE", reason);
  }
  return null;
}

function finiteOf(quality: Quality): Record<string, number> {
  return Object.fromEntries(Object.entries(quality).filter(([, value]) => Number.isFinite(value)));
}

export const localMinimumQuality: RequestedMeasure<DenseModelInput> = {
  name: "local-minimum-quality",
  title: "Value of a point against the projection formula of local minima, with its error bound.",
  source: "Kawaguchi, Huang, Kaelbling 2019; spec kawaguchi2019-depth-width, 2.1",
  input: denseModelSchema,
  example: {
    network: {
      activation: "tanh",
      weights: [[[1.6144927447798223], [0.875835112049511]], [[1.3859507078218731]]],
    },
    data: {
      inputs: [
        [-2, 1],
        [-1, 1],
        [0, 1],
        [1, 1],
        [2, 1],
      ],
      targets: [[0], [-1], [1], [2], [2]],
    },
  },
  meanings: MEANINGS,
  run(input) {
    requireFitting(input);
    const broken = brokenHypothesis(input);
    if (broken !== null) return { status: "PRECONDITION_FAILED", reason: broken, numbers: {} };
    const quality = qualityOf(input.network, input.data);
    return refusalOf(quality) ?? { status: "MEASURED", numbers: finiteOf(quality) };
  },
};
