/**
 * Searches local minima of small dense networks from random starts and holds all that are stationary
 * and resolved to the projection formula, to the sum of block terms and to the rank's corollary.
 *
 * @source    spec kawaguchi2019-depth-width, 2.1, 2.2, 2.7, 4.1 and 6 item 4
 * @shape     sizes and samples -> counts and the worst numbers over all ends; every end in the certificate
 * @units     relative to 1/2 ||Y||^2 where not counts
 * @precision float64
 * @random    see teacher-data.ts; new data while no start of the last is certified
 * @cost      seconds for each start of 20 to 40 parameters on 80 samples
 * @fails     never; none found gives counts of 0 and NaN for the worst
 */
import { columnSpaceOf } from "../numerics/column-space.ts";
import type { Measure } from "./measure.ts";
import { blockTermsOf, LEAST_CONDITIONING } from "./minima/block-terms.ts";
import { isCertifiedMinimum } from "./minima/certified.ts";
import { parametersOf, type RegressionData } from "./minima/dense-network.ts";
import { forwardPass, jacobianBlocks, jacobianColumns } from "./minima/forward.ts";
import { QUALITY_LIMITS, ratio, type Quality } from "./minima/quality.ts";
import { searchMinimum, type SearchEnd } from "./minima/search.ts";
import {
  randomStart,
  teacherData,
  teacherProblems,
  type TeacherSetting,
} from "./minima/teacher-data.ts";

export interface SearchedMinimaSetting extends TeacherSetting {
  readonly starts: number;
  /** At most so many data sets. */
  readonly draws: number;
  /** Ends at the first start that is certified: for small budgets. */
  readonly untilCertified?: true;
}

const QUANTITIES = {
  draws: "data sets that were drawn",
  starts: "starts over all data sets",
  found: "ends that are stationary, bounded, smooth and not saturated",
  resolved: "of these, ends whose rank is resolved and whose defect is known to 1e-9",
  certified: "of these, ends that are shown to be local minima",
  certifiedWithLoss: "of these, ends with L > 1e-9 of 1/2 ||Y||^2",
  worstStationarity: "largest ||g|| / (||J||_F ||y||) of the resolved",
  worstExcess: "largest (|Delta| - bound) / (1/2 ||Y||^2) of the resolved",
  worstDefect: "largest |Delta| / (1/2 ||Y||^2) of the resolved",
  judged: "resolved ends whose block terms are resolved too",
  worstSumExcess: "largest excess of the sum rule, any order, of the judged",
  worstValueExcess: "largest (|L - (1/2 ||Y||^2 - sum)| - bound) / (1/2 ||Y||^2) of the judged",
  leastTerm: "least block term / (1/2 ||Y||^2) of the judged",
  fullRank: "resolved ends with rank J = m d_y",
  rows: "m d_y",
  parameters: "P",
  largestSingular: "sigma_1 of J at the first certified end; NaN without one",
  deficientWithLoss: "resolved ends with rank J < m d_y and L > 1e-9 of 1/2 ||Y||^2",
  rankViolations: "resolved ends with rank J = m d_y and L beyond its bound",
} as const;

export type SearchedMinimaName = keyof typeof QUANTITIES;

interface Judged {
  readonly draw: number;
  readonly end: SearchEnd;
  readonly data: RegressionData;
  readonly isResolved: boolean;
  readonly isCertified: boolean;
  /** Null where ranks by two methods differ or J is too badly conditioned. */
  readonly blocks: { sumExcess: number; valueExcess: number; leastTerm: number } | null;
}

function isResolved({ gap, cutSensitivity, relativeBound }: Quality): boolean {
  const limits = QUALITY_LIMITS;
  return (
    gap <= limits.gap && cutSensitivity <= limits.cutSensitivity && relativeBound <= limits.bound
  );
}

function judgeBlocks({ network, quality }: SearchEnd, data: RegressionData, seed: number) {
  const found = blockTermsOf(network, data, { order: "forward", seed });
  const { conditioning, directions, rank, sum, sumExcess, orderExcess, least } = found;
  if (directions !== rank || conditioning < LEAST_CONDITIONING) return null;
  const { loss, halfTargets, relativeBound } = quality;
  const gap = ratio(Math.abs(loss - (halfTargets - sum)), halfTargets);
  return {
    sumExcess: Math.max(sumExcess, orderExcess),
    valueExcess: gap - relativeBound,
    leastTerm: ratio(least, halfTargets),
  };
}

function judgeEnd(
  end: SearchEnd,
  data: RegressionData,
  { seed, draw }: { seed: number; draw: number },
) {
  const resolved = end.outcome === "found" && isResolved(end.quality);
  const judged: Judged = {
    ...{ draw, end, data, isResolved: resolved },
    isCertified: resolved && isCertifiedMinimum(end.network, data, end.quality),
    blocks: resolved ? judgeBlocks(end, data, seed) : null,
  };
  return judged;
}

