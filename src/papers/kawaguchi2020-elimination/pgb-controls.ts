/** Negative controls of `el-pgb`: points that are no local minima, in the place of one that is. */
import type { Arm, ControlSpec } from "../../verification/index.ts";
import { equalityName, minimumName } from "./pgb-check.ts";
import {
  CONFLICT_NAME,
  F2_NEURON,
  F2_POINT,
  HELPFUL_UNIT,
  ONLY_UNIT,
  pgbArm,
  SADDLE,
  SECOND_UNIT,
  SPARE_NAME,
  TWENTY,
} from "./pgb-points.ts";
import type { PgbThresholds } from "./pgb-protocol.ts";

type PgbControl = ControlSpec<Record<string, Arm>, PgbThresholds>;

/** Once against the conclusion, once against the hypothesis that is not met. */
function controls(name: string, because: string, place: string, changed: () => Arm): PgbControl[] {
  const changes = () => ({ arms: { [place]: changed() } });
  return [
    { name, because, mustFail: equalityName(place), changes },
    { name: `${name} is refused`, because, mustFail: minimumName(place), changes },
  ];
}

export const PGB_CONTROLS: readonly PgbControl[] = [
  ...controls(
    "a helpful unit",
    "The spare unit meets the samples that the first one leaves out: the loss can be 0.",
    SPARE_NAME,
    () => pgbArm(HELPFUL_UNIT, SECOND_UNIT, { angles: TWENTY, withZero: true }),
  ),
  ...controls(
    "a saddle",
    "One unit with v = 0: its gradient vanishes, and one perturbation tells that it is no minimum.",
    SPARE_NAME,
    () => pgbArm(SADDLE, ONLY_UNIT, { angles: [1], withZero: true }),
  ),
  ...controls(
    "bad minimum of L with a neuron",
    "A bad minimum of F2's loss is no local minimum once the neuron is there.",
    CONFLICT_NAME,
    () => pgbArm(F2_POINT, F2_NEURON, { angles: [1], withZero: true }),
  ),
];
