/**
 * Negative controls of dw-shallow-classical: exact minima without a unit that is active on all samples.
 * Each is refused by its hypothesis, and each is above linear regression.
 */
import type { FractionData } from "../../compute/measures/index.ts";
import type { Arm, ControlSpec } from "../../verification/index.ts";
import { F1, minimaArm, pointArm, S1, S1_ONE, unit } from "./relu-instances.ts";
import { NAMES } from "./shallow-classical-check.ts";
import {
  ACTIVE_UNIT,
  S1_UNIT,
  type ShallowClassicalThresholds,
} from "./shallow-classical-protocol.ts";

type Control = ControlSpec<Record<string, Arm>, ShallowClassicalThresholds>;

/** The loss less 7/40 is golden. */
function withoutStructure(
  name: string,
  data: FractionData,
  one: ReturnType<typeof unit>,
  golden: string,
): Control[] {
  const changes = () => ({ arms: { [ACTIVE_UNIT]: pointArm(data, [one]) } });
  const because = "A local minimum, exactly, but no unit has Lambda_k = I.";
  return [
    { name: `${name}: refused`, because, mustFail: NAMES.active, golden: 0n, changes },
    { name: `${name}: above the bound`, because, mustFail: NAMES.regression, golden, changes },
  ];
}

/** The four minima of S1 with one unit, made wrong; no other problem counts. */
function falsified(what: "losses" | "points", mustFail: string, golden: bigint): Control {
  const words = {
    losses: [
      "every loss told 1 too high",
      "All four are above their classical model, one of them is linear regression.",
    ],
    points: ["every outgoing weight doubled", "Three of the four points move: one is dead."],
  } as const;
  const [name, because] = words[what];
  const arms = { [S1_UNIT]: minimaArm(S1, 1, S1_ONE.values, { falsified: what }) };
  return {
    ...{ name: `${name}: ${mustFail}`, because, mustFail, golden },
    changes: ({ thresholds }) => {
      return { arms, thresholds: { ...thresholds, enumerated: [S1_UNIT], known: [S1_UNIT] } };
    },
  };
}

/** r = -y there, and X^T y = (-2 - 2 + 4 + 12, 1 + 2 + 4 + 6) = (12, 13). */
const NO_MINIMUM: Control = {
  name: "v = 0: no minimum",
  because: "The unit is active on all samples, but the point is not a local minimum.",
  mustFail: NAMES.minimum,
  golden: "313",
  changes: () => ({ arms: { [ACTIVE_UNIT]: pointArm(S1, [unit("0", "-1", "12")]) } }),
};

export const SHALLOW_CLASSICAL_CONTROLS: readonly Control[] = [
  falsified("losses", NAMES.subsets, 4n),
  falsified("losses", NAMES.regressions, 1n),
  falsified("losses", NAMES.complete, 4n),
  falsified("losses", NAMES.nothingElse, 4n),
  falsified("points", NAMES.notMinima, 3n),
  ...withoutStructure("S1, dead unit, L = 57/2", S1, unit("1", "0", "-1"), "1133/40"),
  ...withoutStructure("S1, active at x = 2 alone, L = 21/2", S1, unit("1", "7", "-8"), "413/40"),
  ...withoutStructure("S1, active at x = -2 alone, L = 28", S1, unit("1", "-2", "-3"), "1113/40"),
  ...withoutStructure("F1, L = 5", F1, unit("-1", "-1", "0"), "193/40"),
  ...withoutStructure("F1, L = 5/2", F1, unit("1", "2", "-1"), "93/40"),
  NO_MINIMUM,
  {
    name: "a unit on its kink",
    because: "Its pre-activation is 0 at x = -1: it has no pattern there.",
    ...{ mustFail: NAMES.offKinks, golden: 1n },
    changes: () => ({ arms: { [ACTIVE_UNIT]: pointArm(S1, [unit("1", "1", "1")]) } }),
  },
];
