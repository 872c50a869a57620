/**
 * What every statistic here does first: refuse what is not a sample, then centre and spread.
 *
 * @fails too few numbers, or one that is not finite, throws BAD_INPUT
 */
import { PlatformError } from "../../domain/errors.ts";

export function requireSample(what: string, values: readonly number[], atLeast: number): void {
  if (values.length < atLeast) {
    const message = `${what} needs at least ${atLeast} numbers and got ${values.length}`;
    throw new PlatformError("BAD_INPUT", message);
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const message = `${what}: number ${bad + 1} of ${values.length} is ${values[bad] ?? "missing"}`;
  throw new PlatformError("BAD_INPUT", message);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** With n - 1 in the denominator, from the deviations: no cancellation of large squares. */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
