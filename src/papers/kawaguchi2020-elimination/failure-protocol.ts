/** What `el-failure` computes at each budget, and the numbers that decide. */
import { neuronEscape } from "../../compute/measures/index.ts";
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import type { Golden } from "./golden.ts";
import { INSTRUMENT, INSTRUMENT_DRIFT, INSTRUMENT_GOLDEN } from "./instrument.ts";
import { F1_DEAD_POSED, F2_POSED, F5_POSED, G1_POSED, type Posed } from "./problems.ts";

export const ESCAPE_F2 = "F2, bad minimum, w = -1";

/** theta with group gradients that do not vanish, each with w_k at which S_k does not vanish. */
const POINTS: Readonly<Record<string, Posed & { readonly w: readonly (readonly number[])[] }>> = {
  [ESCAPE_F2]: { ...F2_POSED, w: [[-1]] },
  "F5, bad minimum, w = -1": { ...F5_POSED, w: [[-1]] },
  "F1, one unit dead, w = -0.7": { ...F1_DEAD_POSED, w: [[-0.7]] },
  "G1, two outputs": {
    ...G1_POSED,
    w: [
      [0.2, 0.3],
      [-0.4, 0.6],
    ],
  },
};

/** b = 0 .. 15. */
export const STEPS = 16;
const PLACES: Readonly<Record<Budget, number>> = {
  ...{ smoke: 20, quick: 200, standard: 1000, paper: 1000 },
};
/** What a control is given: chance finds what is there well before. */
export const CONTROL_PLACES = 20;

export interface FailureThresholds {
  readonly points: readonly string[];
  /** Steps at which the objective must fall: all. */
  readonly falls: number;
  /** Group gradients below this count as zero (2.3 step 3, normalised). */
  readonly groupGradient: number;
  /** Law against evaluation, relative to 1 + C. */
  readonly law: number;
  /** A fall below L that is not rounding. */
  readonly belowLoss: number;
  readonly golden: readonly Golden[];
}

export function escapeArm(
  { problem, theta }: Posed,
  w: readonly (readonly number[])[],
  places: number,
): Arm {
  return arm(neuronEscape, { problem, theta, w, steps: STEPS, places });
}

const GOLDEN: readonly Golden[] = [
  { arm: ESCAPE_F2, quantity: "alpha", value: 0.15910789797, within: 5e-12 },
  { arm: ESCAPE_F2, quantity: "plateau", value: 0.21001919014, within: 5e-12 },
];

function driftOf(points: readonly string[]): DriftRule[] {
  return points.flatMap((arm) => [
    {
      ...{ arm, quantity: "belowLoss", scale: "absolute", margin: 1e-12, worse: "lower" },
      because: "a mean of a few squares of size 1, to a thousand roundings",
    } as const,
    {
      ...{ arm, quantity: "lawError", scale: "absolute", margin: 1e-13, worse: "higher" },
      because: "a tenth of what the law is held to",
    } as const,
  ]);
}

export function failureProtocol(budget: Budget): Protocol<Record<string, Arm>, FailureThresholds> {
  const arms = Object.entries(POINTS).map(([name, { w, ...point }]) => {
    return [name, escapeArm(point, w, PLACES[budget])] as const;
  });
  const points = Object.keys(POINTS);
  return {
    arms: { ...Object.fromEntries(arms), ...INSTRUMENT },
    seeds: [1],
    thresholds: {
      ...{ points, falls: STEPS - 1, groupGradient: 1e-8, law: 1e-12, belowLoss: 1e-9 },
      golden: [...INSTRUMENT_GOLDEN, ...GOLDEN],
    },
    drift: [...driftOf(points), ...INSTRUMENT_DRIFT],
  };
}
