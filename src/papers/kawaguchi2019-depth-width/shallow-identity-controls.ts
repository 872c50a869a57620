/** Negative controls of dw-shallow-identity: those of spec 2.3, and three of the enumerator. */
import type { Arm, ControlSpec } from "../../verification/index.ts";
import { F1, F1_ONE, F1_WITH_ZERO, minimaArm, pointArm, S1, unit } from "./relu-instances.ts";
import { NAMES } from "./shallow-identity-check.ts";
import {
  IDLE_UNIT,
  ONE_UNIT,
  type ShallowIdentityThresholds,
} from "./shallow-identity-protocol.ts";

type Control = ControlSpec<Record<string, Arm>, ShallowIdentityThresholds>;

/** Gradient exactly 0, one negative eigenvalue -0.2473 of the Hessian; L = 15/2 against 7/40. */
const SADDLE = pointArm(F1, [unit("0", "-1", "12")]);

/** From near the minimum of value 5/2, ended at a gradient of 1e-3. */
const STOPPED = pointArm(F1, [unit("3/4", "2", "-1/2")], {
  descent: { rate: 0.01, gradientNorm: 1e-3, steps: 100_000 },
});

const ON_A_KINK = pointArm(F1, [unit("1", "2", "-1"), unit("0", "1", "-1")]);

function atPoint(name: string, because: string, mustFail: string, arm: Arm): Control {
  return { name, because, mustFail, changes: () => ({ arms: { [IDLE_UNIT]: arm } }) };
}

/** The five minima of F1 with one unit, made wrong; no other problem counts. */
function falsified(what: "losses" | "points", mustFail: string, golden: bigint): Control {
  const words = {
    losses: ["every loss told 1 too high", "Not the loss of one of the five minima is right."],
    points: ["every outgoing weight doubled", "Four of the five points move: the fifth is dead."],
  } as const;
  const [name, because] = words[what];
  const arms = { [ONE_UNIT]: minimaArm(F1, 1, F1_ONE.values, { falsified: what }) };
  return {
    ...{ name: `${name}: ${mustFail}`, because, mustFail, golden },
    changes: ({ thresholds: { known } }) => {
      const counts = known[ONE_UNIT];
      const alone = { known: counts === undefined ? {} : { [ONE_UNIT]: counts }, drawn: [] };
      return { arms, thresholds: alone };
    },
  };
}

const SADDLE_WORDS =
  "With v = 0 the gradient vanishes anywhere that the unit's output is orthogonal to r.";

export const SHALLOW_IDENTITY_CONTROLS: readonly Control[] = [
  falsified("losses", NAMES.identity, 5n),
  falsified("points", NAMES.notMinima, 4n),
  {
    ...atPoint("saddle with v = 0: no minimum", SADDLE_WORDS, NAMES.minimum, SADDLE),
    // ||X^T y||^2 = 12^2 + 1^2.
    golden: "145",
  },
  {
    ...atPoint("saddle with v = 0: no identity", SADDLE_WORDS, NAMES.pointIdentity, SADDLE),
    // 15/2 - 7/40.
    golden: "293/40",
  },
  atPoint(
    "float32 descent ended at ||g|| = 1e-3",
    "Near a minimum is not at one: the gradient of the last step is far above its rounding.",
    NAMES.stationary,
    STOPPED,
  ),
  atPoint(
    "float32 descent: Dbar^T r is not 0",
    "The same point by its exact gradient.",
    NAMES.minimum,
    STOPPED,
  ),
  {
    ...atPoint(
      "a unit on its kink",
      "The second unit's pre-activation is 0 at x = 1: it has no pattern there.",
      NAMES.offKinks,
      ON_A_KINK,
    ),
    golden: 1n,
  },
  {
    name: "a sample that is 0",
    because: "Its pre-activation is 0 for every w: no cell is open, the hypothesis never holds.",
    mustFail: `${NAMES.cells}: ${ONE_UNIT}`,
    golden: 0n,
    changes: () => ({ arms: { [ONE_UNIT]: minimaArm(F1_WITH_ZERO, 1, F1_ONE.values) } }),
  },
  {
    name: "other data: values are missing",
    because: "S1 in place of F1 has none of F1's five values: the list is compared.",
    mustFail: NAMES.complete,
    golden: 5n,
    changes: () => ({ arms: { [ONE_UNIT]: minimaArm(S1, 1, F1_ONE.values) } }),
  },
  {
    name: "other data: values are new",
    because: "And four values that F1 does not have.",
    mustFail: NAMES.nothingElse,
    golden: 4n,
    changes: () => ({ arms: { [ONE_UNIT]: minimaArm(S1, 1, F1_ONE.values) } }),
  },
];
