/**
 * The smooth minima of the fixtures, proven in intervals at a radius of the spec; each leaves its
 * certificate as evidence.
 *
 * @source spec kawaguchi2019-depth-width, sections 4.5 and 5
 */
import { certifiedMinimum } from "../../compute/measures/index.ts";
import {
  arm,
  condition,
  CONCLUSIONS,
  type Arm,
  type Arms,
  type Condition,
  type Results,
} from "../../verification/index.ts";
import { F2_BAD, F2_BETTER, F2_DATA, F5_BAD, F5_BETTER, F5_DATA } from "./fixtures.ts";
import { extremeOf } from "./float-results.ts";

const ONE = { seeds: [0] };
export const PROVEN_WORSE = "F2, worse minimum, proven";

/** Radii at which the spec certifies: F2 from 1e-12 to 1e-3 and at 1e-7, F5 at 1e-6. */
export const PROVEN: Record<string, Arm> = {
  [PROVEN_WORSE]: arm(
    certifiedMinimum,
    { network: F2_BAD.network, data: F2_DATA, radii: [1e-3, 1e-12] },
    ONE,
  ),
  "F2, better minimum, proven": arm(
    certifiedMinimum,
    { network: F2_BETTER.network, data: F2_DATA, radii: [1e-7] },
    ONE,
  ),
  "F5, worse minimum, proven": arm(
    certifiedMinimum,
    { network: F5_BAD.network, data: F5_DATA, radii: [1e-6] },
    ONE,
  ),
  "F5, better minimum, proven": arm(
    certifiedMinimum,
    { network: F5_BETTER.network, data: F5_DATA, radii: [1e-6] },
    ONE,
  ),
};

export const provenName = (name: string) => `proven in intervals: ${name}`;

/** Every one of them: what is not proven is left open. */
export function provenConditions(results: Results<Arms>): Condition[] {
  return Object.keys(PROVEN).map((name) =>
    condition({
      ...{ name: provenName(name), role: "precondition" },
      quantity: "1 where it is proven, 0 where not",
      measured: extremeOf(results, [name, "certified"], "least"),
      ...{ relation: "atLeast", threshold: 1, ifFails: CONCLUSIONS.unresolved },
    }),
  );
}
