import { describeRules } from "../domain/drift-rule.ts";
import { BUDGETS } from "../domain/verdict.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";

/** What a claim says of the drift of its numbers at some budgets. */
export interface DriftSection {
  readonly title: string;
  readonly lines: readonly string[];
}

const EXACT = "nothing: its numbers are exact and must be equal";

/** One section, where the rules are the same at all budgets; else one for each set of rules. */
export function driftSections(claim: Pick<ClaimDefinition, "drift">): DriftSection[] {
  const linesAt = BUDGETS.map((budget) => ({
    budget,
    lines: describeRules(claim.drift(budget)),
  }));
  const groups = [...Map.groupBy(linesAt, ({ lines }) => lines.join("\n")).values()];
  return groups.map((group) => {
    const budgets = group.map(({ budget }) => budget).join(", ");
    const title = `may drift between versions${groups.length === 1 ? "" : `, at ${budgets}`}`;
    const [{ lines } = { lines: [] }] = group;
    return { title, lines: lines.length === 0 ? [EXACT] : lines };
  });
}
