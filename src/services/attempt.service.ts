import type { DataSource } from "typeorm";
import type { Release } from "../domain/evidence-record.ts";
import type { Budget } from "../domain/verdict.ts";
import type { RunRecord } from "../domain/evidence-record.ts";
import type { Job, Queue } from "../queue/queue.ts";
import type { PaperDefinition } from "../verification/define-paper.ts";
import type { RunOutput } from "../verification/execute-run.ts";

export type VerifyJob = Job<"verify-claim">;

export interface Attempt {
  readonly job: VerifyJob;
  readonly shardId: string;
  readonly attempt: number;
  readonly claim: string;
  readonly budget: Budget;
  readonly completed: readonly RunRecord[];
}

export interface AttemptService {
  start(job: VerifyJob, owner: string): Promise<Attempt | null>;
  recordRun(attempt: Attempt, output: RunOutput, durationMs: number): Promise<boolean>;
  isHeld(attempt: Attempt): Promise<boolean>;
  commitEvidence(attempt: Attempt): Promise<"COMMITTED" | "SUPERSEDED">;
  release(attempt: Attempt): Promise<void>;
  lose(attempt: Attempt, message: string): Promise<"QUEUED" | "DEAD" | "SUPERSEDED">;
  fail(attempt: Attempt, message: string): Promise<void>;
}

export function createAttemptService(
  _dataSource: DataSource,
  _queue: Queue,
  _options: { papers: readonly PaperDefinition[]; release: Release },
): AttemptService {
  throw new Error("not here yet");
}
