/** What K1 trains at each budget, and its negative controls. */
import { networkFit, type TrainingRecipe } from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type ControlSpec, type Protocol } from "../../verification/index.ts";
import { K1_DRIFT } from "./drift.ts";
import { meanGapName, type K1Thresholds } from "./k1-check.ts";
import {
  atRate,
  batchNormed,
  CONVEX_LARGE,
  CONVEX_SMALL,
  halfOf,
  LARGE,
  MAIN,
  NOISELESS,
  PAPER_LARGE,
  PAPER_SMALL,
  seedsAt,
  SLOW,
  SLOW_RATE,
  SMALL,
  withOrder,
} from "./recipes.ts";

/** Set before looking (spec 3.2): half a point, one in a hundred, four of five seeds. */
const THRESHOLDS: K1Thresholds = { gap: 0.005, alpha: 0.01, positivePercent: 80 };
const MUST_FAIL = meanGapName(THRESHOLDS);

type Seeds = Parameters<typeof arm>[2];
const fit = (recipe: TrainingRecipe, seeds?: Seeds) => arm(networkFit, recipe, seeds);
const pair = (small: TrainingRecipe, large: TrainingRecipe, seeds?: Seeds) => ({
  [MAIN.small]: fit(small, seeds),
  [MAIN.large]: fit(large, seeds),
});

export function k1Protocol(budget: Budget): Protocol<Record<string, Arm>, K1Thresholds> {
  const shared = { seeds: seedsAt(budget), thresholds: THRESHOLDS, drift: K1_DRIFT };
  if (budget === "paper") return { ...shared, arms: pair(PAPER_SMALL, PAPER_LARGE) };
  const slow = {
    [SLOW.small]: fit(atRate(SMALL, SLOW_RATE), halfOf(shared)),
    [SLOW.large]: fit(atRate(LARGE, SLOW_RATE), halfOf(shared)),
  };
  return { ...shared, arms: { ...pair(SMALL, LARGE), ...slow } };
}

export const K1_CONTROLS: readonly ControlSpec<Record<string, Arm>, K1Thresholds>[] = [
  {
    name: "N1 equal batches",
    because: "Both arms train with batches of 16 in different orders: nothing sets them apart.",
    mustFail: MUST_FAIL,
    changes: () => ({ arms: pair(SMALL, withOrder(SMALL, 1)) }),
  },
  {
    name: "N2 convex",
    because: "A strictly convex loss has one minimum, and both arms arrive at it.",
    mustFail: MUST_FAIL,
    changes: (protocol) => ({ arms: pair(CONVEX_SMALL, CONVEX_LARGE, halfOf(protocol)) }),
  },
  {
    name: "N3 little noise",
    because: "At rate 1e-4 the small batches are nearly as free of noise as the large one.",
    mustFail: MUST_FAIL,
    changes: (protocol) => ({ arms: pair(NOISELESS, LARGE, halfOf(protocol)) }),
  },
  {
    name: "N4 batch normalisation",
    because:
      "With batch normalisation at rate 1e-3 the gap is below half a point: 0.0036 +- 0.0026.",
    mustFail: MUST_FAIL,
    changes: () => ({ arms: pair(batchNormed(SMALL), batchNormed(LARGE)) }),
  },
];
