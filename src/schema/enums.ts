import { registerEnumType } from "type-graphql";
import { DRIFT_SCALES, WORSE_SIDES } from "../domain/drift-rule.ts";
import { ENGINE_CHOICES } from "../domain/engine-name.ts";
import { toEnumName } from "../domain/enum-name.ts";
import { CHECK_ROLES, CONTROL_OUTCOMES, RELATIONS } from "../domain/evidence-record.ts";
import { NON_FINITE_STATES } from "../domain/measurement.ts";
import { DRIFT_METHODS, GATES, TIERS, TIER_SENTENCES } from "../domain/regression.ts";
import { EXPERIMENT_STATUSES, RUN_STATUSES } from "../domain/run-status.ts";
import {
  BUDGETS,
  CHECK_OUTCOMES,
  CLAIM_KINDS,
  EVIDENCE_KINDS,
  PROVENANCES,
  REASONS,
  REASON_CODES,
  VERDICTS,
} from "../domain/verdict.ts";

type Words<Word extends string> = Readonly<Record<string, Word>>;

/** Registers a closed list of the domain as an enum; its values in the code stay the domain's. */
function enumOf<Word extends string>(
  name: string,
  description: string,
  words: readonly Word[],
  sentences: Partial<Record<NoInfer<Word>, string>> = {},
): Words<Word> {
  const values = Object.fromEntries(words.map((word) => [toEnumName(word), word]));
  const told = Object.entries<string | undefined>(sentences).map(
    ([word, sentence = ""]) => [toEnumName(word), { description: sentence }] as const,
  );
  registerEnumType(values, { name, description, valuesConfig: Object.fromEntries(told) });
  return values;
}

export const VerdictEnum = enumOf(
  "Verdict",
  "What a verification concludes. A numerical run never proves a theorem.",
  VERDICTS,
  {
    SUPPORTED:
      "No contradiction found at this budget, and every negative control failed as it must.",
    NOT_SUPPORTED: "The claimed effect is absent, reversed or too small at this protocol.",
    REFUTED: "A certified counterexample: the hypotheses hold and the conclusion is false.",
    INCONCLUSIVE: "This verification cannot tell.",
    PRECONDITION_FAILED: "A hypothesis of the claim does not hold here.",
    VACUOUS: "The hypotheses can never hold.",
    INVALID: "The instrument failed; nothing is said about the claim.",
  },
);

export const ReasonCodeEnum = enumOf(
  "ReasonCode",
  "Why a verdict is what it is, as a word.",
  REASON_CODES,
  REASONS,
);

export const EvidenceKindEnum = enumOf(
  "EvidenceKind",
  "How certain the numbers are.",
  EVIDENCE_KINDS,
  {
    EXACT: "Rational, modular or interval arithmetic.",
    DETERMINISTIC: "float64 with an error bound.",
    STATISTICAL: "Seeds, an interval and a test.",
  },
);

export const BudgetEnum = enumOf(
  "Budget",
  "How much is computed; a budget also caps what may be concluded.",
  BUDGETS,
  {
    smoke: "Seconds for each claim. A statistical claim is not decided at this budget.",
    quick: "All claims in minutes on two cores.",
    standard: "Minutes to tens of minutes for each claim.",
    paper: "The scale of the paper itself; the same as standard where that is exact already.",
  },
);

export const EngineChoiceEnum = enumOf(
  "EngineChoice",
  "What is to compute the programs of a claim.",
  ENGINE_CHOICES,
  {
    auto: "The one that the platform takes.",
    reference:
      "The interpreter: slow, and refused for what takes it more than a quarter of an hour.",
  },
);

export const ClaimKindEnum = enumOf("ClaimKind", "What sort of statement it is.", CLAIM_KINDS);

export const ProvenanceEnum = enumOf(
  "Provenance",
  "Where a part of a statement comes from.",
  PROVENANCES,
  {
    READ: "Read in the paper itself or in its official code.",
    SECONDARY: "Read in a second source.",
    RECALLED: "Recalled, not read.",
    DERIVED: "Derived by us.",
    MEASURED: "Measured by us.",
  },
);

export const CheckOutcomeEnum = enumOf(
  "CheckOutcome",
  "Whether a named condition held.",
  CHECK_OUTCOMES,
);

export const CheckRoleEnum = enumOf(
  "CheckRole",
  "What a failing check says something about.",
  CHECK_ROLES,
  {
    implementation: "The instrument: its failure makes the verdict INVALID.",
    precondition: "A hypothesis: its failure makes the verdict PRECONDITION_FAILED.",
    claim: "The claim itself.",
  },
);

export const RelationEnum = enumOf(
  "Relation",
  "How the measured number must stand to the threshold.",
  RELATIONS,
);

export const ControlOutcomeEnum = enumOf(
  "ControlOutcome",
  "How a negative control came out.",
  CONTROL_OUTCOMES,
  {
    KEPT: "Its named condition failed on a measured number, as it must.",
    PASSED: "It did not fail: the check cannot tell true from false.",
    UNEXPECTED: "It failed on another number than the one that is known for it.",
    NOT_RUN: "It erred or was skipped.",
  },
);

export const RunStatusEnum = enumOf("RunStatus", "How a run ended.", RUN_STATUSES, {
  DIVERGED: "It ended in non-finite numbers, which is a result.",
  FAILED: "The instrument broke.",
});

export const ExperimentStatusEnum = enumOf(
  "ExperimentStatus",
  "Where an experiment stands.",
  EXPERIMENT_STATUSES,
  { DEAD: "Parked after its worker was lost three times, or once for want of data." },
);

export const NonFiniteStateEnum = enumOf(
  "NonFiniteState",
  "Why a measurement has no finite value.",
  NON_FINITE_STATES,
);

export const TierEnum = enumOf(
  "Tier",
  "How a claim stands in one release against another, worst first.",
  TIERS,
  TIER_SENTENCES,
);

export const GateEnum = enumOf("Gate", "What a pipeline is to do with a comparison.", GATES, {
  PASS: "Nothing is worse.",
  WARN: "Something is worse with certainty, but perhaps by less than its margin.",
  FAIL: "A claim regressed, is gone, or is another one and was not accepted.",
  UNDECIDED: "Nothing of that, but not everything could be compared.",
});

export const DriftScaleEnum = enumOf("DriftScale", "How a drift is measured.", DRIFT_SCALES, {
  absolute: "As a difference.",
  log: "As a difference of natural logarithms.",
});

export const WorseSideEnum = enumOf(
  "WorseSide",
  "Which direction of a drift makes a claim worse off.",
  WORSE_SIDES,
);

export const DriftMethodEnum = enumOf("DriftMethod", "How a drift was judged.", DRIFT_METHODS, {
  exact: "Numbers that must be equal.",
  difference: "Deterministic numbers, seed by seed.",
  "paired-t": "The same seeds and engine: the interval of a paired t-test.",
  welch: "Other seeds, or another engine: the interval of Welch's test.",
  none: "There was too little to judge.",
});
