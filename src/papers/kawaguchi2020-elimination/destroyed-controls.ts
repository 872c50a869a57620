/** Negative controls of `el-destroyed`: nothing to find, and a neuron that cannot find it. */
import type { Arm, ControlSpec } from "../../verification/index.ts";
import { decreaseName, gradientName, hypothesesName } from "./destroyed-check.ts";
import { ballArm, BAD_F2, BAD_F5, descentArm } from "./destroyed-protocol.ts";
import type { DestroyedThresholds } from "./destroyed-protocol.ts";
import { F1_FIT_POSED, F5_POSED, type Posed } from "./problems.ts";

type DestroyedControl = ControlSpec<Record<string, Arm>, DestroyedThresholds>;

const RADII = [1, 1e-1, 1e-2, 1e-3];
/** Enough for chance to find what is there; there is nothing. */
const DRAWS = 40;

function control(
  words: Pick<DestroyedControl, "name" | "because" | "mustFail">,
  { place, point, golden }: { place: string; point: Posed; golden?: bigint },
): DestroyedControl {
  const arms = RADII.map((radius) => [
    ballArm(place, radius),
    descentArm(point, { radius, draws: DRAWS }),
  ]);
  return {
    ...words,
    ...(golden !== undefined && { golden }),
    changes: () => ({ arms: Object.fromEntries(arms) as Record<string, Arm> }),
  };
}

const FIT = { place: BAD_F2, point: F1_FIT_POSED };
const LINEAR = {
  place: BAD_F5,
  point: { ...F5_POSED, problem: { ...F5_POSED.problem, neuron: "linear" } } satisfies Posed,
};
const NOTHING =
  "Two units fit F1 exactly: every group gradient is 0, and no neuron gains anything.";
const ORTHOGONAL =
  "The residual of F5 is orthogonal to 1 and x: a neuron a (w x + b) gains nothing, at any place.";

export const DESTROYED_CONTROLS: readonly DestroyedControl[] = [
  control(
    { name: "exact fit", because: NOTHING, mustFail: decreaseName(BAD_F2) },
    { ...FIT, golden: 0n },
  ),
  control({ name: "exact fit is refused", because: NOTHING, mustFail: gradientName(BAD_F2) }, FIT),
  control(
    { name: "linear neuron", because: ORTHOGONAL, mustFail: decreaseName(BAD_F5) },
    { ...LINEAR, golden: 0n },
  ),
  control(
    { name: "linear neuron is refused", because: ORTHOGONAL, mustFail: hypothesesName(BAD_F5) },
    LINEAR,
  ),
];
