/** Which seeds the sets of the small claims have, and how runs on them become evidence. */
import type { Environment } from "../../../src/domain/environment.ts";
import type { EvidenceRecord, Release, RunRecord } from "../../../src/domain/evidence-record.ts";
import { assembleEvidence } from "../../../src/verification/assemble-evidence.ts";
import type { ClaimDefinition } from "../../../src/verification/claim-spec.ts";

export const SEEDS = 20;
const FIRST_SEED = 10_000;

/** No two sets share a seed. */
export function seedsOfSet(set: number): number[] {
  return Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + SEEDS * set + index);
}

export function evidenceOf(
  claim: ClaimDefinition,
  { environment, release }: { environment: Environment; release: Release },
  runs: readonly RunRecord[],
): EvidenceRecord {
  const words = { paper: "small", budget: "standard" } as const;
  return assembleEvidence({ ...words, claim, environment, release }, runs);
}
