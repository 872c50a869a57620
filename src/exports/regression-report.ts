import type { ErrorCode } from "../domain/errors.ts";
import type { Release } from "../domain/evidence-record.ts";
import {
  FAILING_TIERS,
  UNDECIDED_TIERS,
  type ComparedClaim,
  type Comparison,
  type Tier,
} from "../domain/regression.ts";

/** A place in a file of the repository, for readers that show findings where they belong. */
export interface Place {
  /** Relative to the root of the project, with forward slashes. */
  readonly path: string;
  readonly line: number;
}

/** One of the two sets of evidence that are compared. */
export interface Side {
  readonly kind: "this version" | "release" | "file";
  /** The name of a file as it was given, else a release in words; empty where none was named. */
  readonly name: string;
  /** What made its evidence, each once. */
  readonly releases: readonly Release[];
}

/** What every report of a regression is written from. */
export interface RegressionReport {
  /** Of the program that compares. */
  readonly version: string;
  readonly baseline: Side;
  readonly candidate: Side;
  /** Null where nothing could be compared; then `problem` says why. */
  readonly comparison: Comparison | null;
  readonly problem: { readonly code: ErrorCode; readonly message: string } | null;
  /** Where a claim stands: its file, or for one that is gone, its line in the baseline. */
  placeOf(claim: string): Place;
  /** Where something about all claims stands: the baseline, or what should name it. */
  readonly wholePlace: Place;
}

/** How a reader is to take one claim: as failed, as broken, as a warning or as nothing of note. */
export type Severity = "failure" | "error" | "warning" | "note" | "none";

export function severityOf(tier: Tier): Severity {
  if (FAILING_TIERS.includes(tier)) return "failure";
  if (UNDECIDED_TIERS.includes(tier)) return "error";
  if (tier === "SOFTLY_REGRESSED") return "warning";
  return tier === "STABLE" ? "none" : "note";
}

export function claimsOf({ comparison }: RegressionReport): readonly ComparedClaim[] {
  return comparison?.items ?? [];
}

/**
 * What is wrong with the whole and is no claim's own: that nothing could be compared, or that the gate
 * is closed while no claim says so. A report with neither this nor a bad claim is a pass.
 */
export function wholeProblem(report: RegressionReport): { code: string; message: string } | null {
  const { comparison, problem } = report;
  if (problem !== null) return problem;
  const items = claimsOf(report);
  if (comparison === null || items.length === 0) {
    return { code: "NO_BASELINE", message: comparison?.reason ?? "nothing was compared" };
  }
  const isToldByAClaim = items.some(({ tier }) => ["failure", "error"].includes(severityOf(tier)));
  const isOpen = comparison.gate === "PASS" || comparison.gate === "WARN";
  return isOpen || isToldByAClaim ? null : { code: comparison.gate, message: comparison.reason };
}
