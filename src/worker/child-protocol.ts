import type { ErrorCode } from "../domain/errors.ts";
import type { Release, RunRecord } from "../domain/evidence-record.ts";
import type { Budget } from "../domain/verdict.ts";
import type { RunOutput } from "../verification/execute-run.ts";

/** Code whose numbers are wanted. */
export interface VerifyingCode {
  /** Folder of the project. */
  readonly root: string;
  readonly release: Release;
}

/** What a computing process is told, once. */
export interface ComputeOrder {
  readonly claim: string;
  readonly budget: Budget;
  readonly completed: readonly RunRecord[];
  /** URL of the module that exports `papers`. */
  readonly catalogue: string;
  /** Null: any; for tests with a catalogue of their own. */
  readonly code: VerifyingCode | null;
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
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: "finished" };
