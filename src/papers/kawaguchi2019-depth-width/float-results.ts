/** Numbers of several seeds joined into the one that a condition of these claims decides on. */
import type { Measurement } from "../../domain/measurement.ts";
import {
  condition,
  CONCLUSIONS,
  type Arms,
  type Condition,
  type Measured,
  type Results,
} from "../../verification/index.ts";

const NOT_MEASURED = { value: null, exact: null, low: null, high: null };

function valuesOf(results: Results<Arms>, arm: string, quantity: string): readonly Measurement[] {
  return results[arm]?.values[quantity] ?? [];
}

/** A plain double; one that is not finite decides nothing. */
export function measuredNumber(value: number): Measured {
  return { ...NOT_MEASURED, value: Number.isFinite(value) ? value : null };
}

/** The largest (or least) over the seeds; one that is not finite decides nothing. */
export function extremeOf(
  results: Results<Arms>,
  [arm, quantity]: readonly [string, string],
  which: "largest" | "least",
): Measured {
  const values = valuesOf(results, arm, quantity).map(({ value }) => value ?? Number.NaN);
  if (values.length === 0) return NOT_MEASURED;
  return measuredNumber(which === "largest" ? Math.max(...values) : Math.min(...values));
}

/** Of the first seed, as a number; NaN where it is not finite or not there. */
export function numberOf(results: Results<Arms>, arm: string, quantity: string): number {
  return valuesOf(results, arm, quantity)[0]?.value ?? Number.NaN;
}

/** A golden number with the half of its last digit. */
export interface Golden {
  readonly value: number;
  readonly within: number;
}

/** Half of the last of so many decimals, and a little for its own rounding. */
export const decimals = (value: number, count: number): Golden => {
  return { value, within: 0.51 * 10 ** -count };
};

/** Sixteen digits: what another order of additions moves. */
export const toRounding = (value: number): Golden => ({ value, within: 1e-12 * value });

/** By arm, then by quantity. */
export type GoldenTable = Readonly<Record<string, Readonly<Record<string, Golden>>>>;

export const goldenName = (arm: string, quantity: string) => `golden ${quantity}: ${arm}`;

/** The instrument gives what the spec's own programs gave. */
export function goldenConditions(results: Results<Arms>, table: GoldenTable): Condition[] {
  return Object.entries(table).flatMap(([arm, quantities]) =>
    Object.entries(quantities).map(([quantity, { value, within }]) =>
      condition({
        name: goldenName(arm, quantity),
        role: "implementation",
        quantity: `distance from ${value}`,
        measured: measuredNumber(Math.abs(numberOf(results, arm, quantity) - value)),
        relation: "atMost",
        threshold: within,
        ifFails: CONCLUSIONS.invalid,
      }),
    ),
  );
}
