/**
 * How a point of any dense network with squared loss stands to L = 1/2 ||PN[J] y||^2: value,
 * projection, defect with its bound, rank with how well it is resolved.
 *
 * @source    spec kawaguchi2019-depth-width, 2.1
 */
import { qualityOf, type Quality } from "../minima/quality.ts";
import type { RequestedMeasure } from "../requested-measure.ts";
import {
  brokenHypothesis,
  DENSE_EXAMPLE,
  denseModelSchema,
  requireFitting,
  type DenseModelInput,
} from "./dense-model.ts";
import { finiteOf, refusalOf } from "./refusal.ts";

const MEANINGS = {
  loss: "L, from the forward pass; unit of Y squared",
  halfTargets: "1/2 ||Y||^2, the value of the zero function; unit of Y squared",
  projection: "1/2 ||PN[J] y||^2, what the identity says; unit of Y squared",
  defect: "Delta = L - projection, at least 0; unit of Y squared",
  bound: "1/2 ||g||^2 / sigma_rank^2, at least Delta; unit of Y squared",
  relativeBound: "bound / (1/2 ||Y||^2); resolved at most 1e-9",
  relativeDefect: "|Delta| / (1/2 ||Y||^2)",
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
    "largest change of Delta / (1/2 ||Y||^2) where the rank's threshold is 100 or 10,000 times higher; resolved at most 1e-10",
  rows: "m d_y, rows of J",
  parameters: "P, columns of J",
  kinkMargin: "least |Z| / (||features|| ||weights||) of a ReLU; 1 without kinks",
  saturation: "largest slope of the unit that is furthest saturated; 1 where none can be",
  parameterNorm: "||theta||",
} as const satisfies Readonly<Record<keyof Quality, string>>;

export const localMinimumQuality: RequestedMeasure<DenseModelInput> = {
  name: "local-minimum-quality",
  title: "Value of a point against the projection formula of local minima, with its error bound.",
  source:
    "Kawaguchi, Huang, Kaelbling 2019; docs/papers/kawaguchi2019-depth-width.md, dw-deep-identity",
  input: denseModelSchema,
  example: DENSE_EXAMPLE,
  meanings: MEANINGS,
  run(input) {
    requireFitting(input);
    const broken = brokenHypothesis(input);
    if (broken !== null) return { status: "PRECONDITION_FAILED", reason: broken, numbers: {} };
    const quality = qualityOf(input.network, input.data);
    const numbers = finiteOf({ ...quality });
    return { ...(refusalOf(quality) ?? { status: "MEASURED" }), numbers };
  },
};
