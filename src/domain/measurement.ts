import { z } from "zod";
import { doubleOf, formatRational, type Rational } from "./rational.ts";

/** Why a measurement has no finite value. */
export const NON_FINITE_STATES = ["NAN", "POSITIVE_INFINITY", "NEGATIVE_INFINITY"] as const;

/** An integer of any size or a fraction p/q, as text, where the value is exact. */
export const exactValue = z.string().regex(/^-?\d+(\/[1-9]\d*)?$/);

/**
 * One number that was measured. `value` is finite, or null with a `state` that says why (one NaN
 * would blank a whole GraphQL list). `low` and `high` bound it where an interval is known. Zero has
 * no sign: JSON has no -0, and a check must see the same number before and after it was stored.
 */
export const measurementSchema = z.strictObject({
  name: z.string().min(1),
  value: z.number().nullable(),
  exact: exactValue.nullable(),
  unit: z.string().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  state: z.enum(NON_FINITE_STATES).nullable(),
});
export type Measurement = z.infer<typeof measurementSchema>;

/** What a measure hands back for one quantity: a double, an exact integer or fraction, an interval. */
export type Quantity = number | bigint | Rational | { value: number; low: number; high: number };

function stateOf(value: number): Measurement["state"] {
  if (Number.isFinite(value)) return null;
  if (Number.isNaN(value)) return "NAN";
  return value > 0 ? "POSITIVE_INFINITY" : "NEGATIVE_INFINITY";
}

/** Adding 0 makes 0 of -0 and changes no other number. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

/** Exact numbers have a double beside them (null where it overflows). */
export function toMeasurement(
  name: string,
  quantity: Quantity,
  unit: string | null = null,
): Measurement {
  const none = { low: null, high: null, exact: null };
  if (typeof quantity === "bigint") {
    const value = finiteOrNull(Number(quantity));
    return { ...none, name, unit, value, exact: quantity.toString(), state: null };
  }
  if (typeof quantity === "number") {
    return { ...none, name, unit, value: finiteOrNull(quantity), state: stateOf(quantity) };
  }
  if ("numerator" in quantity) {
    const value = finiteOrNull(doubleOf(quantity));
    return { ...none, name, unit, value, exact: formatRational(quantity), state: null };
  }
  return {
    name,
    unit,
    exact: null,
    value: finiteOrNull(quantity.value),
    low: finiteOrNull(quantity.low),
    high: finiteOrNull(quantity.high),
    state: stateOf(quantity.value),
  };
}
