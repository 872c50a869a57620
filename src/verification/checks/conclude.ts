import type { Check } from "../../domain/evidence-record.ts";
import { VERDICT_PRECEDENCE, type ReasonCode, type Verdict } from "../../domain/verdict.ts";
import type { Condition } from "./condition.ts";

export interface Conclusion {
  readonly verdict: Verdict;
  readonly reasonCode: ReasonCode;
  readonly reason: string;
}

const RELATION_WORDS = { equal: "exactly", atMost: "at most", atLeast: "at least" };

/** "width 4: rank 16, required at least 256", or without the name where it is the quantity's. */
export function describeCheck(check: Check): string {
  const measured = check.exact ?? check.value ?? "no finite number";
  const threshold = check.thresholdExact ?? check.threshold ?? "no finite number";
  const name = check.name === check.quantity ? "" : `${check.name}: `;
  return `${name}${check.quantity} ${measured}, required ${RELATION_WORDS[check.relation]} ${threshold}`;
}

function conclusionOf({ check, ifFails }: Condition): Conclusion | null {
  if (check.outcome === "PASS") return null;
  const reason = describeCheck(check);
  if (check.outcome === "FAIL") return { ...ifFails, reason };
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
