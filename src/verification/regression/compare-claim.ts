/** One claim at one budget, before and after: from its parts to its tier. */
import { canonicalJson } from "../../domain/canonical.ts";
import { describeEnvironment } from "../../domain/environment.ts";
import type { EvidenceRecord } from "../../domain/evidence-record.ts";
import {
  TIERS,
  worstTier,
  type ComparedClaim,
  type EvidenceSummary,
  type Tier,
} from "../../domain/regression.ts";
import { changeOf, hasOtherCheck, isSameResult } from "./change-of.ts";
import type { TwoRecords } from "./pair-up.ts";
import { quantitiesOf } from "./quantities.ts";
import { tierOfVerdicts } from "./tier-of-verdicts.ts";
import { count, fewOf } from "./words.ts";

type Found = Pick<ComparedClaim, "tier" | "reason" | "quantities" | "equalQuantities">;

/** A claim up to the level of its intervals, which depends on how many there are of all claims. */
export interface Prepared {
  /** How many of the intervals that decide are its own. */
  readonly intervals: number;
  at(level: number): Found;
}

const MOST_REASONS = 2;

/** Decided without looking at a number. */
function settled(tier: Tier, reason: string): Prepared {
  return { intervals: 0, at: () => ({ tier, reason, quantities: [], equalQuantities: 0 }) };
}

export function byTier(one: { readonly tier: Tier }, other: { readonly tier: Tier }): number {
  return TIERS.indexOf(one.tier) - TIERS.indexOf(other.tier);
}

function verdictWords(before: EvidenceRecord, after: EvidenceRecord): string {
  const [was, is] = [before.uncappedVerdict, after.uncappedVerdict];
  return was === is ? `the verdict is still ${is}` : `the verdict was ${was} and is ${is}`;
}

/** Its drifts are shown and decide nothing: they take no share of the false alarms. */
function changed(before: EvidenceRecord, after: EvidenceRecord, change: string): Prepared {
  const { equal, at } = quantitiesOf(before, after);
  const reason = `${change}; ${verdictWords(before, after)}`;
  return {
    intervals: 0,
    at: (level) => ({
      ...{ tier: "CHANGED", reason },
      ...{ quantities: at(level).toSorted(byTier), equalQuantities: equal },
    }),
  };
}

/** Controls whose runs are others: said, but nothing that a statistical claim is held to. */
function controlsThatDiffer(before: EvidenceRecord, after: EvidenceRecord): string[] {
  const runsIn = ({ runs }: EvidenceRecord, name: string) =>
    canonicalJson(runs.filter(({ control }) => control === name));
  return before.controls
    .map(({ name }) => name)
    .filter((name) => runsIn(before, name) !== runsIn(after, name));
}

/** "the verdict is still SUPPORTED, 3 drifts within the margin, 12 numbers equal" */
function stableWords(
  verdict: string,
  { within, equal, controls }: { within: number; equal: number; controls: readonly string[] },
): string {
  const numbers = [
    ...(within === 0 ? [] : [`${count(within, "drift")} within the margin`]),
    ...(equal === 0 ? [] : [`${count(equal, "number")} equal`]),
    ...(controls.length === 0 ? [] : [`${count(controls.length, "control")} with other numbers`]),
  ];
  return [verdict, ...numbers].join(", ");
}

/** The same verdict and not one number beside it: that is no reason to call a claim stable. */
const NOTHING_COMPARED = [
  { tier: "INSUFFICIENT_DATA", reason: "not one number of it was compared" },
] as const;

/** Digests differ and the runs do not: the check says something else of the same numbers. */
const OTHER_CHECK = {
  tier: "CHANGED",
  reason: "its check finds something else in the same runs",
} as const;

function compared(before: EvidenceRecord, after: EvidenceRecord): Prepared {
  const { intervals, equal, at } = quantitiesOf(before, after);
  const ofVerdict = {
    tier: tierOfVerdicts(before.uncappedVerdict, after.uncappedVerdict),
    reason: verdictWords(before, after),
  };
  // The numbers of a broken instrument are shown; they are nothing to be held to.
  const decides = before.uncappedVerdict !== "INVALID";
  return {
    intervals: decides ? intervals : 0,
    at(level) {
      const quantities = at(level).toSorted(byTier);
      const nothing = quantities.length + equal === 0 ? NOTHING_COMPARED : [];
      const ofCheck = hasOtherCheck(before, after) ? [OTHER_CHECK] : [];
      const parts = [ofVerdict, ...ofCheck, ...(decides ? [...nothing, ...quantities] : [])];
      const tier = worstTier(parts.map((part) => part.tier));
      const worst = parts.filter((part) => part.tier === tier).map(({ reason }) => reason);
      const reason =
        tier === "STABLE"
          ? stableWords(ofVerdict.reason, {
              ...{ within: quantities.length, equal },
              controls: controlsThatDiffer(before, after),
            })
          : fewOf(worst, MOST_REASONS);
      return { tier, reason, quantities, equalQuantities: equal };
    },
  };
}

export function prepare({ before, after }: TwoRecords): Prepared {
  if (before === null) return settled("NEW", "the baseline has no evidence of it");
  if (after === null) return settled("GONE", "the candidate has no evidence of it");
  const change = changeOf(before, after);
  if (change !== null) return changed(before, after, change);
  if (before.resultDigest === after.resultDigest) {
    return settled("STABLE", "the results are the same to the last bit");
  }
  if (isSameResult(before, after)) {
    return settled("STABLE", "the results are the same to the last bit, in other words");
  }
  return compared(before, after);
}

function summaryOf(record: EvidenceRecord | null): EvidenceSummary | null {
  if (record === null) return null;
  const { digest, claimDigest, protocolDigest, resultDigest } = record;
  const { verdict, uncappedVerdict, reason, environment, release } = record;
  const digests = { digest, claimDigest, protocolDigest, resultDigest };
  return {
    ...digests,
    verdict,
    uncappedVerdict,
    reason,
    environment: describeEnvironment(environment),
    release,
  };
}

export function comparedClaim({ before, after }: TwoRecords, found: Found): ComparedClaim {
  const { paper, claim, budget } = { ...before, ...after } as EvidenceRecord;
  const summaries = { before: summaryOf(before), after: summaryOf(after) };
  return { paper, claim, budget, ...found, ...summaries };
}
