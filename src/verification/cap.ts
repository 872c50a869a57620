import type { Budget, EvidenceKind, Verdict } from "../domain/verdict.ts";
import type { Conclusion } from "./checks/conclude.ts";

const CONCLUSIVE: readonly Verdict[] = ["SUPPORTED", "NOT_SUPPORTED", "REFUTED"];

/** A statistical claim at smoke never gets past INCONCLUSIVE; an exact one is exact at any budget. */
export function capAtBudget(
  kind: EvidenceKind,
  budget: Budget,
  conclusion: Conclusion,
): Conclusion {
  const capped = kind === "STATISTICAL" && budget === "smoke";
  if (!capped || !CONCLUSIVE.includes(conclusion.verdict)) return conclusion;
  const reason = `at smoke no statistical claim is decided; by these few runs it would be ${conclusion.verdict} (${conclusion.reason})`;
  return { verdict: "INCONCLUSIVE", reasonCode: "NOT_TESTABLE_AT_BUDGET", reason };
}
