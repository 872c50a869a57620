/**
 * What a verification may conclude, and why. SUPPORTED never means "proved": it means that no
 * contradiction was found at this budget, with the certainty that the evidence states.
 */
export const VERDICTS = [
  "SUPPORTED",
  "NOT_SUPPORTED",
  "REFUTED",
  "INCONCLUSIVE",
  "PRECONDITION_FAILED",
  "VACUOUS",
  "INVALID",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The closed list of reasons that a verdict can carry; each has one sentence for people. */
export const REASONS = {
  ALL_CONDITIONS_HOLD: "Every pass condition holds and every negative control failed as it must.",
  EFFECT_ABSENT: "The interval excludes what is claimed at this protocol.",
  COUNTEREXAMPLE: "All hypotheses are certified and the conclusion is certainly false here.",
  UNDERPOWERED: "Too little was computed: too few seeds, or too few instances.",
  UNRESOLVED:
    "A measured number does not decide: a bound on the wrong side, or an interval on both.",
  NOT_TESTABLE_AT_BUDGET: "This budget may not conclude more than this.",
  RUN_FAILED: "A run ended with an error: the instrument is broken.",
  RUN_DIVERGED: "A run ended in non-finite numbers.",
  MEASUREMENT_NOT_FINITE: "A measurement that decides is not a finite number.",
  ENGINES_DISAGREE:
    "The verdict, or the reason for it, changes with the engine that computes the runs.",
  CONTROL_NOT_RUN: "A negative control erred or was skipped.",
  HYPOTHESIS_NOT_MET: "A hypothesis of the claim does not hold here.",
  HYPOTHESES_NEVER_HOLD: "The hypotheses can never hold, which is proved.",
  CONTROL_PASSED: "A negative control came out as if the claim held: the check cannot tell.",
  IMPLEMENTATION_CHECK_FAILED: "The instrument disagrees with a golden value or with itself.",
} as const;
export type ReasonCode = keyof typeof REASONS;
export const REASON_CODES = Object.keys(REASONS) as [ReasonCode, ...ReasonCode[]];

/** The verdicts from the one that overrides all others to the weakest. */
export const VERDICT_PRECEDENCE = [
  "INVALID",
  "PRECONDITION_FAILED",
  "VACUOUS",
  "REFUTED",
  "NOT_SUPPORTED",
  "INCONCLUSIVE",
  "SUPPORTED",
] as const satisfies readonly Verdict[];

/** How certain a number can be: exact arithmetic, float64 with an error bound, or seeds. */
export const EVIDENCE_KINDS = ["EXACT", "DETERMINISTIC", "STATISTICAL"] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** How much is computed; a budget also caps what may be concluded. */
export const BUDGETS = ["smoke", "quick", "standard", "paper"] as const;
export type Budget = (typeof BUDGETS)[number];

export const CLAIM_KINDS = [
  "THEOREM",
  "PROPOSITION",
  "COROLLARY",
  "ARITHMETIC",
  "EMPIRICAL",
  "FAILURE_MODE",
  "INTERPRETATION",
] as const;
export type ClaimKind = (typeof CLAIM_KINDS)[number];

/** Where a statement comes from: read in the paper, in a second source, recalled, derived or measured here. */
export const PROVENANCES = ["READ", "SECONDARY", "RECALLED", "DERIVED", "MEASURED"] as const;
export type Provenance = (typeof PROVENANCES)[number];

export const CHECK_OUTCOMES = ["PASS", "FAIL", "UNDECIDED"] as const;
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];
