/** What dw-blocks computes at each budget: block terms at the fixtures' points, then at searched ones. */
import { minimumBlocks } from "../../compute/measures/index.ts";
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import { roundingRules } from "./drift.ts";
import {
  F1_DATA,
  F1_EXACT_FIT,
  F2_BAD,
  F2_DATA,
  F2_NOT_CRITICAL,
  F3_DATA,
  F3_GOLDEN,
  F3_NETWORK,
} from "./fixtures.ts";
import { decimals, type GoldenTable } from "./float-results.ts";
import { MINIMA, WORSE } from "./points.ts";
import { searchedArms } from "./searched-arms.ts";

/** Six blocks: where random orders of them differ. */
export const SIX_BLOCKS = "F3";
const WORSE_REVERSED = "F2, worse minimum, outputs first";

const ONE = { seeds: [0] };

const AT_MINIMA: Record<string, Arm> = Object.fromEntries(
  Object.entries(MINIMA).map(([name, point]) => [name, arm(minimumBlocks, point, ONE)]),
);

/** Points at which only what holds everywhere is asked for. */
const ELSEWHERE: Record<string, Arm> = {
  "F2 at (1, 1, 0)": arm(
    minimumBlocks,
    { network: F2_NOT_CRITICAL[0].network, data: F2_DATA },
    ONE,
  ),
  [SIX_BLOCKS]: arm(minimumBlocks, { network: F3_NETWORK, data: F3_DATA }, ONE),
};

const INSTRUMENT: Record<string, Arm> = {
  [WORSE_REVERSED]: arm(
    minimumBlocks,
    { network: F2_BAD.network, data: F2_DATA, order: "reverse" },
    ONE,
  ),
  "F1, fitted by two units": arm(minimumBlocks, { network: F1_EXACT_FIT, data: F1_DATA }, ONE),
};

const [firstUnit, secondUnit, thirdUnit, fourthUnit, firstOutput, secondOutput] =
  F3_GOLDEN.blockTerms;

/** Single terms are held to the spec in the reference tests; here what each layer gives. */
const GOLDEN: GoldenTable = {
  [WORSE]: { hiddenTerms: decimals(1.31702472, 8), outputTerms: decimals(2.3587117, 7) },
  [WORSE_REVERSED]: { hiddenTerms: decimals(0, 12), outputTerms: decimals(3.67573642, 8) },
  [SIX_BLOCKS]: {
    hiddenTerms: { value: firstUnit + secondUnit + thirdUnit + fourthUnit, within: 2e-10 },
    outputTerms: { value: firstOutput + secondOutput, within: 1e-10 },
  },
  "F1, fitted by two units": {
    hiddenTerms: decimals(15 / 2, 12),
    outputTerms: decimals(0, 12),
  },
};

export interface BlocksThresholds {
  readonly minima: readonly string[];
  readonly elsewhere: readonly string[];
  readonly searches: readonly string[];
  readonly golden: GoldenTable;
}

const EVERYWHERE = ["sumExcess", "orderExcess"];
const AT_STATIONARY = ["stationarity", "relativeBound", "valueExcess", "valueGap"];

export function blocksProtocol(budget: Budget): Protocol<Record<string, Arm>, BlocksThresholds> {
  const searches = searchedArms(budget);
  const [minima, elsewhere] = [Object.keys(MINIMA), Object.keys(ELSEWHERE)];
  return {
    arms: { ...AT_MINIMA, ...ELSEWHERE, ...INSTRUMENT, ...searches },
    seeds: [0],
    thresholds: { minima, elsewhere, searches: Object.keys(searches), golden: GOLDEN },
    drift: [
      ...roundingRules([...minima, ...elsewhere], EVERYWHERE),
      ...roundingRules([SIX_BLOCKS], ["orderMove"]).map((rule): DriftRule => ({
        ...rule,
        worse: "either",
      })),
      ...roundingRules(minima, [...AT_STATIONARY, "hiddenAfterOutputs"]),
      ...roundingRules(Object.keys(searches), ["worstSumExcess", "worstValueExcess"]),
    ],
  };
}
