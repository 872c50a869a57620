/** What dw-rank-law computes: the law at few and at many degrees of freedom. */
import { rankLaw } from "../../compute/measures/index.ts";
import type { RankLawSetting } from "../../compute/measures/index.ts";
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";

const SETTING: RankLawSetting = {
  ...{ activation: "tanh", samples: 15, sizes: [3, 3, 1], startGain: 1.5, draws: 200 },
  ...{ scale: 2, targets: "independent", projection: "jacobian", freedomShift: 0 },
};

/** m d_y - rank J = 3: there 200 draws tell every rank that is wrong by one. */
export const FEW = "tanh, rank 12 of 15";
/** m d_y - rank J = 4, two outputs. */
const TWO_OUTPUTS = "tanh, deep, rank 24 of 28";
/** Duplicate units: rank J is less than P. */
const RELU = "ReLU, rank less than P";
/** m d_y - rank J = 53: takes 20,000 draws. */
const MANY = "tanh, rank 12 of 65";

const DRAWS = { smoke: 200, quick: 1000, standard: 2000, paper: 20000 } as const satisfies Record<
  Budget,
  number
>;
const DRAWS_OF_MANY = 20000;

export function lawArm(changes: Partial<RankLawSetting> = {}): Arm {
  return arm(rankLaw, { ...SETTING, ...changes });
}

function armsOf(budget: Budget): Record<string, Arm> {
  const draws = DRAWS[budget];
  const few = { [FEW]: lawArm({ draws }) };
  if (budget === "smoke") return few;
  const others = {
    [TWO_OUTPUTS]: lawArm({ draws, samples: 14, sizes: [3, 3, 3, 2] }),
    [RELU]: lawArm({ draws, activation: "relu", samples: 12 }),
  };
  const many = { [MANY]: lawArm({ draws: DRAWS_OF_MANY, samples: 65 }) };
  return { ...few, ...others, ...(budget === "quick" ? {} : many) };
}

export interface RankLawThresholds {
  readonly arms: readonly string[];
}

const BECAUSE =
  "The same draws give the same distance but for rounding; less than a tenth of what a rank that is wrong by one makes (0.15, at 53 degrees of freedom 0.04).";

function drift(arms: readonly string[]): DriftRule[] {
  const shared = { scale: "absolute", worse: "higher", because: BECAUSE } as const;
  return arms.map((name) => {
    const margin = name === MANY ? 0.003 : 0.01;
    return { quantity: "distance", arm: name, margin, ...shared };
  });
}

export function rankLawProtocol(budget: Budget): Protocol<Record<string, Arm>, RankLawThresholds> {
  const arms = armsOf(budget);
  const names = Object.keys(arms);
  const seeds = budget === "smoke" ? [1] : [1, 2, 3];
  return { arms, seeds, thresholds: { arms: names }, drift: drift(names) };
}
