import type { Environment } from "../domain/environment.ts";
import {
  sealEvidence,
  type EvidenceRecord,
  type Release,
  type RunRecord,
} from "../domain/evidence-record.ts";
import type { Budget } from "../domain/verdict.ts";
import type { ClaimDefinition, PlannedRun } from "./claim-spec.ts";
import type { SecondEngine } from "./cross-check.ts";
import { runKey } from "./execute-run.ts";
import { seedsOf, withoutControls } from "./plan.ts";

export interface Verification {
  readonly paper: string;
  readonly claim: ClaimDefinition;
  readonly budget: Budget;
  readonly environment: Environment;
  /** Why it was computed by that engine; null where none computes. */
  readonly engineReason?: string | null;
  readonly release: Release;
}

/** What a second engine has computed, if one was asked for. */
export type CrossChecked = Omit<SecondEngine, "beside">;

/** The runs in the order of the plan, whatever order they finished in. */
function inOrder(plan: readonly PlannedRun[], runs: readonly RunRecord[]): RunRecord[] {
  const byKey = new Map(runs.map((run) => [runKey(run), run]));
  return plan.map((planned) => {
    const run = byKey.get(runKey(planned));
    if (run === undefined) throw new Error(`no run of ${runKey(planned)} to decide on`);
    return run;
  });
}

/** From the runs of one verification to its evidence; the same in terminal, worker and test. */
export function assembleEvidence(
  verification: Verification,
  finished: readonly RunRecord[],
  crossChecked: CrossChecked | null = null,
): EvidenceRecord {
  const { paper, claim, budget, environment, engineReason = null, release } = verification;
  const plan = claim.plan(budget);
  const runs = inOrder(plan, finished);
  const second = crossChecked && {
    environment: crossChecked.environment,
    runs: inOrder(withoutControls(plan), crossChecked.runs),
    beside: environment.engine,
  };
  const decision = claim.decide(budget, runs, second);
  const drift = claim.drift(budget);
  return sealEvidence({
    schemaVersion: 1,
    paper,
    claim: claim.slug,
    claimDigest: claim.claimDigest,
    protocolDigest: claim.protocolDigest(budget),
    kind: claim.evidenceKind,
    budget,
    seeds: seedsOf(runs),
    runs,
    ...decision,
    checks: [...decision.checks],
    controls: [...decision.controls],
    ...(drift.length === 0 ? {} : { drift: [...drift] }),
    environment,
    ...(engineReason === null ? {} : { engineReason }),
    release,
  });
}
