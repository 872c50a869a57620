/** What `el-destroyed` computes at each budget, and the numbers that decide. */
import { neuronDescent, type NeuronDescentSetting } from "../../compute/measures/index.ts";
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import type { Golden } from "./golden.ts";
import { INSTRUMENT, INSTRUMENT_DRIFT, INSTRUMENT_GOLDEN } from "./instrument.ts";
import { F1_DEAD_POSED, F2_POSED, F5_POSED, G1_POSED, SOFT_POSED, type Posed } from "./problems.ts";

export const BAD_F2 = "F2, bad minimum";
export const BAD_F5 = "F5, bad minimum";

/** Points with group gradients that do not vanish; those of F1, F2 and F5 are minima of L. */
const POINTS: Readonly<Record<string, Posed>> = {
  [BAD_F2]: F2_POSED,
  [BAD_F5]: F5_POSED,
  "F1, one unit dead": F1_DEAD_POSED,
  "G1, two outputs": G1_POSED,
  "soft labels, three classes": SOFT_POSED,
};
/** Strict minima of L in all parameters: the bad minima that the corollary is about. */
const STRICT = [BAD_F2, BAD_F5];

const RADII = [1, 1e-1, 1e-2, 1e-3] as const;
const DRAWS: Readonly<Record<Budget, number>> = { smoke: 8, quick: 40, standard: 200, paper: 200 };

export const ballArm = (point: string, radius: number) => `${point}, ball ${radius}`;

export interface DestroyedThresholds {
  /** The balls of each point. */
  readonly points: Readonly<Record<string, readonly string[]>>;
  readonly strict: readonly string[];
  /** Group gradients below this count as zero (2.3 step 3, normalised). */
  readonly groupGradient: number;
  /** Formula against evaluation, relative to 1 + L. */
  readonly agreement: number;
  /** Gradient of L at a minimum of it, in float64. */
  readonly stationary: number;
  readonly golden: readonly Golden[];
}

export function descentArm(
  { problem, theta }: Posed,
  { radius, draws, w = 0 }: { radius: number | null; draws: number; w?: number },
): Arm {
  const outputs = problem.targets[0]?.map(() => 0) ?? [];
  const width = problem.inputs[0]?.map(() => w) ?? [];
  const setting: NeuronDescentSetting = {
    ...{ problem, theta, radius, draws },
    at: { b: outputs, w: outputs.map(() => width) },
  };
  return arm(neuronDescent, setting);
}

const LINES = {
  [`${BAD_F2}, a alone`]: descentArm(F2_POSED, { radius: null, draws: 0 }),
  [`${BAD_F2}, a alone at w = -1`]: descentArm(F2_POSED, { radius: null, draws: 0, w: -1 }),
  ...Object.fromEntries(
    [1e-1, 1e-2, 1e-3].map((radius) => [
      `${BAD_F2}, |a| at most ${radius}`,
      descentArm(F2_POSED, { radius, draws: 0 }),
    ]),
  ),
  ...Object.fromEntries(
    [-1, -0.1, -0.01, -0.001].map((w) => [
      `${BAD_F5}, a alone at w = ${w}`,
      descentArm(F5_POSED, { radius: null, draws: 0, w }),
    ]),
  ),
};

const decreaseOf = (arm: string, value: number, within: number): Golden => {
  return { arm, quantity: "decrease", value, within };
};

const GOLDEN: readonly Golden[] = [
  ...[
    { quantity: "slope", value: -1.001425431093816 },
    { quantity: "step", value: 0.250356357773454 },
    { quantity: "decrease", value: 0.1253566117551794 },
  ].map((one) => ({ arm: `${BAD_F2}, a alone`, within: 1e-14, ...one })),
  decreaseOf(`${BAD_F2}, a alone at w = -1`, 0.29622849, 5e-9),
  decreaseOf(`${BAD_F2}, |a| at most 0.1`, 0.080142543109, 5e-13),
  decreaseOf(`${BAD_F2}, |a| at most 0.01`, 0.0098142543109, 5e-14),
  decreaseOf(`${BAD_F2}, |a| at most 0.001`, 0.00099942543, 5e-12),
  decreaseOf(`${BAD_F5}, a alone at w = -1`, 1.2e-2, 5e-4),
  decreaseOf(`${BAD_F5}, a alone at w = -0.1`, 2.2e-7, 5e-9),
  decreaseOf(`${BAD_F5}, a alone at w = -0.01`, 8.4e-12, 5e-14),
  decreaseOf(`${BAD_F5}, a alone at w = -0.001`, 7.4e-16, 5e-18),
  {
    arm: `${BAD_F5}, a alone at w = -1`,
    quantity: "loss",
    value: 1.0408062111639753,
    within: 1e-14,
  },
  { arm: ballArm(BAD_F5, 1), quantity: "order", value: 2, within: 0 },
  { arm: ballArm(BAD_F5, 1), quantity: "moment", value: 1.066876, within: 5e-7 },
  { arm: ballArm(BAD_F2, 1), quantity: "order", value: 0, within: 0 },
  { arm: ballArm(BAD_F2, 1), quantity: "loss", value: 0.5297054307852923, within: 1e-15 },
];

function driftOf(arms: readonly string[]): DriftRule[] {
  return arms.map((arm) => ({
    ...{ arm, quantity: "decrease", scale: "log", margin: 1e-6, worse: "lower" },
    because: "a slope of 1e-8 is known to a relative 1e-7: its terms of size 1 cancel",
  }));
}

export function destroyedProtocol(
  budget: Budget,
): Protocol<Record<string, Arm>, DestroyedThresholds> {
  const balls = Object.entries(POINTS).flatMap(([name, point]) =>
    RADII.map((radius) => {
      const sized = { radius, draws: DRAWS[budget] };
      return [ballArm(name, radius), descentArm(point, sized)] as const;
    }),
  );
  const points = Object.keys(POINTS).map((name) => [
    name,
    RADII.map((radius) => ballArm(name, radius)),
  ]);
  return {
    arms: { ...LINES, ...Object.fromEntries(balls), ...INSTRUMENT },
    seeds: [1],
    thresholds: {
      points: Object.fromEntries(points) as DestroyedThresholds["points"],
      strict: STRICT,
      groupGradient: 1e-8,
      agreement: 1e-12,
      stationary: 1e-9,
      golden: [...INSTRUMENT_GOLDEN, ...GOLDEN],
    },
    drift: [...driftOf(balls.map(([name]) => name)), ...INSTRUMENT_DRIFT],
  };
}
