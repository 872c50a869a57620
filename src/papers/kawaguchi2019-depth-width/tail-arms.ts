/** Arms about linear tails, and what may drift in them. */
import { classicalBoundMeasure, tailMinima } from "../../compute/measures/index.ts";
import type { ClassicalBoundSetting, TailMinimaSetting } from "../../compute/measures/index.ts";
import type { DriftRule } from "../../domain/drift-rule.ts";
import { arm, type Arm } from "../../verification/index.ts";

export function tailArm(setting: TailMinimaSetting, seeds?: readonly number[]): Arm {
  return arm(tailMinima, setting, seeds === undefined ? {} : { seeds });
}

export function boundArm(model: ClassicalBoundSetting["model"], from = 0): Arm {
  return arm(classicalBoundMeasure, { model, from });
}

/** X = I_2, Y = diag(2, 1), one linear unit: every minimum has L = 1/2, linear regression 0. */
export const BOTTLENECK: TailMinimaSetting = {
  problem: {
    blocks: [
      [
        [1, 0],
        [0, 1],
      ],
      [[], []],
    ],
    targets: [
      [2, 0],
      [0, 1],
    ],
  },
  ...{ widths: [1], start: "random", starts: 4 },
};

/** 1/2 (w_1 .. w_n - 1)^2 at 0, n = layers + 1: every derivative below the n-th vanishes. */
export function flatSaddle(layers: number): TailMinimaSetting {
  const [widths, none] = [Array<number>(layers).fill(1), Array<number[][]>(layers).fill([[]])];
  return {
    problem: { blocks: [[[1]], ...none], targets: [[1]] },
    ...{ widths, start: "origin", starts: 1 },
  };
}

const LOSSES = "Losses of one minimum agree to rounding, some 1e-13 of 1/2 ||Y||^2.";
const GAUGE =
  "Where on a flat set of minima a descent ends depends on rounding; its size is shown.";

const rule = (quantity: string, named: string, margin: number, because: string): DriftRule => {
  return { quantity, arm: named, margin, because, scale: "absolute", worse: "higher" };
};

export function tailDrift(named: string): DriftRule[] {
  return [
    ...["value", "bound"].map((quantity): DriftRule => {
      return { ...rule(quantity, named, 1e-9, LOSSES), worse: "either" };
    }),
    ...["defect", "excess", "termsDefect"].map((one) => rule(one, named, 1e-10, LOSSES)),
    { ...rule("tailSingular", named, 1e-3, GAUGE), worse: "either" },
  ];
}

export function boundDrift(named: string): DriftRule[] {
  return [
    { ...rule("value", named, 1e-9, LOSSES), worse: "either" },
    ...["defect", "excess", "termsDefect"].map((one) => rule(one, named, 1e-10, LOSSES)),
    rule("stationarity", named, 1e-10, "It is rounding alone, below its limit."),
    { ...rule("margin", named, 1e-3, GAUGE), worse: "lower" },
  ];
}
