import { EXACT_ENVIRONMENT } from "../../src/domain/environment.ts";
import type { EvidenceRecord } from "../../src/domain/evidence-record.ts";
import { assembleEvidence } from "../../src/verification/assemble-evidence.ts";
import { defineClaim } from "../../src/verification/index.ts";
import { runPlan } from "./run-plan.ts";
import { scratchClaim, type ScratchSpec } from "./scratch-claim.ts";

const digest = "0".repeat(64);
const release = { version: "0.0.0", sourceDigest: digest, dependencyDigest: digest };

/** Real evidence of a small claim, at smoke. */
export async function sampleEvidence(
  paper: string,
  slug: string,
  changes: Partial<ScratchSpec> = {},
): Promise<EvidenceRecord> {
  const claim = defineClaim(scratchClaim({ slug, ...changes }));
  const verification = { paper, claim, budget: "smoke" as const, release };
  const runs = await runPlan(claim.plan("smoke"));
  return assembleEvidence({ ...verification, environment: EXACT_ENVIRONMENT }, runs);
}
