/** What dw-shallow-classical computes at each budget. */
import type { Budget } from "../../domain/verdict.ts";
import type { Arm, Protocol } from "../../verification/index.ts";
import { drawnArms, F1, F1_TWO, minimaArm, pointArm, S1, S1_ONE, unit } from "./relu-instances.ts";

export const ACTIVE_UNIT = "S1 at v = 1, w = (6/5, 13/4)";
export const S1_UNIT = "S1, one unit";
const F1_UNITS = "F1, two units";

export interface ShallowClassicalThresholds {
  /** Linear regression of S1, p/q. */
  readonly regression: string;
  readonly enumerated: readonly string[];
  /** Of these with all values known. */
  readonly known: readonly string[];
}

export function shallowClassicalProtocol(
  budget: Budget,
): Protocol<Record<string, Arm>, ShallowClassicalThresholds> {
  const drawn = drawnArms(budget);
  const known = {
    [S1_UNIT]: minimaArm(S1, 1, S1_ONE.values),
    [F1_UNITS]: minimaArm(F1, 2, F1_TWO.values),
  };
  return {
    arms: {
      [ACTIVE_UNIT]: pointArm(S1, [unit("1", "6/5", "13/4")]),
      ...known,
      ...drawn,
    },
    seeds: [1],
    thresholds: {
      regression: "7/40",
      enumerated: [...Object.keys(known), ...Object.keys(drawn)],
      known: Object.keys(known),
    },
  };
}
