/**
 * What each unit and layer takes off the loss at one point, in forward and in reverse order, against
 * the loss and against 1/2 ||P[J] y||^2.
 *
 * @source    spec kawaguchi2019-depth-width, 2.2
 * @shape     network, data -> numbers; the terms of each layer as series
 * @units     relative to 1/2 ||Y||^2 where so named, else the square of Y's
 * @precision float64, see block-terms.ts
 * @random    three orders of the blocks, a shuffled block: purpose "order"
 * @cost      six Gram-Schmidts of J
 */
import type { Measure } from "./measure.ts";
import { isCertifiedMinimum } from "./minima/certified.ts";
import {
  blockTermsOf,
  BLOCK_ORDERS,
  type BlockOrder,
  type BlockTermsOfModel,
} from "./minima/block-terms.ts";
import { pointOf, pointProblems, type PointSetting } from "./minima/point-setting.ts";
import { qualityOf, ratio, type Quality } from "./minima/quality.ts";
import { QUALITY_QUANTITIES } from "./minimum-quality.measure.ts";

export interface MinimumBlocksSetting extends PointSetting {
  /** Of the terms that are told apart by layers; absent: forward. */
  readonly order?: BlockOrder;
  /** Rows of this block (from 0) are shuffled, for a control. */
  readonly shuffled?: number;
}

const OF_QUALITY = [
  ...["loss", "halfTargets", "stationarity", "relativeBound", "gap", "cutSensitivity"],
  ...["kinkMargin", "saturation", "parameterNorm"],
] as const satisfies readonly (keyof Quality)[];

const OF_BLOCKS = {
  certified: "1: shown to be a local minimum, in float64",
  hiddenTerms: "sum of the terms of all hidden units, in the stated order; square of Y's unit",
  outputTerms: "sum of the terms of all outputs, in the stated order; square of Y's unit",
  hiddenAfterOutputs: "sum of the hidden terms in reverse order / (1/2 ||Y||^2)",
  leastTerm: "least term / (1/2 ||Y||^2)",
  sumExcess: "|sum - 1/2 ||P[J] y||^2| / (1/2 ||Y||^2) - 1e-14 sigma_1 / sigma_rank",
  orderExcess: "the same between the sums of three random orders and this one",
  orderMove:
    "largest difference of a term / (1/2 ||Y||^2), in the random order nearest to this one",
  valueGap: "|L - (1/2 ||Y||^2 - sum)| / (1/2 ||Y||^2)",
  valueExcess: "the same minus bound / (1/2 ||Y||^2)",
  rankGap: "directions by Gram-Schmidt minus rank by singular values",
  conditioning: "sigma_rank / sigma_1",
} as const;

type OfQuality = (typeof OF_QUALITY)[number];
export type MinimumBlocksName = OfQuality | keyof typeof OF_BLOCKS;

function partsOf({ terms }: BlockTermsOfModel) {
  const last = Math.max(...terms.map(({ layer }) => layer));
  const sumOf = (isOutput: boolean) =>
    terms.reduce((sum, { layer, term }) => sum + ((layer === last) === isOutput ? term : 0), 0);
  return { hiddenTerms: sumOf(false), outputTerms: sumOf(true) };
}

/** Terms by unit, one series for each layer and order. */
function seriesOf(order: BlockOrder, { terms }: BlockTermsOfModel) {
  const layers = [...new Set(terms.map(({ layer }) => layer))].toSorted((a, b) => a - b);
  return layers.map((layer) => {
    const own = terms.filter((one) => one.layer === layer);
    const name = `${order}, layer ${layer}`;
    return { name, unit: null, x: own.map(({ unit }) => unit), y: own.map(({ term }) => term) };
  });
}

export const minimumBlocks: Measure<MinimumBlocksSetting, MinimumBlocksName> = {
  name: "minimum-blocks",
  quantities: {
    ...(Object.fromEntries(OF_QUALITY.map((name) => [name, QUALITY_QUANTITIES[name]])) as Pick<
      typeof QUALITY_QUANTITIES,
      OfQuality
    >),
    ...(Object.fromEntries(
      Object.entries(OF_BLOCKS).map(([name, meaning]) => [name, { unit: null, meaning }]),
    ) as Record<keyof typeof OF_BLOCKS, { unit: null; meaning: string }>),
  },
  problems: pointProblems,
  run(setting, { seed }) {
    const { order = "forward", shuffled } = setting;
    const { network, data } = pointOf(setting, seed);
    const quality = qualityOf(network, data);
    const { loss, halfTargets: half, relativeBound } = quality;
    const [forward, reverse] = BLOCK_ORDERS.map((one) =>
      blockTermsOf(network, data, { order: one, seed, shuffled }),
    ) as [BlockTermsOfModel, BlockTermsOfModel];
    const found = order === "forward" ? forward : reverse;
    const valueGap = ratio(Math.abs(loss - (half - found.sum)), half);
    const { directions, rank, least, sumExcess, orderExcess, orderMove, conditioning } = found;
    const picked = Object.fromEntries(OF_QUALITY.map((name) => [name, quality[name]]));
    return {
      quantities: {
        ...(picked as Pick<Quality, OfQuality>),
        ...partsOf(found),
        ...{ sumExcess, orderExcess, orderMove, conditioning, valueGap },
        certified: isCertifiedMinimum(network, data, quality) ? 1n : 0n,
        hiddenAfterOutputs: ratio(partsOf(reverse).hiddenTerms, half),
        leastTerm: ratio(least, half),
        valueExcess: valueGap - relativeBound,
        rankGap: directions - rank,
      },
      series: [...seriesOf("forward", forward), ...seriesOf("reverse", reverse)],
    };
  },
};
