/** What `el-pgb` computes, and the numbers that decide. It is cheap: the same at every budget. */
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { Arm, Protocol } from "../../verification/index.ts";
import type { Golden } from "./golden.ts";
import {
  F2_NEURON,
  F2_POINT,
  HELPFUL_UNIT,
  minimaArms,
  ONLY_UNIT,
  pgbArm,
  SADDLE,
  SECOND_UNIT,
  SPARE_NAME,
  TWENTY,
} from "./pgb-points.ts";
import { F2_POSED } from "./problems.ts";

export interface PgbThresholds {
  readonly minima: readonly string[];
  /** Points that the condition must refuse. */
  readonly others: readonly string[];
  /** |PGB - Q| / (1 + Q). */
  readonly equality: number;
  /** Of a value from the lower bound that certifies a local minimum, and of outputs from each other. */
  readonly exact: number;
  readonly golden: readonly Golden[];
}

/** The spec's table at the bad minimum of F2: angles of the perturbations, with v = 0 or without. */
const F2_SETS = [
  { angles: [], withZero: true, bound: 0.359542129731, within: 5e-13 },
  { angles: [1], withZero: true, bound: 0.0529083607, within: 5e-11 },
  { angles: [1, 3], withZero: true, bound: 0, within: 1e-12 },
  { angles: [1], withZero: false, bound: 0.342289236798, within: 5e-13 },
  { angles: [1, 3], withZero: false, bound: 0.329654776261, within: 5e-13 },
  { angles: [1, 3, 5], withZero: false, bound: 0, within: 1e-12 },
] as const;

export type F2Set = (typeof F2_SETS)[number];

export function f2Name({ angles, withZero }: Pick<F2Set, "angles" | "withZero">): string {
  const names = [...(withZero ? ["0"] : []), ...angles.map((angle) => `phi = ${angle}`)];
  return `F2, bad minimum, S = {${names.join(", ")}}`;
}

const THETA_ALONE = "F2, bad minimum, theta alone";
const HELPFUL = "F1, two units, one helpful";
const SADDLE_ALONE = "F1, saddle, S = {0}";
const SADDLE_MOVED = "F1, saddle, one perturbation";

/** In the mean of squares; the spec gives 1/2 sum, twice as much for four samples. */
const MEAN_OF_HALF_SUM = 1 / 2;

function otherArms(): Record<string, Arm> {
  const f2 = F2_SETS.map((set) => [f2Name(set), pgbArm(F2_POINT, F2_NEURON, set)] as const);
  return {
    ...Object.fromEntries(f2),
    [HELPFUL]: pgbArm(HELPFUL_UNIT, SECOND_UNIT, { angles: TWENTY, withZero: true }),
    [SADDLE_MOVED]: pgbArm(SADDLE, ONLY_UNIT, { angles: [1], withZero: true }),
  };
}

function stationaryArms(): Record<string, Arm> {
  const plain = { ...F2_POSED.problem, neuron: "none" as const };
  const alone = { angles: [], withZero: true };
  return {
    [THETA_ALONE]: pgbArm({ problem: plain, z: F2_POSED.theta }, ONLY_UNIT, alone),
    [SADDLE_ALONE]: pgbArm(SADDLE, ONLY_UNIT, alone),
  };
}

const bound = (arm: string, value: number, within: number): Golden => {
  return { arm, quantity: "bound", value, within };
};

const GOLDEN: readonly Golden[] = [
  ...F2_SETS.map((set) => bound(f2Name(set), set.bound, set.within)),
  bound(THETA_ALONE, 0.529705430785, 5e-13),
  bound(SPARE_NAME, 2.5 * MEAN_OF_HALF_SUM, 1e-12),
  bound(HELPFUL, 0, 1e-12),
  bound(SADDLE_ALONE, 7.5 * MEAN_OF_HALF_SUM, 1e-12),
  bound(SADDLE_MOVED, 0.175 * MEAN_OF_HALF_SUM, 1e-12),
  bound("conflicting labels", 0.625, 1e-12),
  bound("soft labels, with the neuron", 1.046497783346, 5e-13),
];

function driftOf(arms: readonly string[]): DriftRule[] {
  return arms.map((arm) => ({
    ...{ arm, quantity: "bound", scale: "absolute", margin: 1e-10, worse: "either" },
    because: "a projection of condition 1e3 at most, to a hundred times its rounding",
  }));
}

export function pgbProtocol(): Protocol<Record<string, Arm>, PgbThresholds> {
  const [minima, others] = [minimaArms(), otherArms()];
  const arms = { ...minima, ...others, ...stationaryArms() };
  return {
    arms,
    seeds: [1],
    thresholds: {
      minima: Object.keys(minima),
      others: Object.keys(others),
      ...{ equality: 1e-9, exact: 1e-12, golden: GOLDEN },
    },
    drift: driftOf(Object.keys(arms)),
  };
}
