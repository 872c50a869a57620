/**
 * A critical point near a start: Levenberg-Marquardt, then Newton with the exact Hessian. What ended
 * at infinity, on a kink or not at all is told from what was found.
 *
 * @source    spec kawaguchi2019-depth-width, sections 4.1 and 8
 * @shape     network and data -> a network of the same form
 * @precision float64; found: ||g|| <= 1e-10 ||J||_F ||y||
 * @cost      (m d_y + P) P^2 for each step
 * @fails     never; `outcome` says why a point is none
 */
import { levenbergMarquardt } from "../../numerics/levenberg-marquardt.ts";
import { newton } from "../../numerics/newton.ts";
import {
  parametersOf,
  withParameters,
  type DenseNetwork,
  type RegressionData,
} from "./dense-network.ts";
import { forwardPass, jacobianBlocks, jacobianColumns, residualsOf } from "./forward.ts";
import { expandFree } from "./hessian.ts";
import { QUALITY_LIMITS, qualityOf, stackedColumns, type Quality } from "./quality.ts";

/**
 * - `found`: stationary, bounded, smooth there;
 * - `far`: ||theta|| > 200, or still growing by more than 1 % in 100 steps;
 * - `saturated`: a smooth unit has no slope left on any sample;
 * - `kink`: a unit's argument is 0 on a sample, up to rounding;
 * - `not-stationary`: it moved no further, and the gradient is not 0.
 */
export type SearchOutcome = "found" | "far" | "saturated" | "kink" | "not-stationary";

export interface SearchEnd {
  readonly outcome: SearchOutcome;
  readonly network: DenseNetwork;
  /** In the parameters that may move. */
  readonly stationarity: number;
  readonly quality: Quality;
  readonly steps: number;
}

export interface SearchOptions {
  /** Places of the parameters that may move; absent: all. */
  readonly free?: readonly number[];
  /** Of Levenberg-Marquardt, at most. */
  readonly steps?: number;
}

const CHUNK = 100;
const LARGEST_GROWTH = 1.01;

export function allPlaces(network: DenseNetwork): number[] {
  return parametersOf(network).map((_, place) => place);
}

/** theta with the free parameters replaced. */
export function moved(
  network: DenseNetwork,
  free: readonly number[],
  values: readonly number[],
): DenseNetwork {
  const theta = parametersOf(network);
  free.forEach((place, at) => {
    theta[place] = values[at] ?? Number.NaN;
  });
  return withParameters(network, theta);
}

const freeValues = (network: DenseNetwork, free: readonly number[]): number[] => {
  const theta = parametersOf(network);
  return free.map((place) => theta[place] ?? Number.NaN);
};

function linearised(network: DenseNetwork, data: RegressionData, free: readonly number[]) {
  const pass = forwardPass(network, data);
  const columns = jacobianColumns(jacobianBlocks(network, pass));
  const residuals = stackedColumns(residualsOf(pass, data));
  const rows = Array.from(residuals, (_, row) =>
    free.map((place) => columns[place]?.[row] ?? Number.NaN),
  );
  return { residuals, jacobian: rows };
}

type Reached = Pick<SearchEnd, "network" | "steps"> & { readonly isFar: boolean };

/** Newton from here: kept where it ends stationary and no higher, that is where it was near. */
function polish(
  network: DenseNetwork,
  data: RegressionData,
  free: readonly number[],
): DenseNetwork | null {
  const from = judge(network, data, free);
  const polished = newton(
    (values) => expandFree(moved(network, free, values), data, free),
    freeValues(network, free),
  );
  const to = judge(moved(network, free, polished.point), data, free);
  const isNear = to.quality.loss <= from.quality.loss * (1 + 1e-12);
  return isNear && to.stationarity <= QUALITY_LIMITS.stationarity ? to.network : null;
}

/** Levenberg-Marquardt in chunks, with a try of Newton after each. */
function descend(
  start: DenseNetwork,
  data: RegressionData,
  { free, steps }: Required<SearchOptions>,
): Reached {
  let [network, done, isGrowing] = [start, 0, false];
  while (done < steps) {
    const from = freeValues(network, free);
    const end = levenbergMarquardt(
      (values) => linearised(moved(start, free, values), data, free),
      from,
      { steps: Math.min(CHUNK, steps - done), farthest: QUALITY_LIMITS.parameterNorm },
    );
    done += end.steps;
    network = moved(start, free, end.point);
    if (end.reason === "far") return { network, steps: done, isFar: true };
    isGrowing = Math.hypot(...end.point) > LARGEST_GROWTH * Math.hypot(...from);
    const polished = polish(network, data, free);
    if (polished !== null) return { network: polished, steps: done, isFar: false };
    if (end.reason !== "steps") return { network, steps: done, isFar: false };
  }
  return { network, steps: done, isFar: isGrowing };
}

/** ||g|| / (||J||_F ||y||) in the free parameters. */
export function stationarityOf(
  network: DenseNetwork,
  data: RegressionData,
  free: readonly number[],
): number {
  const { residuals, jacobian } = linearised(network, data, free);
  const gradient = free.map((_, column) =>
    jacobian.reduce((sum, row, at) => sum + (row[column] ?? Number.NaN) * (residuals[at] ?? 0), 0),
  );
  const norm = Math.hypot(...gradient);
  return norm === 0
    ? 0
    : norm / (Math.hypot(...jacobian.flat()) * Math.hypot(...data.targets.flat()));
}

function outcomeOf(quality: Quality, stationarity: number, isFar: boolean): SearchOutcome {
  if (isFar || !(quality.parameterNorm <= QUALITY_LIMITS.parameterNorm)) return "far";
  if (!(quality.saturation >= QUALITY_LIMITS.saturation)) return "saturated";
  if (!(quality.kinkMargin >= QUALITY_LIMITS.kinkMargin)) return "kink";
  return stationarity <= QUALITY_LIMITS.stationarity ? "found" : "not-stationary";
}

/** The network's own numbers, nothing moved. */
export function judge(
  network: DenseNetwork,
  data: RegressionData,
  free: readonly number[],
): Omit<SearchEnd, "steps"> {
  const quality = qualityOf(network, data);
  const stationarity = stationarityOf(network, data, free);
  return { outcome: outcomeOf(quality, stationarity, false), network, stationarity, quality };
}

export function searchMinimum(
  network: DenseNetwork,
  data: RegressionData,
  options: SearchOptions = {},
): SearchEnd {
  const { free = allPlaces(network), steps = 1000 } = options;
  const reached = descend(network, data, { free, steps });
  const judged = judge(reached.network, data, free);
  const outcome = reached.isFar ? "far" : judged.outcome;
  return { ...judged, outcome, steps: reached.steps };
}
