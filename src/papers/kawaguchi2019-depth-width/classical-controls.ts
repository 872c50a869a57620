/** Negative controls of dw-classical: all of spec 2.5. */
import type { Arm, ControlSpec } from "../../verification/index.ts";
import { NAMES } from "./classical-check.ts";
import {
  builtNetwork,
  NETWORK,
  SMALL,
  tailSetting,
  TWO,
  type ClassicalThresholds,
} from "./classical-protocol.ts";
import { F1_DATA, F1_MINIMUM, F2_BAD, F2_DATA, reluUnits, S1_DATA } from "./fixtures.ts";
import { BOTTLENECK, boundArm, flatSaddle, tailArm } from "./tail-arms.ts";
import { TAIL_NAMES } from "./tail-check.ts";

type Control = ControlSpec<Record<string, Arm>, ClassicalThresholds>;

function replaced(name: string, because: string, mustFail: string, arms: Record<string, Arm>) {
  return { name, because, mustFail, changes: () => ({ arms }) } satisfies Control;
}

const one = { [TWO]: tailArm(tailSetting(1, { starts: 1 })) };
const ONE_WORDS = "One linear unit passes on a rank-one map; two outputs need two.";
const bottleneck = { [TWO]: tailArm(BOTTLENECK) };
const BOTTLENECK_WORDS =
  "X = I_2, Y = diag(2, 1), one unit: L = 1/2 at every minimum, regression 0.";

/** Exact or certified minima without a linear unit, each above linear regression. */
function withoutLinear(name: string, arm: Arm): Control[] {
  const because = "A local minimum, but no unit is linear on all samples.";
  const arms = { [SMALL]: arm };
  return [
    { ...replaced(`(ii) ${name}: refused`, because, NAMES.structure(SMALL), arms), golden: -1n },
    replaced(`(ii) ${name}: above the bound`, because, NAMES.bound(SMALL), arms),
    replaced(`(ii) ${name}: (C) fails`, because, NAMES.terms(SMALL), arms),
  ];
}

const S1_DEAD = boundArm({ network: reluUnits([1, 0, -1]), data: S1_DATA });
const F1_ONE = boundArm({ network: F1_MINIMUM, data: F1_DATA });
const F2_ONE = boundArm({ network: F2_BAD.network, data: F2_DATA });

export const CLASSICAL_CONTROLS: readonly Control[] = [
  { ...replaced("(i) n = 1: refused", ONE_WORDS, TAIL_NAMES.width(TWO), one), golden: -1n },
  replaced("(i) n = 1: (A) fails", ONE_WORDS, TAIL_NAMES.equality, one),
  {
    ...replaced("(i) bottleneck: refused", BOTTLENECK_WORDS, TAIL_NAMES.width(TWO), bottleneck),
    golden: -1n,
  },
  replaced("(i) bottleneck: (B) fails", BOTTLENECK_WORDS, TAIL_NAMES.bound, bottleneck),
  replaced("(i) bottleneck: (C) fails", BOTTLENECK_WORDS, TAIL_NAMES.terms, bottleneck),
  ...withoutLinear("S1, dead unit, L = 57/2", S1_DEAD),
  ...withoutLinear("F1, L = 5/2", F1_ONE),
  ...withoutLinear("F2, L = 1.324", F2_ONE),
  {
    ...replaced(
      "(iii) a weight from S to a unit outside",
      "A linear unit of layer 1 feeds a random unit of layer 2: one unit is left in S.",
      NAMES.structure(NETWORK),
      { [NETWORK]: builtNetwork({ leak: 0.5 }) },
    ),
    golden: -1n,
  },
  {
    ...replaced(
      "a start that is not searched",
      "Random weights as they stand are not stationary in A and C.",
      TAIL_NAMES.minimum(TWO),
      { [TWO]: tailArm(tailSetting(2, { start: "unsearched", starts: 1 })) },
    ),
    golden: 0n,
  },
  replaced(
    "S1 off its minimum",
    "Linear on all samples with w = (1, 4), but r = (1, 1, 1, 0): not stationary in A and C.",
    NAMES.stationary(SMALL),
    { [SMALL]: boundArm({ network: reluUnits([1, 1, 4]), data: S1_DATA }) },
  ),
  {
    ...replaced(
      "saddle at A = C = 0",
      "Only the last features are fitted: stationary, with an eigenvalue of about -15.",
      TAIL_NAMES.minimum(TWO),
      { [TWO]: tailArm(tailSetting(2, { start: "origin", starts: 1 })) },
    ),
    golden: 0n,
  },
  {
    ...replaced(
      "saddle with a Hessian of zeros",
      "1/2 (w_1 w_2 w_3 - 1)^2 at 0: no eigenvalue is negative, the loss falls as a third power.",
      TAIL_NAMES.minimum(TWO),
      { [TWO]: tailArm(flatSaddle(2)) },
    ),
    golden: 0n,
  },
];
