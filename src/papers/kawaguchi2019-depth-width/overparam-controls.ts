/** Negative controls of dw-overparam: full rank where nothing is stationary, parameters without rank. */
import { minimumQuality } from "../../compute/measures/index.ts";
import { arm, type Arm, type ControlSpec } from "../../verification/index.ts";
import { F1_DATA, F1_FOUR_UNITS, F1_MINIMUM, F1_ON_KINK, reluUnits } from "./fixtures.ts";
import { OVERPARAM_NAMES } from "./overparam-check.ts";
import { FITTED, FOUR_UNITS, type OverparamThresholds } from "./overparam-protocol.ts";
import { CERTIFIED, POINT_NAMES } from "./point-conditions.ts";

type OverparamControl = ControlSpec<Record<string, Arm>, OverparamThresholds>;
type Setting = Parameters<typeof minimumQuality.run>[0];

/** Another point in place of an exact instance: its golden values are not those. */
function control(
  [name, because, mustFail]: readonly [string, string, string],
  place: string,
  network: Setting["network"],
  data = F1_DATA,
): OverparamControl {
  const arms = { [place]: arm(minimumQuality, { network, data }, { seeds: [0] }) };
  return {
    ...{ name, because, mustFail },
    changes: ({ thresholds }) => {
      const { [place]: own, ...golden } = thresholds.golden;
      return { arms, thresholds: { ...thresholds, golden } };
    },
  };
}

/** The fit with one output weight raised by a tenth: rank 4 still, a loss, not stationary. */
const RAISED = reluUnits([1.1, 2, -1], [-1, -1, 0]);
const STILL_FULL = "Rank J is m d_y here too: without stationarity it says nothing of the loss.";

export const OVERPARAM_CONTROLS: readonly OverparamControl[] = [
  control(
    ["full rank, not stationary: refused", STILL_FULL, POINT_NAMES.stationary(FITTED)],
    ...([FITTED, RAISED] as const),
  ),
  control(
    ["full rank, not stationary: a loss", STILL_FULL, OVERPARAM_NAMES.noLoss(FITTED)],
    ...([FITTED, RAISED] as const),
  ),
  control(
    [
      "more parameters than numbers, without the rank",
      "P = 12 > 4, and the loss is 5/2: it is the rank that counts.",
      OVERPARAM_NAMES.full(FITTED),
    ],
    ...([FITTED, F1_FOUR_UNITS] as const),
  ),
  control(
    [
      "a fit in place of a minimum with a loss",
      "Where nothing is lost the rank may be full: the second half speaks of L > 0.",
      OVERPARAM_NAMES.loss(FOUR_UNITS),
    ],
    ...([FOUR_UNITS, reluUnits([1, 2, -1], [-1, -1, 0])] as const),
  ),
  control(
    [
      "fewer parameters than numbers",
      "P = 3 < 4: the rank cannot be full, the statement is empty.",
      OVERPARAM_NAMES.enough(FOUR_UNITS),
    ],
    ...([FOUR_UNITS, F1_MINIMUM] as const),
  ),
  control(
    [
      "a saddle in place of the minimum with a loss",
      "At v = 0 all of it holds but that it is a minimum: an eigenvalue is -0.2473.",
      CERTIFIED,
    ],
    ...([FOUR_UNITS, reluUnits([0, -1, 12])] as const),
  ),
  control(
    [
      "an idle unit on its kink",
      "Its argument is 0 at x = 1: stationary with L = 5/2, but the loss is not shown differentiable.",
      POINT_NAMES.differentiable(FOUR_UNITS),
    ],
    ...([FOUR_UNITS, F1_ON_KINK] as const),
  ),
  control(
    [
      "full rank with a loss in place of a minimum with one",
      "Not stationary: a loss at full rank is no contradiction, and is seen.",
      OVERPARAM_NAMES.deficient(FOUR_UNITS),
    ],
    ...([FOUR_UNITS, RAISED] as const),
  ),
];
