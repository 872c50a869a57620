/** Negative controls of `el-failure-rate`: flows that find a minimum, and steps that vanish. */
import type { Arm, ControlSpec } from "../../verification/index.ts";
import {
  invariantName,
  plateauName,
  rateHypothesesName,
  rateName,
  reachName,
} from "./rate-check.ts";
import {
  descentArm,
  descentName,
  f3ControlArm,
  FLOW_F3,
  type RateThresholds,
} from "./rate-protocol.ts";

type RateControl = ControlSpec<Record<string, Arm>, RateThresholds>;

/** What every budget computes. */
const STALLED = 0.01;

function control(
  words: Pick<RateControl, "name" | "because" | "mustFail">,
  arms: Record<string, Arm>,
): RateControl {
  return { ...words, changes: () => ({ arms }) };
}

const GLOBAL =
  "From theta = 2.5 the flow ends in the global minimum and a vanishes faster than any power.";
const DECAY = "With weight decay on b the flow ends in a strict bad minimum, a = 0.32.";
const FREE = "Without a penalty on a nothing drives b on.";
const toGlobal = { [FLOW_F3]: f3ControlArm({}, 2.5) };
const decayed = { [FLOW_F3]: f3ControlArm({ decay: { bias: 0.1 } }) };
const free = { [FLOW_F3]: f3ControlArm({ lambda: 0 }) };

export const RATE_CONTROLS: readonly RateControl[] = [
  control(
    { name: "to the global minimum", because: GLOBAL, mustFail: rateName(FLOW_F3) },
    toGlobal,
  ),
  control(
    {
      ...{ name: "to the global minimum, refused", because: GLOBAL },
      mustFail: reachName(FLOW_F3),
    },
    toGlobal,
  ),
  control({ name: "decay of b", because: DECAY, mustFail: rateName(FLOW_F3) }, decayed),
  control(
    { name: "decay of b, invariant", because: DECAY, mustFail: invariantName(FLOW_F3) },
    decayed,
  ),
  control(
    { name: "decay of b, refused", because: DECAY, mustFail: rateHypothesesName(FLOW_F3) },
    decayed,
  ),
  control({ name: "lambda = 0", because: FREE, mustFail: rateName(FLOW_F3) }, free),
  control(
    {
      name: "descent with decay of b",
      because: "b stands at the minimum of the decayed objective, 1.02, not where steps stall.",
      mustFail: plateauName(descentName(STALLED)),
    },
    { [descentName(STALLED)]: descentArm(STALLED, 5_000, { decay: { bias: 0.1 } }) },
  ),
];
