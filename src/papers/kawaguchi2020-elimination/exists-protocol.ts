/** What `el-exists` computes at each budget, and the numbers that decide. */
import {
  eliminationBound,
  eliminationMinima,
  networkParameters,
} from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import { F5_BETTER } from "../kawaguchi2019-depth-width/fixtures.ts";
import { rejectedArms } from "./global-protocol.ts";
import type { Golden } from "./golden.ts";
import { INSTRUMENT, INSTRUMENT_DRIFT, INSTRUMENT_GOLDEN } from "./instrument.ts";
import { minimaDrift } from "./minima-conditions.ts";
import { DOUBLE_WELL, F3_GLOBAL, F3_GOOD, REPEATED } from "./minima-problems.ts";
import { F1_FIT_POSED, F5_POSED, SOFT_POSED, type Posed } from "./problems.ts";

/** The point that the controls replace. */
export const FIT = "F1, exact fit of two units";

/** Logarithms of the mean labels: softmax of them is the best at each input. */
const SOFT_BEST = [0.4, 0.4, 0.2, 0.2, 0.3, 0.5].map(Math.log);

/** Parameters at which every group gradient vanishes. */
const POINTS: Readonly<Record<string, Posed>> = {
  [FIT]: F1_FIT_POSED,
  "line through the means of repeated inputs": { problem: REPEATED, theta: [1.25, 1.75] },
  "soft labels, three classes": { problem: SOFT_POSED.problem, theta: SOFT_BEST },
  "F3, global minimum": { problem: F3_GOOD.problem, theta: [F3_GLOBAL] },
};

export const boundName = (point: string) => `random points: ${point}`;
export const placesName = (point: string) => `random neurons: ${point}`;

/** Where the neurons stand, normalised: E is rarely above 4, far below 14, where T1 ends. */
const DEVIATION = 1;
const PLACES: Readonly<Record<Budget, number>> = { smoke: 1, quick: 4, standard: 20, paper: 20 };
const RANDOM: Readonly<Record<Budget, number>> = {
  ...{ smoke: 200, quick: 2000, standard: 20000, paper: 20000 },
};

export interface ExistsThresholds {
  readonly points: readonly string[];
  /** Arms that T1 to T3 must reject. */
  readonly rejected: readonly string[];
  readonly golden: readonly Golden[];
  /** |Gamma_j| that counts as zero, normalised. */
  readonly groupGradient: number;
  /** L - L_pw of the point, relative to 1 + L_pw. */
  readonly gap: number;
  /** Rounding of Lt - L_pw, relative to 1 + L_pw. */
  readonly rounding: number;
}

export function placesArm({ problem, theta }: Posed, draws: number): Arm {
  return arm(eliminationMinima, {
    problem,
    asGiven: true,
    switchedOff: { theta, draws, deviation: DEVIATION },
  });
}

export function boundArm({ problem, theta }: Posed, points: number): Arm {
  return arm(eliminationBound, { problem, theta, points, deviation: DEVIATION });
}

export function existsProtocol(budget: Budget): Protocol<Record<string, Arm>, ExistsThresholds> {
  const points = Object.entries(POINTS).slice(0, budget === "smoke" ? 2 : undefined);
  const arms = points.flatMap(([name, point]) => [
    [placesName(name), placesArm(point, PLACES[budget])] as const,
    [boundName(name), boundArm(point, RANDOM[budget])] as const,
  ]);
  const names = points.map(([name]) => name);
  const rejected = rejectedArms(budget === "smoke" || budget === "quick");
  return {
    arms: { ...Object.fromEntries(arms), ...rejected, ...INSTRUMENT },
    seeds: [1],
    thresholds: {
      ...{ points: names, rejected: Object.keys(rejected), golden: INSTRUMENT_GOLDEN },
      ...{ groupGradient: 1e-8, gap: 1e-12, rounding: 1e-13 },
    },
    drift: [
      ...INSTRUMENT_DRIFT,
      ...minimaDrift(names.map(placesName)),
      ...names.flatMap((name) =>
        ["lowest", "groupGradient"].map((quantity) => ({
          ...({ arm: boundName(name), quantity, scale: "absolute", worse: "either" } as const),
          margin: 1e-12,
          because: "a sum over a few samples: it moves with the last bits of exp",
        })),
      ),
    ],
  };
}

/** Points at which the statement is false, or not stated. */
export const BETTER_F5: Posed = {
  problem: F5_POSED.problem,
  theta: networkParameters(F5_BETTER.network),
};
export const UPPER_WELL: Posed = { problem: DOUBLE_WELL.problem, theta: [0.967148937883] };
export const DECAYED_F3: Posed = {
  problem: { ...F3_GOOD.problem, decay: { bias: 1 } },
  theta: [F3_GLOBAL],
};
export const REWARDED_F3: Posed = {
  problem: { ...F3_GOOD.problem, lambda: -1 },
  theta: [F3_GLOBAL],
};
