/** What `el-vanish` computes at each budget, and the numbers that decide. */
import {
  eliminationIdentity,
  type EliminationIdentitySetting,
} from "../../compute/measures/index.ts";
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import { knownArm, searchArm } from "./global-protocol.ts";
import type { Golden } from "./golden.ts";
import { INSTRUMENT, INSTRUMENT_DRIFT, INSTRUMENT_GOLDEN } from "./instrument.ts";
import { minimaDrift } from "./minima-conditions.ts";
import { F3_GOOD, REPEATED, SQUARED } from "./minima-problems.ts";
import { SOFT_POSED } from "./problems.ts";

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
      ...INSTRUMENT,
      [DOUBLES]: identityArm({ precision: "float64", points, lambda: 1 }),
      [SINGLES]: identityArm({ precision: "float32", points, lambda: 1 }),
      ...searched,
    },
    seeds: [1],
    thresholds: {
      golden: INSTRUMENT_GOLDEN,
      identities: { [DOUBLES]: 1e-13, [SINGLES]: 1e-5 },
      searches,
      reach: 1e-6,
      difference: 1e-9,
    },
    drift: [
      ...minimaDrift(searches),
      identityDrift(DOUBLES, 1e-14),
      identityDrift(SINGLES, 1e-6),
      ...INSTRUMENT_DRIFT,
    ],
  };
}
