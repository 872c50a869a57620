import type { Baseline } from "../domain/baseline.ts";
import { PlatformError } from "../domain/errors.ts";
import type { EvidenceRecord } from "../domain/evidence-record.ts";
import { worstTier, type ComparedClaim } from "../domain/regression.ts";

/** What is accepted, why, and on which day. */
export interface Blessing {
  readonly item: ComparedClaim;
  /** Null for a claim that is gone. */
  readonly after: EvidenceRecord | null;
  readonly reason: string;
  /** As 2026-11-26. */
  readonly date: string;
}

/** Verifying takes its time: nobody accepts what replaces a record that was never compared. */
function assertCompared({ records }: Baseline, { claim, before }: ComparedClaim): void {
  const there = records.find((record) => record.claim === claim)?.digest ?? null;
  if (there === (before?.digest ?? null)) return;
  const told = `the baseline has another record of ${claim} than the one compared: accept it again`;
  throw new PlatformError("BAD_INPUT", told);
}

/**
 * The baseline with an accepted change in it: the new record in the place of the old one, and a note of
 * what was accepted, why and when.
 *
 * @param baseline as it is now; what others accepted while this was verified stays
 * @throws PlatformError BAD_INPUT for evidence that is INVALID: a broken instrument is no baseline; and
 *   where the record of the claim is not any more the one that was compared
 */
export function bless(baseline: Baseline, { item, after, reason, date }: Blessing): Baseline {
  const { claim, tier, before } = item;
  if (after?.uncappedVerdict === "INVALID") {
    const told = `${claim} came out INVALID (${after.reason}): a broken instrument is no baseline; mend it`;
    throw new PlatformError("BAD_INPUT", told);
  }
  assertCompared(baseline, item);
  const accepted = {
    ...{ claim, tier, reason, date },
    ...{ from: before?.digest ?? null, to: after?.digest ?? null },
  };
  const others = baseline.records.filter((record) => record.claim !== claim);
  return {
    ...baseline,
    accepted: [...baseline.accepted, accepted],
    records: after === null ? others : [...others, after],
  };
}

/** Nothing to accept where nothing changed. */
export function isStable({ items }: { readonly items: readonly ComparedClaim[] }): boolean {
  return worstTier(items.map(({ tier }) => tier)) === "STABLE";
}
