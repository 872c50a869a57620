/** What K4 measures at each budget, and its negative controls. */
import {
  boxSharpness,
  invariantSharpness,
  minimumGeometry,
  plantedSharpness,
  type Maximiser,
  type TrainingRecipe,
} from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type ControlSpec, type Protocol } from "../../verification/index.ts";
import { K4_DRIFT } from "./drift.ts";
import { meanRatioName, type K4Thresholds } from "./k4-check.ts";
import {
  atRate,
  CONVEX_LARGE,
  CONVEX_SMALL,
  halfOf,
  INVARIANT,
  LARGE,
  MAIN,
  NOISELESS,
  PAPER_LARGE,
  PAPER_SMALL,
  PLANTED,
  seedsAt,
  SLOW,
  SLOW_RATE,
  SMALL,
  stoppedAt,
  withOrder,
} from "./recipes.ts";
import { EQUAL_LOSS } from "./validity.ts";

const EPSILON = 1e-3;
const STEPS = 10;
/** Three searches for SB and one for LB: who is said to be flat is searched harder (spec 3.4). */
const PLAIN: Maximiser = { name: "vertex", steps: STEPS, randomStarts: 0, precision: "float32" };
const THOROUGH: Maximiser = { ...PLAIN, randomStarts: 2 };
const RESCALED: Maximiser = { name: "l-bfgs-b", iterations: 10, rescaled: true };
const RESCALING = { rescale: 10 };
const HIGH_LOSS = 0.1;
const UNEQUAL_LOSS = 2e-2;
/** Companions cost more than what decides: a few seeds below standard. */
const COMPANION_SEEDS = { smoke: 1, quick: 2, standard: 20, paper: 5 };

interface Changes {
  readonly maximiser?: Maximiser;
  readonly rescale?: number;
  readonly seeds?: readonly number[];
}

function sharp(recipe: TrainingRecipe, maximiser: Maximiser, changes: Changes = {}): Arm {
  const { rescale = 1, seeds } = changes;
  const setting = { recipe, epsilon: EPSILON, maximiser, rescale };
  return arm(boxSharpness, setting, seeds === undefined ? {} : { seeds });
}

const pair = (small: TrainingRecipe, large: TrainingRecipe, changes: Changes = {}) => ({
  [MAIN.small]: sharp(small, changes.maximiser ?? THOROUGH, changes),
  [MAIN.large]: sharp(large, changes.maximiser ?? PLAIN, changes),
});

/** N5: SB's weights rescaled, LB as it is. */
const rescaledPair = (seeds: Changes) => ({
  [MAIN.small]: sharp(SMALL, THOROUGH, { ...RESCALING, ...seeds }),
  [MAIN.large]: sharp(LARGE, PLAIN, seeds),
});

/** Adaptive and filter-normalised sharpness, before and after a rescaling that changes nothing. */
function invariantArms(): Record<string, Arm> {
  const seeds = { seeds: seedsAt("smoke", 1) };
  return {
    [INVARIANT.small]: arm(invariantSharpness, { recipe: SMALL, rescale: 1 }, seeds),
    [INVARIANT.large]: arm(invariantSharpness, { recipe: SMALL, ...RESCALING }, seeds),
  };
}

function slowArms(seeds: Changes): Record<string, Arm> {
  return {
    [SLOW.small]: sharp(atRate(SMALL, SLOW_RATE), THOROUGH, seeds),
    [SLOW.large]: sharp(atRate(LARGE, SLOW_RATE), PLAIN, seeds),
  };
}

function companionArms(budget: Budget): Record<string, Arm> {
  const seeds = { seeds: seedsAt(budget, COMPANION_SEEDS[budget]) };
  return {
    "SB companions": arm(minimumGeometry, { recipe: SMALL }, seeds),
    "LB companions": arm(minimumGeometry, { recipe: LARGE }, seeds),
  };
}

function plantedArms(ratio: number): Record<string, Arm> {
  const planted = (factor: number) =>
    arm(plantedSharpness, { factor, epsilon: EPSILON, maximiser: THOROUGH });
  return { [PLANTED.small]: planted(1), [PLANTED.large]: planted(ratio) };
}

/** The paper's own network and stopping rule: nothing but what decides. */
const paperArms = () => pair(PAPER_SMALL, PAPER_LARGE);

