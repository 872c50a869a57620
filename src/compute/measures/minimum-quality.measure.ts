/**
 * The value of one point of a dense network against L = 1/2 ||PN[J] y||^2, and whether it is shown to
 * be a local minimum.
 *
 * @source    spec kawaguchi2019-depth-width, 2.1
 * @shape     network, data -> numbers; the singular values of J as a series
 * @units     values in the square of Y's unit
 * @precision float64, see quality.ts
 * @random    see point-setting.ts; none where nothing is moved or drawn
 * @cost      an SVD of J, the Hessian's eigenvalues
 */
import { columnSpaceOf } from "../numerics/column-space.ts";
import type { Measure } from "./measure.ts";
import { isCertifiedMinimum } from "./minima/certified.ts";
import { forwardPass, jacobianBlocks, jacobianColumns, type DenseModel } from "./minima/forward.ts";
import type { RegressionData } from "./minima/dense-network.ts";
import { pointOf, pointProblems, type PointSetting } from "./minima/point-setting.ts";
import { qualityOf, type Quality } from "./minima/quality.ts";

export interface MinimumQualitySetting extends PointSetting {
  /** `last`: J with the last layer's columns only, for a control; absent: all. */
  readonly layers?: "last";
}

export type MinimumQualityName = keyof Quality | "certified";

/** Singular values of J by their number, for figures. */
function spectrum(network: DenseModel, data: RegressionData) {
  const jacobian = jacobianColumns(jacobianBlocks(network, forwardPass(network, data)));
  const isFinite = jacobian.every((column) => column.every(Number.isFinite));
  const y = isFinite ? columnSpaceOf(jacobian).singularValues : [];
  return { name: "singular values", unit: null, x: y.map((_, at) => at + 1), y };
}

const value = (meaning: string) => ({ unit: "square of Y's", meaning });
const number = (meaning: string) => ({ unit: null, meaning });

export const QUALITY_QUANTITIES: Readonly<
  Record<keyof Quality, { readonly unit: string | null; readonly meaning: string }>
> = {
  loss: value("L, from the forward pass"),
  halfTargets: value("1/2 ||Y||^2"),
  projection: value("1/2 ||PN[J] y||^2"),
  defect: value("Delta = L - 1/2 ||PN[J] y||^2"),
  bound: value("1/2 ||g||^2 / sigma_rank^2"),
  relativeBound: number("bound / (1/2 ||Y||^2)"),
  relativeDefect: number("|Delta| / (1/2 ||Y||^2)"),
  excess: number("(|Delta| - bound) / (1/2 ||Y||^2)"),
  gradientNorm: number("||g|| by backpropagation"),
  stationarity: number("||g|| / (||J||_F ||y||)"),
  gradientMismatch: number("||g - J^T r|| / (||J||_F ||r||)"),
  outputsOutside: number("||PN[J] vec(Yhat)|| / ||y||"),
  rank: number("rank of J in float64"),
  largestSingular: number("sigma_1 of J"),
  lastSingular: number("sigma_rank of J"),
  nextSingular: number("sigma_(rank + 1) of J; 0: there is none"),
  gap: number("sigma_(rank + 1) / sigma_rank"),
  cutSensitivity: number("largest change of Delta under a higher cut / (1/2 ||Y||^2)"),
  rows: number("m d_y"),
  parameters: number("P"),
  kinkMargin: number("least |Z| / (||features|| ||weights||); 1 without kinks"),
  saturation: number("largest slope of the unit furthest saturated; 1 where none can be"),
  parameterNorm: number("||theta||"),
};

export const minimumQuality: Measure<MinimumQualitySetting, MinimumQualityName> = {
  name: "minimum-quality",
  quantities: {
    ...QUALITY_QUANTITIES,
    certified: number("1: shown to be a local minimum, in float64"),
  },
  problems: pointProblems,
  run(setting, { seed }) {
    const { network, data } = pointOf(setting, seed);
    const quality = qualityOf(network, data, setting.layers ?? "all");
    const certified = isCertifiedMinimum(network, data, quality) ? 1n : 0n;
    const { rank, rows, parameters } = quality;
    const counts = { rows: BigInt(rows), parameters: BigInt(parameters) };
    const exactRank = Number.isFinite(rank) ? BigInt(rank) : rank;
    return {
      quantities: { ...quality, ...counts, rank: exactRank, certified },
      series: [spectrum(network, data)],
    };
  },
};
