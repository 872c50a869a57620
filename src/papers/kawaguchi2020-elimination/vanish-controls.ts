/** Negative controls of `el-vanish`: objectives whose neurons stay at a minimum. */
import type { Arm, ControlSpec } from "../../verification/index.ts";
import { leastValueArm } from "./global-protocol.ts";
import { refusedControls, violationControls } from "./minima-controls.ts";
import { UNREGULARISED } from "./minima-problems.ts";
import { identityName, NO_DIFFERENCE, NO_REACH } from "./vanish-check.ts";
import { DOUBLES, identityArm, SEARCHED, SINGLES } from "./vanish-protocol.ts";
import type { VanishThresholds } from "./vanish-protocol.ts";

type VanishControl = ControlSpec<Record<string, Arm>, VanishThresholds>;

const DECAY = "With mu ||b||^2 the identity is 2 lambda a^2 - 2 mu b = a dLt/da - dLt/db.";

function decayedIdentity(name: string, arm: string, precision: "float64" | "float32") {
  const setting = { precision, points: 20, lambda: 1, decay: { bias: 0.1 } };
  return {
    ...{ name, because: DECAY, mustFail: identityName(arm) },
    changes: () => ({ arms: { [arm]: identityArm(setting) } }),
  };
}

export const VANISH_CONTROLS: readonly VanishControl[] = [
  ...violationControls<VanishThresholds>(SEARCHED, [
    { violation: "weight decay on b, lambda 1, mu 0.1", mustFail: NO_REACH },
    { violation: "weight decay on b, lambda 1, mu 1", mustFail: NO_DIFFERENCE },
    { violation: "weight decay on b, lambda 0.1, mu 0.1", mustFail: NO_REACH },
    { violation: "no bias", mustFail: NO_REACH },
  ]),
  {
    name: "lambda = 0",
    because: "F3 at theta = -1, a = 1: Lt = 0 is least, with a = 1 and L = 1.",
    mustFail: NO_REACH,
    changes: () => ({ arms: { [SEARCHED]: leastValueArm(UNREGULARISED) } }),
  },
  ...refusedControls<VanishThresholds>(SEARCHED),
  decayedIdentity("identity with decay on b, float64", DOUBLES, "float64"),
  decayedIdentity("identity with decay on b, float32", SINGLES, "float32"),
];
