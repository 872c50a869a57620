import type { Quantity } from "../../domain/measurement.ts";

/** What a measure knows beside its setting. Everything random is drawn from the seed. */
export interface MeasureContext {
  readonly seed: number;
}

export interface MeasureResult<Name extends string> {
  readonly quantities: Readonly<Record<Name, Quantity>>;
  /** A document from which someone else can check the numbers without our code; plain JSON. */
  readonly certificate?: { readonly name: string; readonly content: unknown };
}

/**
 * A named function from a setting (plain JSON, part of the protocol's digest) to numbers.
 * Pure: the same setting and seed give the same result, on any machine where it is exact.
 */
export interface Measure<Setting, Name extends string> {
  readonly name: string;
  readonly quantities: Readonly<
    Record<Name, { readonly unit: string | null; readonly meaning: string }>
  >;
  /** What is wrong with a setting, in sentences; a claim with any is refused when it is defined. */
  problems(setting: Setting): readonly string[];
  run(
    setting: Setting,
    context: MeasureContext,
  ): MeasureResult<Name> | Promise<MeasureResult<Name>>;
}
