import type { RunRecord } from "../domain/evidence-record.ts";
import type { Budget } from "../domain/verdict.ts";
import type { RunOutput } from "../verification/execute-run.ts";

/** What a computing process is told, once. */
export interface ComputeOrder {
  readonly claim: string;
  readonly budget: Budget;
  readonly completed: readonly RunRecord[];
  /** URL of the module that exports `papers`. */
  readonly catalogue: string;
  /** Process id of whoever forked it. */
  readonly parent: number;
}

/** What it answers: its runs one by one, then that it has finished. */
export type ChildMessage =
  | {
      readonly kind: "run";
      readonly output: RunOutput;
      readonly done: number;
      readonly total: number;
      readonly durationMs: number;
      readonly peakMemoryBytes: number;
    }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "finished" };
