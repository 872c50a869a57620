import type { Dataset } from "../compute/datasets/dataset.ts";
import type { Measure } from "../compute/measures/measure.ts";
import type { DriftRule } from "../domain/drift-rule.ts";
import type { Precision, ProgramKind } from "../domain/engine-name.ts";
import type { RunRecord } from "../domain/evidence-record.ts";
import type { Budget, ClaimKind, EvidenceKind, Provenance } from "../domain/verdict.ts";
import type { Condition } from "./checks/condition.ts";
import type { SecondEngine } from "./cross-check.ts";
import type { Decision } from "./decide.ts";
import type { SeriesByDigest } from "./series.ts";
import type { Arms, FigureResults, Protocol, Results } from "./protocol.ts";

/** A figure as a Vega-Lite specification with its data inside. */
export interface Figure {
  readonly name: string;
  readonly title: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

export interface Hypothesis {
  readonly name: string;
  readonly statement: string;
}

export interface ReportedFigure {
  readonly name: string;
  readonly value: string;
  readonly locator: string;
}

/** What a claim says, in words; the claim's digest is over these. */
export interface ClaimStatement {
  /** Lower case with dashes, the id of the paper's spec; stable once landed. */
  readonly slug: string;
  readonly title: string;
  readonly kind: ClaimKind;
  readonly evidenceKind: EvidenceKind;
  readonly source: { readonly locator: string; readonly version: string };
  readonly statement: string;
  /** LaTeX. */
  readonly formula: string;
  readonly provenance: readonly { readonly of: string; readonly provenance: Provenance }[];
  readonly hypotheses: readonly Hypothesis[];
  readonly limits: readonly string[];
  /** Every way in which the protocol departs from the paper; may be empty, never absent. */
  readonly deviations: readonly string[];
  readonly reportedFigures?: readonly ReportedFigure[];
}

/** A named change under which one pass condition must fail on a measured number. */
export interface ControlSpec<A extends Arms, Thresholds> {
  readonly name: string;
  readonly because: string;
  /** The name of the condition that must fail. */
  readonly mustFail: string;
  /**
   * The exact number on which it fails, where that is known: a dead instrument would fail on another.
   * A fraction in lowest terms: "7/40".
   */
  readonly golden?: bigint | string;
  /** Arms that replace those of the same name, changed thresholds, or both. */
  changes(protocol: Protocol<A, Thresholds>): {
    readonly arms?: Partial<A>;
    readonly thresholds?: Thresholds;
  };
}

/** What a claim needs of the engine that computes it; which engine that is, is not its business. */
export interface EngineNeed {
  readonly precision: Precision;
  /** What its programs spend their time on; dense unless said otherwise. Changes no number. */
  readonly kind?: ProgramKind;
}

export interface ClaimSpec<A extends Arms, Thresholds> extends ClaimStatement {
  /** Absent: exact arithmetic, or (DETERMINISTIC) float64 of the program itself. */
  readonly engine?: EngineNeed;
  /** Names of the data sets that its measures load: they are fetched before its runs. */
  readonly data?: readonly string[];
  protocol(budget: Budget): Protocol<A, Thresholds>;
  /** Pure: from stored measurements to conditions. Run again over old evidence when it changes. */
  check(results: Results<A>, thresholds: Thresholds): readonly Condition[];
  /**
   * Set where `check` itself says what a diverged run means (`results.arm.diverged`). Otherwise the
   * claim is INCONCLUSIVE when one has diverged, and a control with one is not measured.
   */
  readonly judgesDivergence?: true;
  readonly controls: readonly ControlSpec<NoInfer<A>, NoInfer<Thresholds>>[];
  figures?(results: FigureResults<NoInfer<A>>, thresholds: NoInfer<Thresholds>): readonly Figure[];
}

/** A claim spec without its type parameters, for lists. */
export type AnyClaimSpec = ClaimSpec<Arms, unknown>;

/** One run that a verification needs; `control` is null for the protocol itself. */
export interface PlannedRun {
  readonly control: string | null;
  readonly arm: string;
  readonly seed: number;
  readonly measure: Measure<unknown, string>;
  readonly setting: unknown;
}

/** A claim as the platform sees it: plain data and functions of plain data. */
export interface ClaimDefinition extends ClaimStatement {
  readonly claimDigest: string;
  /** Null: none is needed. */
  readonly engine: EngineNeed | null;
  /** They must be here before its runs are computed. */
  readonly data: readonly Dataset[];
  readonly controls: readonly {
    readonly name: string;
    readonly because: string;
    readonly mustFail: string;
  }[];
  protocolDigest(budget: Budget): string;
  /** Empty where the claim states none. */
  drift(budget: Budget): readonly DriftRule[];
  seeds(budget: Budget): readonly number[];
  /** Controls first, then the protocol, arm by arm and seed by seed. */
  plan(budget: Budget): readonly PlannedRun[];
  /** The verdict, from stored runs alone. */
  decide(budget: Budget, runs: readonly RunRecord[], second?: SecondEngine | null): Decision;
  /** Draws what the runs and their curves say; an empty list where a run failed. */
  figures(budget: Budget, runs: readonly RunRecord[], series: SeriesByDigest): readonly Figure[];
}