export function k4DirectionProtocol(budget: Budget): Protocol<Record<string, Arm>, K4Thresholds> {
  const thresholds = { ratio: 2, alpha: 0.01 };
  const shared = { seeds: seedsAt(budget), thresholds, drift: K4_DRIFT };
  if (budget === "paper") return { ...shared, arms: { ...paperArms(), ...invariantArms() } };
  return {
    ...shared,
    arms: {
      ...pair(SMALL, LARGE),
      ...invariantArms(),
      ...slowArms(halfOf(shared)),
      ...companionArms(budget),
    },
  };
}

/** The ratio of the planted pair: an order of magnitude, twice. */
const PLANTED_RATIO = 20;

export function k4MagnitudeProtocol(budget: Budget): Protocol<Record<string, Arm>, K4Thresholds> {
  const thresholds = { ratio: 10, alpha: 0.01, planted: PLANTED_RATIO };
  const main = budget === "paper" ? paperArms() : pair(SMALL, LARGE);
  const arms = { ...main, ...invariantArms(), ...plantedArms(PLANTED_RATIO) };
  return { seeds: seedsAt(budget), thresholds, arms, drift: K4_DRIFT };
}

type Chosen = (protocol: { readonly seeds: readonly number[] }) => {
  readonly seeds: readonly number[];
};

/** On which seeds controls run: those that fail by far, and those that come closer. */
interface ControlSeeds {
  readonly far: Chosen;
  readonly near: Chosen;
}

export const DIRECTION_SEEDS: ControlSeeds = { far: halfOf, near: ({ seeds }) => ({ seeds }) };
/** Against a factor of 10 every control fails by far: two seeds show it. */
const TWO: Chosen = ({ seeds }) => ({ seeds: seeds.slice(0, 2) });
export const MAGNITUDE_SEEDS: ControlSeeds = { far: TWO, near: TWO };

/** The same for both claims; `mustFail` is a condition of the claim's own threshold. */
export function k4Controls({
  far,
  near,
}: ControlSeeds): readonly ControlSpec<Record<string, Arm>, K4Thresholds>[] {
  const mustFail = meanRatioName({ alpha: 0.01, ratio: 0 });
  return [
    {
      name: "N1 equal batches",
      because: "Both arms train with batches of 16 in different orders: nothing sets them apart.",
      mustFail,
      changes: (protocol) => ({ arms: pair(SMALL, withOrder(SMALL, 1), far(protocol)) }),
    },
    {
      name: "N2 convex",
      because: "A strictly convex loss has one minimum, and both arms arrive at it.",
      mustFail,
      changes: (protocol) => ({ arms: pair(CONVEX_SMALL, CONVEX_LARGE, far(protocol)) }),
    },
    {
      name: "N3 little noise",
      because: "At rate 1e-4 the small batches are nearly as free of noise as the large one.",
      mustFail,
      changes: (protocol) => ({ arms: pair(NOISELESS, LARGE, far(protocol)) }),
    },
    {
      name: "N5 rescaled weights",
      because:
        "First layer times 10, second divided by 10: the same function, and SB becomes the sharp one.",
      mustFail,
      // The order flips: LB is no longer the sharper arm by any factor.
      changes: ({ thresholds, ...protocol }) => ({
        ...{ arms: rescaledPair(near(protocol)), thresholds: { ...thresholds, ratio: 1 } },
      }),
    },
    {
      name: "N8 weak maximiser",
      because:
        "L-BFGS-B in variables scaled to [-1, 1] does not find the rise within 10 iterations.",
      mustFail,
      changes: (protocol) => ({
        arms: pair(SMALL, LARGE, { maximiser: RESCALED, ...far(protocol) }),
      }),
    },
    {
      name: "N9 high loss",
      because: "At a loss of 0.1 both arms are about as sharp.",
      mustFail,
      changes: (protocol) => ({
        arms: pair(stoppedAt(SMALL, HIGH_LOSS), stoppedAt(LARGE, HIGH_LOSS), near(protocol)),
      }),
    },
    {
      name: "LB stopped at 2e-2",
      because: "At ten times the loss of SB the sharpness of LB measures the loss level: INVALID.",
      mustFail: EQUAL_LOSS,
      changes: (protocol) => ({
        arms: pair(SMALL, stoppedAt(LARGE, UNEQUAL_LOSS), near(protocol)),
      }),
    },
  ];
}
