import type { ErrorCode } from "../domain/errors.ts";
import type { Comparison } from "../domain/regression.ts";

/** A place in a file of the repository, for readers that show findings where they belong. */
export interface Place {
  /** Relative to the root of the project, with forward slashes. */
  readonly path: string;
  readonly line: number;
}

/** What every report of a regression is written from. */
export interface RegressionReport {
  readonly version: string;
  /** What was compared with: the name of a file or of a release. */
  readonly against: string;
  /** Null where nothing could be compared; then `problem` says why. */
  readonly comparison: Comparison | null;
  readonly problem: { readonly code: ErrorCode; readonly message: string } | null;
  /** Where a claim stands: its file, or for one that is gone, its line in the baseline. */
  placeOf(claim: string): Place;
  /** Where something about all claims stands: the baseline, or what should name it. */
  readonly wholePlace: Place;
}
