/** What dw-classical computes at each budget. */
import type { TailMinimaSetting } from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import type { Arm, Protocol } from "../../verification/index.ts";
import { S1_DATA, S1_MINIMUM } from "./fixtures.ts";
import { boundArm, boundDrift, tailArm, tailDrift } from "./tail-arms.ts";

export const TWO = "n = 2";
export const THREE = "n = 3";
export const DEFICIENT = "rank-deficient tail";
export const SMALL = "S1 at its minimum";
export const NETWORK = "ReLU network";
/** Shown in the figure and judged by none: (i) does not hold. */
export const ONE = "n = 1, below d_y = 2";

export interface ClassicalThresholds {
  readonly tails: readonly string[];
  readonly networks: readonly string[];
}

/** Spec 2.5: 40 samples, blocks of 4, 3 and 2 random features, two outputs, two C matrices. */
const DRAWN = { samples: 40, features: [4, 3, 2], outputs: 2 };

export function tailSetting(
  width: number,
  changes: Partial<TailMinimaSetting> = {},
): TailMinimaSetting {
  return { problem: DRAWN, widths: [width, width], start: "random", starts: 4, ...changes };
}

/** Data draws and starts of each: the spec's four and one; many in the falsification search. */
const SIZES = {
  smoke: { draws: [1], starts: 1 },
  quick: { draws: [1, 2, 3, 4], starts: 4 },
  standard: { draws: [1, 2, 3, 4], starts: 50 },
  paper: { draws: [1, 2, 3, 4, 5, 6, 7, 8], starts: 100 },
} as const;

export const builtNetwork = (changes: { readonly leak?: number } = {}) =>
  boundArm({ built: { samples: 40, width: 2, outputs: 2, ...changes } });

export function classicalProtocol(
  budget: Budget,
): Protocol<Record<string, Arm>, ClassicalThresholds> {
  const { draws, starts } = SIZES[budget];
  const planted = { ...DRAWN, planted: true } as const;
  const arms = {
    [TWO]: tailArm(tailSetting(2, { starts })),
    [THREE]: tailArm(tailSetting(3, { starts })),
    [DEFICIENT]: tailArm(tailSetting(2, { starts, problem: planted, start: "planted" })),
    [SMALL]: boundArm({ network: S1_MINIMUM, data: S1_DATA }),
    [NETWORK]: builtNetwork(),
    [ONE]: tailArm(tailSetting(1, { starts: Math.min(starts, 2) })),
  };
  const [tails, networks] = [
    [TWO, THREE, DEFICIENT],
    [SMALL, NETWORK],
  ];
  const drift = [...[...tails, ONE].flatMap(tailDrift), ...networks.flatMap(boundDrift)];
  return { arms, seeds: draws, thresholds: { tails, networks }, drift };
}
