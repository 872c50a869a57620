/** What dw-shallow-identity computes at each budget. */
import type { Budget } from "../../domain/verdict.ts";
import type { Arm, Protocol } from "../../verification/index.ts";
import {
  drawnArms,
  F1,
  F1_ONE,
  F1_TWO,
  minimaArm,
  pointArm,
  S1,
  S1_ONE,
  unit,
} from "./relu-instances.ts";

export const ONE_UNIT = "F1, one unit";
const TWO_UNITS = "F1, two units";
const S1_UNIT = "S1, one unit";
/** v_2 = 0: minimality in w_2 is what makes the identity hold. */
export const IDLE_UNIT = "F1 at v = (1, 0), w = ((2, -1), (3, -2))";

export interface ShallowIdentityThresholds {
  /** How many cells and minima a problem has whose values are all known. */
  readonly known: Readonly<Record<string, { readonly cells: number; readonly minima: number }>>;
  readonly drawn: readonly string[];
}

const counts = ({ cells, minima }: { readonly cells: number; readonly minima: number }) => {
  return { cells, minima };
};

export function shallowIdentityProtocol(
  budget: Budget,
): Protocol<Record<string, Arm>, ShallowIdentityThresholds> {
  const drawn = drawnArms(budget);
  return {
    arms: {
      [ONE_UNIT]: minimaArm(F1, 1, F1_ONE.values),
      [TWO_UNITS]: minimaArm(F1, 2, F1_TWO.values),
      [S1_UNIT]: minimaArm(S1, 1, S1_ONE.values),
      [IDLE_UNIT]: pointArm(F1, [unit("1", "2", "-1"), unit("0", "3", "-2")]),
      ...drawn,
    },
    // Given data are the same for every seed; the drawn arms have their own.
    seeds: [1],
    thresholds: {
      known: {
        [ONE_UNIT]: counts(F1_ONE),
        [TWO_UNITS]: counts(F1_TWO),
        [S1_UNIT]: counts(S1_ONE),
      },
      drawn: Object.keys(drawn),
    },
  };
}
