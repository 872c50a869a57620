/**
 * The objective at two points that were computed by hand or elsewhere: what every claim on its minima
 * rests on, and what those minima do not show. At a minimum W counts for nothing and all slopes vanish,
 * so a W that stands crosswise, or slopes of the wrong size, would not be noticed there.
 *
 * @source spec kawaguchi2020-elimination, section 1 (G1), 2.3 step 2 (L_pw of soft labels)
 */
import { eliminationValues } from "../../compute/measures/index.ts";
import type { DriftRule } from "../../domain/drift-rule.ts";
import { arm, type Arm } from "../../verification/index.ts";
import type { Golden } from "./golden.ts";
import { G1_POSED, SOFT_POSED } from "./problems.ts";

export const GOLDEN_POINT = "G1";
const SOFT_POINT = "soft labels at f = 0";

/** dLt/da, dLt/db, dLt/dw_1, dLt/dw_2 at G1, 30 digits in the spec's own computation. */
const G1_GRADIENT = [
  ...[4.417288073604, -2.997310749197, 1.858644036802, 0.6618276872994],
  ...[-0.2964358461348, 2.155079882937, -0.4053295033475, 1.067157190647],
];
/** At (0, 1), at (1, 0) twice, at (-1, 2). */
const G1_GROUPS = [0.5, -0.5, 0, 0, 0.5, 0];
/** a, b, w_1, w_2. */
const G1_NEURONS = [0.5, -0.25, 0.1, -0.3, 0.2, 0.3, -0.4, 0.6];

/** With a = b = W = 0 dLt/da is the sum of the group gradients, all else of it is 0. */
const SOFT_GRADIENT = [0, -1 / 30, 1 / 30, 0, 0, 0, 0, 0, 0];
/** c = 1/3 - label: the mean over three samples of those at -1, then of that at 1. */
const SOFT_GROUPS = [-2 / 45, -2 / 45, 4 / 45, 2 / 45, 1 / 90, -1 / 18];
const SOFT_NEURONS = [0, 0, 0, 0, 0, 0, 0, 0, 0];

export const INSTRUMENT: Readonly<Record<string, Arm>> = {
  [GOLDEN_POINT]: arm(eliminationValues, {
    problem: G1_POSED.problem,
    z: [...G1_POSED.theta, ...G1_NEURONS],
    ...{ gradient: G1_GRADIENT, groupGradients: G1_GROUPS },
  }),
  [SOFT_POINT]: arm(eliminationValues, {
    problem: SOFT_POSED.problem,
    z: [...SOFT_POSED.theta, ...SOFT_NEURONS],
    ...{ gradient: SOFT_GRADIENT, groupGradients: SOFT_GROUPS },
  }),
};

/** Half of the last digit that the spec gives; what is exact, to a few roundings of numbers below 2. */
export const INSTRUMENT_GOLDEN: readonly Golden[] = [
  { arm: GOLDEN_POINT, quantity: "value", value: 3.330920283567, within: 5e-13 },
  { arm: GOLDEN_POINT, quantity: "plain", value: 1.375, within: 1e-15 },
  { arm: GOLDEN_POINT, quantity: "infimum", value: 0.625, within: 1e-15 },
  { arm: GOLDEN_POINT, quantity: "gradientError", value: 0, within: 5e-13 },
  { arm: GOLDEN_POINT, quantity: "groupError", value: 0, within: 1e-15 },
  { arm: SOFT_POINT, quantity: "plain", value: Math.log(3), within: 1e-15 },
  { arm: SOFT_POINT, quantity: "infimum", value: 1.046497783346, within: 5e-13 },
  { arm: SOFT_POINT, quantity: "gradientError", value: 0, within: 1e-15 },
  { arm: SOFT_POINT, quantity: "groupError", value: 0, within: 1e-15 },
];

export const INSTRUMENT_DRIFT: readonly DriftRule[] = INSTRUMENT_GOLDEN.map(
  ({ arm: name, quantity, within }) => ({
    ...({ arm: name, quantity, scale: "absolute", worse: "either" } as const),
    ...{ margin: within, because: "the digits that the spec gives" },
  }),
);
