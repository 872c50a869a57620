import type { RunRecord } from "../../src/domain/evidence-record.ts";
import type { PlannedRun } from "../../src/verification/claim-spec.ts";
import { executeRun } from "../../src/verification/execute-run.ts";

/** Computes every run of a plan, one after the other. */
export async function runPlan(plan: readonly PlannedRun[]): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (const planned of plan) records.push((await executeRun(planned)).record);
  return records;
}
