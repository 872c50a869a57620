import { BUDGETS, type Budget, type ReasonCode } from "../domain/verdict.ts";
import type { AnyClaimSpec } from "./claim-spec.ts";
import { planRuns, seedsOf, withoutControls } from "./plan.ts";

/** Where more of the same could still decide: means of more seeds lie closer. */
const OPEN: readonly ReasonCode[] = ["UNDERPOWERED", "UNRESOLVED", "NOT_TESTABLE_AT_BUDGET"];
/** Of single instances the one that did not decide is computed again; only where some lack do more help. */
const LACKS_INSTANCES: readonly ReasonCode[] = ["UNDERPOWERED"];

function sizeOf(spec: AnyClaimSpec, budget: Budget) {
  const runs = withoutControls(planRuns(spec, budget));
  return { seeds: seedsOf(runs).length, runs: runs.length };
}

/** "budget quick has 10 seeds in place of 3": the first that computes more; null where none does. */
function largerBudget(spec: AnyClaimSpec, budget: Budget): string | null {
  const here = sizeOf(spec, budget);
  for (const larger of BUDGETS.slice(BUDGETS.indexOf(budget) + 1)) {
    const there = sizeOf(spec, larger);
    for (const unit of ["seeds", "runs"] as const) {
      const [now, then] = [here[unit], there[unit]];
      if (then > now) return `budget ${larger} has ${then} ${unit} in place of ${now}`;
    }
  }
  return null;
}

/** The reason of what is still open, with the budget that computes more. */
export function withLargerBudget(
  spec: AnyClaimSpec,
  budget: Budget,
  { reasonCode, reason }: { readonly reasonCode: ReasonCode; readonly reason: string },
): string {
  const open = spec.evidenceKind === "STATISTICAL" ? OPEN : LACKS_INSTANCES;
  const larger = open.includes(reasonCode) ? largerBudget(spec, budget) : null;
  return larger === null ? reason : `${reason}; ${larger}`;
}
