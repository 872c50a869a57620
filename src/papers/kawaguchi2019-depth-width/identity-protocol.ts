/** What dw-deep-identity computes at each budget: points of the spec's fixtures, then searched ones. */
import { defectPath, minimumQuality } from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import { decimals, toRounding, type GoldenTable } from "./float-results.ts";
import { roundingRules } from "./drift.ts";
import {
  F2_BAD,
  F2_BETTER,
  F2_DATA,
  F2_NOT_CRITICAL,
  F3_DATA,
  F3_GOLDEN,
  F3_NETWORK,
  F5_BAD,
  F5_BETTER,
  tanhUnit,
} from "./fixtures.ts";
import { BETTER, F5_WORSE, MINIMA, ONE_UNIT, WORSE } from "./points.ts";
import { PROVEN } from "./proven-minima.ts";
import { searchedArms } from "./searched-arms.ts";

export const LAST_LAYER_OPTIMAL = "F2 at (1.3955.., 1, 0)";
export const GRADIENTS = "random weights and targets";
export const PATH = "F2, gradient descent from (1, 1, 0)";

/** Fixed points need no seed; the three random ones of the gradient's check do. */
const ONE = { seeds: [0] };
const THREE = { seeds: [1, 2, 3] };

const AT_MINIMA: Record<string, Arm> = Object.fromEntries(
  Object.entries(MINIMA).map(([name, point]) => [name, arm(minimumQuality, point, ONE)]),
);

const [FIRST, SECOND, THIRD] = F2_NOT_CRITICAL;
const NOT_CRITICAL: Record<string, Arm> = {
  "F2 at (1, 1, 0)": arm(minimumQuality, { network: FIRST.network, data: F2_DATA }, ONE),
  "F2 at (1, 1, 1)": arm(minimumQuality, { network: SECOND.network, data: F2_DATA }, ONE),
  [LAST_LAYER_OPTIMAL]: arm(minimumQuality, { network: THIRD.network, data: F2_DATA }, ONE),
  F3: arm(minimumQuality, { network: F3_NETWORK, data: F3_DATA }, ONE),
};

const INSTRUMENT: Record<string, Arm> = {
  [GRADIENTS]: arm(
    minimumQuality,
    { network: F3_NETWORK, data: F3_DATA, moved: 1, drawnTargets: true },
    THREE,
  ),
  [PATH]: arm(
    defectPath,
    { network: tanhUnit(1, 1, 0), data: F2_DATA, rate: 0.2, steps: 2000, every: 50 },
    ONE,
  ),
};

const GOLDEN: GoldenTable = {
  [WORSE]: { loss: toRounding(F2_BAD.loss), lastSingular: decimals(0.366812, 6) },
  [BETTER]: { loss: toRounding(F2_BETTER.loss) },
  [F5_WORSE]: { loss: toRounding(F5_BAD.loss) },
  "F5, better minimum": { loss: toRounding(F5_BETTER.loss) },
  [ONE_UNIT]: { loss: toRounding(5 / 2), rank: decimals(2, 0) },
  "linear bottleneck": { loss: toRounding(1 / 2), rank: decimals(3, 0) },
  "F2 at (1, 1, 0)": {
    loss: decimals(FIRST.loss, 12),
    projection: decimals(FIRST.projection, 12),
    gradientNorm: decimals(2.064175, 6),
    bound: decimals(19.92, 2),
    // (1.440905452125 - 19.92) / 5.
    excess: { value: -3.6958, within: 1.1e-3 },
  },
  "F2 at (1, 1, 1)": {
    loss: decimals(SECOND.loss, 12),
    projection: decimals(SECOND.projection, 12),
  },
  [LAST_LAYER_OPTIMAL]: {
    loss: decimals(THIRD.loss, 12),
    projection: decimals(THIRD.projection, 12),
  },
  F3: {
    loss: decimals(F3_GOLDEN.loss, 10),
    projection: decimals(F3_GOLDEN.projection, 12),
    defect: decimals(F3_GOLDEN.defect, 10),
    gradientNorm: decimals(F3_GOLDEN.gradientNorm, 10),
    rank: decimals(F3_GOLDEN.rank, 0),
  },
};

export interface IdentityThresholds {
  /** Arms at which (a), (b), (c) must hold. */
  readonly minima: readonly string[];
  /** Arms whose ends are searched. */
  readonly searches: readonly string[];
  readonly golden: GoldenTable;
}

const CARRYING = ["stationarity", "relativeBound", "excess", "relativeDefect"];

export function identityProtocol(
  budget: Budget,
): Protocol<Record<string, Arm>, IdentityThresholds> {
  const searches = searchedArms(budget);
  const minima = Object.keys(MINIMA);
  return {
    arms: { ...AT_MINIMA, ...PROVEN, ...NOT_CRITICAL, ...INSTRUMENT, ...searches },
    seeds: [0],
    thresholds: { minima, searches: Object.keys(searches), golden: GOLDEN },
    drift: [
      ...roundingRules(minima, CARRYING),
      ...roundingRules([GRADIENTS], ["gradientMismatch"]),
      ...roundingRules([PATH], ["worstExcess", "lastDefect"]),
      ...roundingRules(Object.keys(searches), ["worstExcess", "worstDefect"]),
    ],
  };
}