/** Data set after data set, start after start, until one data set has a certified end. */
function search(setting: SearchedMinimaSetting, seed: number): Judged[] {
  const ends: Judged[] = [];
  for (let draw = 0; draw < setting.draws; draw += 1) {
    const data = teacherData(setting, seed, draw);
    for (let start = 0; start < setting.starts; start += 1) {
      const end = searchMinimum(randomStart(setting, seed, { draw, start }), data);
      const judged = judgeEnd(end, data, { seed, draw });
      ends.push(judged);
      if (setting.untilCertified && judged.isCertified) return ends;
    }
    if (ends.some((one) => one.isCertified)) return ends;
  }
  return ends;
}

/** Singular values of J at the first certified end. */
function spectrumOf(ends: readonly Judged[]): readonly number[] {
  const certified = ends.find((one) => one.isCertified);
  if (certified === undefined) return [];
  const { end, data } = certified;
  const blocks = jacobianBlocks(end.network, forwardPass(end.network, data));
  return columnSpaceOf(jacobianColumns(blocks)).singularValues;
}

const most = (values: readonly number[]) => (values.length === 0 ? NaN : Math.max(...values));
const hasLoss = ({ loss, halfTargets }: Quality) => loss > QUALITY_LIMITS.bound * halfTargets;

function quantitiesOf(ends: readonly Judged[]) {
  const count = (holds: (one: Judged) => boolean) => BigInt(ends.filter(holds).length);
  const resolved = ends.filter((one) => one.isResolved).map(({ end }) => end.quality);
  const blocks = ends.map((one) => one.blocks).filter((one) => one !== null);
  const isFull = ({ rank, rows }: Quality) => rank === rows;
  const ofResolved = (holds: (quality: Quality) => boolean) =>
    BigInt(resolved.filter(holds).length);
  return {
    draws: BigInt(new Set(ends.map(({ draw }) => draw)).size),
    starts: BigInt(ends.length),
    found: count(({ end }) => end.outcome === "found"),
    resolved: BigInt(resolved.length),
    certified: count((one) => one.isCertified),
    certifiedWithLoss: count((one) => one.isCertified && hasLoss(one.end.quality)),
    worstStationarity: most(resolved.map(({ stationarity }) => stationarity)),
    worstExcess: most(resolved.map(({ excess }) => excess)),
    worstDefect: most(resolved.map(({ relativeDefect }) => relativeDefect)),
    judged: BigInt(blocks.length),
    worstSumExcess: most(blocks.map(({ sumExcess }) => sumExcess)),
    worstValueExcess: most(blocks.map(({ valueExcess }) => valueExcess)),
    leastTerm: blocks.length === 0 ? NaN : Math.min(...blocks.map(({ leastTerm }) => leastTerm)),
    rows: BigInt(ends[0]?.end.quality.rows ?? 0),
    parameters: BigInt(ends[0]?.end.quality.parameters ?? 0),
    largestSingular: spectrumOf(ends)[0] ?? NaN,
    fullRank: ofResolved(isFull),
    deficientWithLoss: ofResolved((one) => !isFull(one) && hasLoss(one)),
    rankViolations: ofResolved(
      (one) => isFull(one) && one.loss > one.bound + QUALITY_LIMITS.excess * one.halfTargets,
    ),
  };
}

function certificateOf(setting: SearchedMinimaSetting, seed: number, ends: readonly Judged[]) {
  const described = ends.map(({ draw, end, isCertified }) => ({
    ...{ draw, outcome: end.outcome, steps: end.steps, isCertified },
    loss: Number.isFinite(end.quality.loss) ? end.quality.loss : null,
    parameters: parametersOf(end.network).every(Number.isFinite) ? parametersOf(end.network) : null,
  }));
  return { name: "searched-minima", content: { setting, seed, ends: described } };
}

export const searchedMinima: Measure<SearchedMinimaSetting, SearchedMinimaName> = {
  name: "searched-minima",
  quantities: Object.fromEntries(
    Object.entries(QUANTITIES).map(([name, meaning]) => [name, { unit: null, meaning }]),
  ) as Record<SearchedMinimaName, { unit: null; meaning: string }>,
  problems: (setting) => [
    ...teacherProblems(setting),
    ...(setting.starts > 0 && setting.draws > 0 ? [] : ["starts and draws are above 0"]),
  ],
  run(setting, { seed }) {
    const ends = search(setting, seed);
    const resolved = ends.filter((one) => one.isResolved).map(({ end }) => end.quality);
    const spectrum = spectrumOf(ends);
    return {
      quantities: quantitiesOf(ends),
      certificate: certificateOf(setting, seed, ends),
      series: [
        {
          ...{ name: "defect against bound", unit: null },
          x: resolved.map(({ relativeBound }) => relativeBound),
          y: resolved.map(({ relativeDefect }) => relativeDefect),
        },
        {
          ...{ name: "singular values", unit: null },
          ...{ x: spectrum.map((_, at) => at + 1), y: spectrum },
        },
      ],
    };
  },
};
