/**
 * Two sets of evidence, claim by claim: what held and does not hold any more, and which numbers
 * drifted beyond what their claim allows.
 *
 * @source    intervals at level 1 - 0.02 / m each, m of them in the whole comparison: Bonferroni
 * @precision exact numbers as fractions; intervals as statistics/ states
 */
import type { EvidenceRecord } from "../../domain/evidence-record.ts";
import { FALSE_ALARM_RATE, type ComparedClaim, type Comparison } from "../../domain/regression.ts";
import { BUDGETS } from "../../domain/verdict.ts";
import { byTier, comparedClaim, prepare } from "./compare-claim.ts";
import { gateOf } from "./gate.ts";
import { pairUp } from "./pair-up.ts";

/** By code units, so that the order is the same in every language. */
function byText(one: string, other: string): number {
  return Number(one > other) - Number(one < other);
}

function worstFirst(one: ComparedClaim, other: ComparedClaim): number {
  return (
    byTier(one, other) ||
    byText(one.paper, other.paper) ||
    byText(one.claim, other.claim) ||
    BUDGETS.indexOf(one.budget) - BUDGETS.indexOf(other.budget)
  );
}

/**
 * Pure, and the same whatever order the records come in.
 *
 * @throws PlatformError BAD_INPUT for two records of one claim and budget in one set,
 *         DIGEST_MISMATCH for records whose rules of drift do not belong to their digest
 */
export function compareEvidence(
  baseline: readonly EvidenceRecord[],
  candidate: readonly EvidenceRecord[],
): Comparison {
  const prepared = pairUp(baseline, candidate).map((pair) => ({ pair, ...prepare(pair) }));
  const intervals = prepared.reduce((sum, one) => sum + one.intervals, 0);
  const level = 1 - FALSE_ALARM_RATE / Math.max(1, intervals);
  const items = prepared.map(({ pair, at }) => comparedClaim(pair, at(level)));
  return { ...gateOf(items), items: items.toSorted(worstFirst), intervals, level };
}
