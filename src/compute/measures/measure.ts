import type { Precision } from "../../domain/engine-name.ts";
import type { Quantity } from "../../domain/measurement.ts";
import type { MeasuredSeries } from "../../domain/series.ts";
import type { DataFolders } from "../datasets/dataset.ts";
import type { Engine } from "../engine/engines/engine.ts";
import type { StateStore } from "../training/state-store.ts";

/** What a measure knows beside its setting. Everything random is drawn from the seed. */
export interface MeasureContext {
  readonly seed: number;
  /** Computes what is trained. Reading it throws where the claim declares no engine. */
  readonly engine: Engine;
  /** In which the claim says that it is computed; reading it throws as `engine` does. */
  readonly precision: Precision;
  /** Networks that were trained before, by another claim or a killed process; null: none is kept. */
  readonly states: StateStore | null;
  readonly data: DataFolders;
}

/** What every run may leave behind beside its numbers. */
interface Documents {
  /** Curves for figures; no check reads them. */
  readonly series?: readonly MeasuredSeries[];
  /** A document from which someone else can check the numbers without our code; plain JSON. */
  readonly certificate?: { readonly name: string; readonly content: unknown };
}

interface Measured<Name extends string> extends Documents {
  readonly quantities: Readonly<Record<Name, Quantity>>;
}

/** A run that ended in non-finite numbers: a result, not an error. What it lacks counts as NaN. */
interface Diverged<Name extends string> extends Documents {
  readonly diverged: {
    /** The first at which something was not finite. */
    readonly step: number;
    /** What it was, such as "the loss is NaN; the last finite one was 3.2". */
    readonly message: string;
  };
  readonly quantities: Readonly<Partial<Record<Name, Quantity>>>;
}

export type MeasureResult<Name extends string> = Measured<Name> | Diverged<Name>;

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
  /**
   * About how many multiplications and additions an engine does for one run; where it may stop by
   * itself, at most. Every measure that an engine computes says it.
   */
  work?(setting: Setting): number;
  run(
    setting: Setting,
    context: MeasureContext,
  ): MeasureResult<Name> | Promise<MeasureResult<Name>>;
  /**
   * All seeds of an arm in one computation, where that is cheaper: one result for each context, in
   * their order. A result may depend in its last bits on which seeds it is computed with; so the
   * seeds of an arm are always computed all together, also where some of them are known already.
   */
  runTogether?(
    setting: Setting,
    contexts: readonly MeasureContext[],
  ): Promise<readonly MeasureResult<Name>[]>;
}
