/**
 * What each unit, layer by layer, takes off the loss at a stationary point, in forward and in
 * reverse order: the terms depend on it, their sum does not.
 *
 * @source    spec kawaguchi2019-depth-width, 2.2
 */
import { blockTermsOf, LEAST_CONDITIONING, type BlockTermsOfModel } from "../minima/block-terms.ts";
import { QUALITY_LIMITS, qualityOf } from "../minima/quality.ts";
import type { RequestedMeasure } from "../requested-measure.ts";
import {
  brokenHypothesis,
  DENSE_EXAMPLE,
  denseModelSchema,
  requireFitting,
  type DenseModelInput,
} from "./dense-model.ts";
import { finiteOf, refusalOf, type Refusal } from "./refusal.ts";

/** Any fixed number: of the random orders in which the sum is taken again. */
const SEED = 1;

/** Gram-Schmidt and singular values disagree, or would in other rounding. */
function unresolved({ directions, rank, conditioning, sumExcess, orderExcess }: BlockTermsOfModel) {
  const refuse = (reason: string): Refusal => ({ status: "INCONCLUSIVE", reason });
  if (!Number.isFinite(conditioning)) {
    return refuse("The outputs or their derivatives are not finite numbers.");
  }
  if (directions !== rank) {
    return refuse(
      `The blocks have ${directions} directions and J has rank ${rank}: the rank is not resolved.`,
    );
  }
  if (conditioning < LEAST_CONDITIONING) {
    return refuse(
      `sigma_rank / sigma_1 is ${conditioning.toPrecision(3)}, required at least ${LEAST_CONDITIONING}: the terms are not resolved.`,
    );
  }
  const excess = Math.max(sumExcess, orderExcess);
  if (excess <= QUALITY_LIMITS.excess) return null;
  return refuse(
    `The terms add up to something else than 1/2 ||P[J] y||^2, by ${excess.toPrecision(3)} of 1/2 ||Y||^2.`,
  );
}

const rowsOf = ({ terms }: BlockTermsOfModel) =>
  terms.map(({ layer, unit, term }) => [layer, unit, term]);

export const blockTerms: RequestedMeasure<DenseModelInput> = {
  name: "block-terms",
  title: "What each unit and layer takes off the loss at a stationary point, in the stated order.",
  source: "Kawaguchi, Huang, Kaelbling 2019; docs/papers/kawaguchi2019-depth-width.md, dw-blocks",
  input: denseModelSchema,
  example: DENSE_EXAMPLE,
  meanings: {
    forward: "rows (layer from 1, unit from 1, T), in forward order; T in the unit of Y squared",
    reverse: "the same in reverse order: the output layer's last block first",
    sum: "sum of T in forward order; unit of Y squared",
    projected: "1/2 ||P[J] y||^2 by singular values; unit of Y squared",
    sumExcess: "|sum - projected| / (1/2 ||Y||^2) - 1e-14 sigma_1 / sigma_rank; at most 1e-10",
    orderExcess: "the same between this sum and those of three random orders",
    orderMove:
      "largest difference of a term / (1/2 ||Y||^2), in the random order nearest to the forward one",
    directions: "directions that the blocks add, all together",
    rank: "rank of J by singular values",
    conditioning: "sigma_rank / sigma_1; resolved at least 1e-9",
    loss: "L, from the forward pass; unit of Y squared",
    halfTargets: "1/2 ||Y||^2; unit of Y squared",
    stationarity: "||g|| / (||J||_F ||y||); stationary at most 1e-10",
  },
  run(input) {
    requireFitting(input);
    const broken = brokenHypothesis(input);
    if (broken !== null) return { status: "PRECONDITION_FAILED", reason: broken, numbers: {} };
    const { network, data } = input;
    const quality = qualityOf(network, data);
    const forward = blockTermsOf(network, data, { order: "forward", seed: SEED });
    const reverse = blockTermsOf(network, data, { order: "reverse", seed: SEED });
    const { terms, least, ...sums } = forward;
    const { loss, halfTargets, stationarity } = quality;
    const numbers = {
      ...finiteOf({ ...sums, loss, halfTargets, stationarity }),
      ...(terms.length === 0 ? {} : { forward: rowsOf(forward), reverse: rowsOf(reverse) }),
    };
    const refusal = refusalOf(quality) ?? unresolved(forward);
    return { ...(refusal ?? { status: "MEASURED" }), numbers };
  },
};
