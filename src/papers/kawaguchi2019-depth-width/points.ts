/** Stationary points of the fixtures, by the names that arms have in several claims. */
import type { DenseNetwork, RegressionData } from "../../compute/measures/index.ts";
import {
  BOTTLENECK_DATA,
  BOTTLENECK_MINIMUM,
  F1_DATA,
  F1_MINIMUM,
  F2_BAD,
  F2_BETTER,
  F2_DATA,
  F5_BAD,
  F5_BETTER,
  F5_DATA,
} from "./fixtures.ts";

export interface Point {
  readonly network: DenseNetwork;
  readonly data: RegressionData;
}

export const WORSE = "F2, worse minimum";
export const BETTER = "F2, better minimum";
export const F5_WORSE = "F5, worse minimum";
export const ONE_UNIT = "F1, one unit";

/** All of them local minima with L > 0. */
export const MINIMA: Readonly<Record<string, Point>> = {
  [WORSE]: { network: F2_BAD.network, data: F2_DATA },
  [BETTER]: { network: F2_BETTER.network, data: F2_DATA },
  [F5_WORSE]: { network: F5_BAD.network, data: F5_DATA },
  "F5, better minimum": { network: F5_BETTER.network, data: F5_DATA },
  [ONE_UNIT]: { network: F1_MINIMUM, data: F1_DATA },
  "linear bottleneck": { network: BOTTLENECK_MINIMUM, data: BOTTLENECK_DATA },
};
