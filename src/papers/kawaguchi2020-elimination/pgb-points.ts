/** Points of `el-pgb`: certified local minima, and points that are none. */
import { networkParameters, pgbCondition } from "../../compute/measures/index.ts";
import type { EliminationProblem } from "../../compute/measures/index.ts";
import { arm, type Arm } from "../../verification/index.ts";
import { F1_DATA, reluUnits } from "../kawaguchi2019-depth-width/fixtures.ts";
import { F1_FIT_POSED, F2_POSED, posed, SOFT_POSED } from "./problems.ts";

/** The spec's; the set of directions is exact for any eps here. */
const EPS = 0.1;

export interface PgbPoint {
  readonly problem: EliminationProblem;
  readonly z: readonly number[];
}

/** Unit vectors in the plane of two coordinates of z, by angles; the first, if asked for, is 0. */
function directionsOf(
  size: number,
  [first, second]: readonly [number, number],
  { angles, withZero }: { readonly angles: readonly number[]; readonly withZero: boolean },
): number[][] {
  const still = Array.from({ length: size }, () => 0);
  const turned = angles.map((angle) =>
    still.map((_, at) => {
      if (at === first) return Math.cos(angle);
      return at === second ? Math.sin(angle) : 0;
    }),
  );
  return withZero ? [still, ...turned] : turned;
}

export function pgbArm(
  { problem, z }: PgbPoint,
  plane: readonly [number, number],
  set: { readonly angles: readonly number[]; readonly withZero: boolean },
): Arm {
  const directions = directionsOf(z.length, plane, set);
  return arm(pgbCondition, { problem, z, directions, eps: EPS });
}

function reluPoint(...units: readonly (readonly [v: number, w: number, b: number])[]): PgbPoint {
  const network = reluUnits(...units);
  const { problem } = posed(network, F1_DATA, { neuron: "none" });
  return { problem, z: networkParameters(network) };
}

export const TWENTY = Array.from({ length: 20 }, (_, index) => (2 * Math.PI * index) / 20);

/** v = (1, 0): the second unit may be anything that is silent where the first one is. */
export const SPARE_UNIT = reluPoint([1, 2, -1], [0, 1, 0]);
/** The second unit meets the samples that the first leaves out: no local minimum. */
export const HELPFUL_UNIT = reluPoint([1, 2, -1], [0, -1, 0]);
export const SADDLE = reluPoint([0, -1, 12]);

/** w_2 and b_2 in z = (w_1, w_2, b_1, b_2, v_1, v_2). */
export const SECOND_UNIT = [1, 3] as const;
/** w and b of one unit in z = (w, b, v). */
export const ONLY_UNIT = [0, 1] as const;

/** The bad minimum of F2 with a neuron that is not there yet: no local minimum of the objective. */
export const F2_POINT: PgbPoint = { problem: F2_POSED.problem, z: [...F2_POSED.theta, 0, 0, 0] };
/** (w, b) in z = (theta, a, b, w). */
export const F2_NEURON = [5, 4] as const;

/** f = 5/4 x + 7/4 is the mean of the labels at both inputs: the best of all functions. */
const CONFLICT: EliminationProblem = {
  inputs: [[-1], [-1], [1], [1]],
  targets: [[0], [1], [2], [4]],
  model: {
    kind: "dense",
    network: { activation: "identity", weights: [[[5 / 4], [7 / 4]]] },
    appendOnes: true,
  },
  loss: { kind: "squared" },
  lambda: 1,
  neuron: "exponential",
};

/** The log of the mean label at each input. */
const BEST_TABLE = [0.4, 0.4, 0.2, 0.2, 0.3, 0.5].map(Math.log);

export const SPARE_NAME = "F1, two units, one spare";
export const CONFLICT_NAME = "conflicting labels, with the neuron";

/** Local minima with a certificate: each reaches a lower bound of all values nearby. */
export function minimaArms(): Record<string, Arm> {
  const still = { angles: [], withZero: true };
  const turned = { angles: [1, 3, 5], withZero: true };
  const conflict = { problem: CONFLICT, z: [5 / 4, 7 / 4, 0, 0, 0] };
  const plain = { problem: { ...CONFLICT, neuron: "none" as const }, z: [5 / 4, 7 / 4] };
  const soft = { problem: SOFT_POSED.problem, z: [...BEST_TABLE, 0, 0, 0, 0, 0, 0, 0, 0, 0] };
  const fit = { problem: F1_FIT_POSED.problem, z: [...F1_FIT_POSED.theta, 0, 0, 0] };
  return {
    [SPARE_NAME]: pgbArm(SPARE_UNIT, SECOND_UNIT, { angles: TWENTY, withZero: true }),
    "conflicting labels": pgbArm(plain, [0, 1], still),
    [CONFLICT_NAME]: pgbArm(conflict, [3, 4], turned),
    "F1, exact fit, with the neuron": pgbArm(fit, [7, 8], turned),
    // b_1 and w_1 in z = (theta, a, b, w_1, w_2, w_3).
    "soft labels, with the neuron": pgbArm(soft, [9, 12], turned),
  };
}
