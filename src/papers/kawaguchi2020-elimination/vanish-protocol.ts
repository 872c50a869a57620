/** What `el-vanish` computes at each budget, and the numbers that decide. */
import {
  eliminationIdentity,
  eliminationValues,
  type EliminationIdentitySetting,
} from "../../compute/measures/index.ts";
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import { knownArm, searchArm } from "./global-protocol.ts";
import type { Golden } from "./golden.ts";
import { minimaDrift } from "./minima-conditions.ts";
import { F3_GOOD, REPEATED, SQUARED } from "./minima-problems.ts";
import { G1_POSED, SOFT_POSED } from "./problems.ts";

export const GOLDEN_POINT = "G1";
export const DOUBLES = "identity in float64";
export const SINGLES = "identity in float32";
/** The search that the controls replace. */
export const SEARCHED = "F3";

export interface VanishThresholds {
  readonly golden: readonly Golden[];
  readonly identities: Readonly<Record<string, number>>;
  readonly searches: readonly string[];
  /** G = max |g_k(x_i)|, normalised. */
  readonly reach: number;
  /** |Lt - L| / (1 + L). */
  readonly difference: number;
}

/** dLt/da, dLt/db, dLt/dw_1, dLt/dw_2 at G1, 30 digits in the spec's own computation. */
const G1_GRADIENT = [
  ...[4.417288073604, -2.997310749197, 1.858644036802, 0.6618276872994],
  ...[-0.2964358461348, 2.155079882937, -0.4053295033475, 1.067157190647],
];
/** At (0, 1), at (1, 0) twice, at (-1, 2). */
const G1_GROUPS = [0.5, -0.5, 0, 0, 0.5, 0];
/** a, b, w_1, w_2. */
const G1_NEURONS = [0.5, -0.25, 0.1, -0.3, 0.2, 0.3, -0.4, 0.6];

const GOLDEN: readonly Golden[] = [
  { quantity: "value", value: 3.330920283567, within: 5e-13 },
  { quantity: "plain", value: 1.375, within: 1e-15 },
  { quantity: "infimum", value: 0.625, within: 1e-15 },
  { quantity: "gradientError", value: 0, within: 5e-13 },
  { quantity: "groupError", value: 0, within: 1e-15 },
].map((one) => ({ ...one, arm: GOLDEN_POINT }));

export function identityArm(setting: EliminationIdentitySetting): Arm {
  return arm(eliminationIdentity, setting);
}

const POINTS: Readonly<Record<Budget, number>> = {
  ...{ smoke: 50, quick: 1000, standard: 1000, paper: 1000 },
};
const STARTS: Readonly<Record<Budget, number>> = { smoke: 1, quick: 4, standard: 10, paper: 10 };

function identityDrift(name: string, margin: number): DriftRule {
  return {
    ...{ arm: name, quantity: "error", scale: "absolute", margin, worse: "higher" },
    because: "an error that is nothing but rounding: it moves with the last bits of exp",
  };
}

export function vanishProtocol(budget: Budget): Protocol<Record<string, Arm>, VanishThresholds> {
  const points = POINTS[budget];
  const isSmoke = budget === "smoke";
  const searched: Record<string, Arm> = {
    [SEARCHED]: knownArm(F3_GOOD),
    "squared loss, repeated inputs": searchArm(REPEATED, STARTS[budget]),
    ...(!isSmoke && {
      "soft labels, three classes": searchArm(SOFT_POSED.problem, STARTS[budget]),
    }),
    ...(!isSmoke && { "squared loss, three tanh units": searchArm(SQUARED, STARTS[budget]) }),
  };
  const searches = Object.keys(searched);
  return {
    arms: {
      [GOLDEN_POINT]: arm(eliminationValues, {
        problem: G1_POSED.problem,
        z: [...G1_POSED.theta, ...G1_NEURONS],
        gradient: G1_GRADIENT,
        groupGradients: G1_GROUPS,
      }),
      [DOUBLES]: identityArm({ precision: "float64", points, lambda: 1 }),
      [SINGLES]: identityArm({ precision: "float32", points, lambda: 1 }),
      ...searched,
    },
    seeds: [1],
    thresholds: {
      golden: GOLDEN,
      identities: { [DOUBLES]: 1e-13, [SINGLES]: 1e-5 },
      searches,
      reach: 1e-6,
      difference: 1e-9,
    },
    drift: [
      ...minimaDrift(searches),
      identityDrift(DOUBLES, 1e-14),
      identityDrift(SINGLES, 1e-6),
      ...GOLDEN.map(({ quantity, within }) => ({
        ...({ arm: GOLDEN_POINT, quantity, scale: "absolute", worse: "either" } as const),
        margin: within,
        because: "the digits that the spec gives",
      })),
    ],
  };
}
