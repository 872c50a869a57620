/**
 * A trend over settings, one series of measurements for each seed: Spearman's rho of every series,
 * and a one-sided permutation test of their mean. Settings are permuted within each seed, because
 * the numbers of one seed are repeated measures and not independent of each other.
 *
 * @source    spec keskar2017-large-batch, section 3.2; p as in Phipson and Smyth 2010,
 *            "Permutation p-values should never be zero"
 * @random    Threefry with purpose `statistics`, one stream for the whole test
 * @precision a mean within 1e-12 of the observed one counts as reaching it: p can only grow
 * @fails     no series, one of another length, a constant one, fewer than 10,000 draws: BAD_INPUT
 */
import { PURPOSES, RandomStream } from "../../compute/numerics/threefry.ts";
import { PlatformError } from "../../domain/errors.ts";
import { mean } from "./sample.ts";
import { spearman, standardRanks } from "./spearman.ts";

export interface Trend {
  readonly settings: readonly number[];
  /** One list for each seed: what was measured at each setting, in the order of the settings. */
  readonly series: readonly (readonly number[])[];
  readonly direction: "rising" | "falling";
  readonly seed: number;
  readonly draws?: number;
}

export interface TrendTest {
  /** One rho for each series, in their order. */
  readonly rhos: readonly number[];
  readonly meanRho: number;
  /** (1 + hits) / (1 + draws) of the hypothesis that there is no trend in this direction; never 0. */
  readonly p: number;
  readonly draws: number;
}

const FEWEST_DRAWS = 10_000;
const ROUNDING = 1e-12;

export function trendTest(trend: Trend): TrendTest {
  const { settings, series, draws = FEWEST_DRAWS } = trend;
  if (series.length === 0) throw new PlatformError("BAD_INPUT", "a trend test needs a series");
  if (!(draws >= FEWEST_DRAWS)) {
    const message = `a permutation test takes at least ${FEWEST_DRAWS} draws and was given ${draws}`;
    throw new PlatformError("BAD_INPUT", message);
  }
  const sign = trend.direction === "rising" ? 1 : -1;
  const rhos = series.map((one) => spearman(settings, one));
  const meanRho = mean(rhos);
  const ranks = standardRanks("the settings of a trend", settings);
  const rankedSeries = series.map((one) => standardRanks("a series of a trend", one));
  const random = new RandomStream(trend.seed, PURPOSES.statistics, 0);
  const permutedRho = (one: readonly number[]) => {
    const order = random.permutation(ranks.length);
    return one.reduce((sum, rank, index) => sum + rank * (ranks[order[index] ?? 0] ?? 0), 0);
  };
  let hits = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    if (sign * mean(rankedSeries.map(permutedRho)) >= sign * meanRho - ROUNDING) hits += 1;
  }
  return { rhos, meanRho, p: (1 + hits) / (1 + draws), draws };
}
