/** What dw-overparam computes: exact instances of both kinds, and searches where P >= m d_y. */
import { minimumQuality, searchedMinima } from "../../compute/measures/index.ts";
import type { SearchedMinimaSetting } from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import { roundingRules } from "./drift.ts";
import { F1_DATA, F1_EXACT_FIT, F1_FOUR_UNITS } from "./fixtures.ts";
import { decimals, toRounding, type GoldenTable } from "./float-results.ts";

/** P = 6 >= m d_y = 4, rank 4: the loss must be 0. */
export const FITTED = "F1, fitted by two units";
/** P = 12 >= m d_y = 4, a local minimum with L = 5/2: the rank must be less than 4. */
export const FOUR_UNITS = "F1, four equal units";

const ONE = { seeds: [0] };

const EXACT: Record<string, Arm> = {
  [FITTED]: arm(minimumQuality, { network: F1_EXACT_FIT, data: F1_DATA }, ONE),
  [FOUR_UNITS]: arm(minimumQuality, { network: F1_FOUR_UNITS, data: F1_DATA }, ONE),
};

const GOLDEN: GoldenTable = {
  [FITTED]: { rank: decimals(4, 0), loss: { value: 0, within: 1e-15 } },
  [FOUR_UNITS]: { rank: decimals(2, 0), parameters: decimals(12, 0), loss: toRounding(5 / 2) },
};

/** P = 20 parameters on ten samples with noise: more parameters than numbers to fit. */
const OVERPARAMETERISED: SearchedMinimaSetting = {
  ...{ activation: "tanh", samples: 10, sizes: [3, 5, 1], noise: 0.3 },
  ...{ teacherGain: 3, startGain: 1.5, starts: 10, draws: 1 },
};
const STARTS = { smoke: 0, quick: 5, standard: 50, paper: 200 } as const satisfies Record<
  Budget,
  number
>;
const SEARCH = "tanh, five units, ten samples";

function searches(budget: Budget): Record<string, Arm> {
  const starts = STARTS[budget];
  if (starts === 0) return {};
  return { [SEARCH]: arm(searchedMinima, { ...OVERPARAMETERISED, starts }, { seeds: [1] }) };
}

export interface OverparamThresholds {
  /** Arms of full row rank, and arms with a loss. */
  readonly full: readonly string[];
  readonly deficient: readonly string[];
  readonly searches: readonly string[];
  readonly golden: GoldenTable;
}

const CARRYING = ["stationarity", "relativeBound", "excess"];

export function overparamProtocol(
  budget: Budget,
): Protocol<Record<string, Arm>, OverparamThresholds> {
  const searched = searches(budget);
  return {
    arms: { ...EXACT, ...searched },
    seeds: [0],
    thresholds: {
      ...{ full: [FITTED], deficient: [FOUR_UNITS] },
      ...{ searches: Object.keys(searched), golden: GOLDEN },
    },
    drift: roundingRules(Object.keys(EXACT), CARRYING),
  };
}
