import type { Measure } from "../compute/measures/measure.ts";
import type { DriftRule } from "../domain/drift-rule.ts";
import type { Measurement } from "../domain/measurement.ts";
import type { Series } from "../domain/series.ts";

/** One condition that is measured: a measure with its setting. */
export interface Arm<Name extends string = string> {
  readonly measure: Measure<unknown, Name>;
  readonly setting: unknown;
  /** Seeds of this arm alone; absent: those of the protocol. */
  readonly seeds?: readonly number[];
}

/** Pairs a measure with a setting; the compiler checks that they fit. */
export function arm<Setting, Name extends string>(
  measure: Measure<Setting, Name>,
  setting: Setting,
  options: { seeds?: readonly number[] } = {},
): Arm<Name> {
  return { measure, setting, ...options };
}

export type Arms = Readonly<Record<string, Arm>>;

/** Everything that is computed at one budget, and the numbers that decide. */
export interface Protocol<A extends Arms = Arms, Thresholds = unknown> {
  readonly arms: A;
  readonly seeds: readonly number[];
  /** Plain JSON; part of the protocol's digest, and what a control may change in the check. */
  readonly thresholds: Thresholds;
  /**
   * How far which quantities may drift from one version of the code to the next. A statistical
   * claim needs one at least; exact numbers must be equal where no rule says otherwise.
   */
  readonly drift?: readonly DriftRule[];
}

/** The measurements of one arm, one of each quantity for each seed, in the order of the seeds. */
export interface ArmResults<Name extends string = string> {
  readonly seeds: readonly number[];
  /** Seeds whose run diverged; what such a run did not measure is NaN in `values`. */
  readonly diverged: readonly number[];
  readonly values: Readonly<Record<Name, readonly Measurement[]>>;
}

export type Results<A extends Arms> = {
  readonly [Key in keyof A]: ArmResults<A[Key] extends Arm<infer Name> ? Name : never>;
};

/** What figures are drawn from: the results, and for each seed of each arm its curves. */
export type FigureResults<A extends Arms> = {
  readonly [Key in keyof A]: Results<A>[Key] & { readonly series: readonly (readonly Series[])[] };
};
