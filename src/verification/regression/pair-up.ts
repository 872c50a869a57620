/** Which record is compared with which: one unit is one claim at one budget. */
import { canonicalJson } from "../../domain/canonical.ts";
import { rulesAlone } from "../../domain/drift-rule.ts";
import { PlatformError } from "../../domain/errors.ts";
import type { EvidenceRecord } from "../../domain/evidence-record.ts";

type Side = "baseline" | "candidate";

/** At least one of them is a record. */
export interface TwoRecords {
  readonly before: EvidenceRecord | null;
  readonly after: EvidenceRecord | null;
}

function byUnit(records: readonly EvidenceRecord[], side: Side): Map<string, EvidenceRecord> {
  const units = new Map<string, EvidenceRecord>();
  for (const record of records) {
    const { paper, claim, budget } = record;
    const unit = JSON.stringify([paper, claim, budget]);
    if (units.has(unit)) {
      const message = `The ${side} has two records of claim ${claim} (${paper}) at budget ${budget}: leave one.`;
      throw new PlatformError("BAD_INPUT", message);
    }
    units.set(unit, record);
  }
  return units;
}

/** The rules of drift and the kind of evidence are part of the protocol's digest. */
function refuseEdited(before: EvidenceRecord, after: EvidenceRecord): void {
  const ruledBy = ({ kind, drift = [] }: EvidenceRecord) =>
    canonicalJson({ kind, drift: rulesAlone(drift) });
  if (before.protocolDigest !== after.protocolDigest || ruledBy(before) === ruledBy(after)) return;
  const message =
    `The records of claim ${before.claim} (${before.paper}) have one protocolDigest and different ` +
    "rules of drift: one of them was edited. Make it again, or take it from where it was made.";
  throw new PlatformError("DIGEST_MISMATCH", message);
}

/**
 * @throws PlatformError BAD_INPUT for two records of one unit in one set, DIGEST_MISMATCH for rules
 *         that do not belong to their digest
 */
export function pairUp(
  baseline: readonly EvidenceRecord[],
  candidate: readonly EvidenceRecord[],
): TwoRecords[] {
  const [before, after] = [byUnit(baseline, "baseline"), byUnit(candidate, "candidate")];
  const units = [...new Set([...before.keys(), ...after.keys()])];
  return units.map((unit) => {
    const pair = { before: before.get(unit) ?? null, after: after.get(unit) ?? null };
    if (pair.before !== null && pair.after !== null) refuseEdited(pair.before, pair.after);
    return pair;
  });
}
