import type { Check } from "../../domain/evidence-record.ts";
import { VERDICT_PRECEDENCE, type ReasonCode, type Verdict } from "../../domain/verdict.ts";
import { CONCLUSIONS, type Condition } from "./condition.ts";
import { describeCheck } from "./describe-check.ts";

export interface Conclusion {
  readonly verdict: Verdict;
  readonly reasonCode: ReasonCode;
  readonly reason: string;
}

/** What a condition that fails means, before its numbers: "not decided: p: 0.125, required ...". */
const MEANINGS: Partial<Record<ReasonCode, string>> = {
  IMPLEMENTATION_CHECK_FAILED: "the instrument is wrong",
  HYPOTHESIS_NOT_MET: "a hypothesis does not hold here",
  HYPOTHESES_NEVER_HOLD: "the hypotheses can never hold",
  COUNTEREXAMPLE: "a counterexample",
  EFFECT_ABSENT: "the effect is absent, reversed or too small",
  UNDERPOWERED: "too little was computed to decide",
  UNRESOLVED: "not decided",
  NOT_TESTABLE_AT_BUDGET: "this budget cannot decide",
};

function inWords(reasonCode: ReasonCode, check: Check): string {
  const meaning = MEANINGS[reasonCode];
  return `${meaning === undefined ? "" : `${meaning}: `}${describeCheck(check)}`;
}

function conclusionOf({ check, ifFails }: Condition): Conclusion | null {
  if (check.outcome === "PASS") return null;
  if (check.outcome === "FAIL") return { ...ifFails, reason: inWords(ifFails.reasonCode, check) };
  // A value and a threshold that still leave it open are an interval's.
  if (check.value !== null && check.threshold !== null) {
    const reason = `an interval on both sides of the threshold: ${describeCheck(check)}`;
    return { ...CONCLUSIONS.unresolved, reason };
  }
  const reason = `no number that decides: ${describeCheck(check)}`;
  return { verdict: "INCONCLUSIVE", reasonCode: "MEASUREMENT_NOT_FINITE", reason };
}

const ROLE_WORDS = {
  claim: "of the claim",
  precondition: "of its hypotheses",
  implementation: "of the instrument",
};

/** "68 of the claim, 1 of its hypotheses, 80 of the instrument": not all of them say the same. */
function countByRole(conditions: readonly Condition[]): string {
  const roles = Object.entries(ROLE_WORDS).map(([role, words]) => {
    return { words, count: conditions.filter(({ check }) => check.role === role).length };
  });
  const present = roles.filter(({ count }) => count > 0);
  return present.map(({ words, count }) => `${count} ${words}`).join(", ");
}

/** The weightiest conclusion of all conditions; SUPPORTED only when there are some and all pass. */
export function conclude(conditions: readonly Condition[]): Conclusion {
  if (!conditions.some(({ check }) => check.role === "claim")) {
    return {
      verdict: "INVALID",
      reasonCode: "IMPLEMENTATION_CHECK_FAILED",
      reason: "no condition of the claim was checked",
    };
  }
  const failures = conditions.map(conclusionOf).filter((one) => one !== null);
  return (
    weightiest(failures) ?? {
      verdict: "SUPPORTED",
      reasonCode: "ALL_CONDITIONS_HOLD",
      reason: `all conditions hold: ${countByRole(conditions)}`,
    }
  );
}

export function weightiest(conclusions: readonly Conclusion[]): Conclusion | undefined {
  const weight = ({ verdict }: Conclusion) => VERDICT_PRECEDENCE.indexOf(verdict);
  return conclusions.toSorted((left, right) => weight(left) - weight(right))[0];
}
