import type { RunRecord } from "../../src/domain/evidence-record.ts";
import type { PlannedRun } from "../../src/verification/claim-spec.ts";
import { executeRun } from "../../src/verification/execute-run.ts";
import type { RunTools } from "../../src/verification/run-tools.ts";

/** Computes every run of a plan, one after the other. */
export async function runPlan(plan: readonly PlannedRun[], tools?: RunTools): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (const planned of plan) records.push((await executeRun(planned, tools)).record);
  return records;
}
