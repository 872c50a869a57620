import type { EngineName } from "../domain/engine-name.ts";
import type { Environment } from "../domain/environment.ts";
import type { RunRecord } from "../domain/evidence-record.ts";
import type { Budget } from "../domain/verdict.ts";
import type { Job } from "../queue/queue.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";
import type { RunOutput } from "../verification/execute-run.ts";

/** One worker's hold on a shard, from its start until it commits, gives up or is superseded. */
export interface Attempt {
  readonly job: Job;
  readonly shardId: string;
  readonly experimentId: string;
  /** The fence's number. */
  readonly attempt: number;
  readonly claim: string;
  readonly budget: Budget;
  /** What the experiment asks to be computed with; null where no engine is needed. */
  readonly engine: EngineName | null;
  /** Why that engine; null where none is needed. */
  readonly engineReason: string | null;
  /** What the protocol's own runs are computed with once more; null: nothing. */
  readonly crossCheck: EngineName | null;
  /** Whether it is about those runs: see `onSecondEngine`. */
  readonly isSecond: boolean;
  /** Must be here before the first run. */
  readonly data: ClaimDefinition["data"];
}

/** The same hold, for the runs on the second engine; null where none was asked for. */
export function onSecondEngine(attempt: Attempt): Attempt | null {
  const { crossCheck } = attempt;
  return crossCheck === null ? null : { ...attempt, engine: crossCheck, isSecond: true };
}

export type CommitOutcome = "COMMITTED" | "FAILED" | "SUPERSEDED";

/** The worker's side of a verification. What each method writes is one transaction under the shard's lock. */
export interface AttemptService {
  /**
   * Raises the fence and takes the shard. Null when there is nothing to compute: it is finished,
   * cancelled, parked, or was asked under another release; the job is then settled.
   */
  start(job: Job, owner: string): Promise<Attempt | null>;
  /**
   * Says in what the attempt computes, before its first run. Answers with the runs of earlier
   * attempts, which are not computed again; those that were made in another environment are dropped
   * instead. Both for the attempt's engine alone. Null when the attempt no longer holds the shard.
   */
  resume(attempt: Attempt, environment: Environment): Promise<readonly RunRecord[] | null>;
  /** Keeps a finished run; false when the attempt no longer holds the shard. Idempotent. */
  recordRun(attempt: Attempt, output: RunOutput, durationMs: number): Promise<boolean>;
  /** Whether the shard is still this attempt's: not cancelled, not handed to another worker. */
  isHeld(attempt: Attempt): Promise<boolean>;
  /**
   * Verdict and evidence, exactly once; checked and drawn before the transaction opens. FAILED: the claim's own check threw, which no retry mends.
   * Repeating it after a lost connection answers with what happened.
   */
  commitEvidence(attempt: Attempt): Promise<CommitOutcome>;
  /** Gives the shard back on shutdown; counts as no loss. */
  release(attempt: Attempt): Promise<void>;
  /**
   * The attempt ended without an answer: back to the queue, or parked as DEAD at the third; at once
   * where trying again would end in the same way.
   */
  lose(
    attempt: Attempt,
    message: string,
    options?: { readonly isHopeless?: boolean },
  ): Promise<"QUEUED" | "DEAD" | "SUPERSEDED">;
  /**
   * What a worker held that is known to be dead is handed on at once; each shard counts as a loss.
   * Answers how many there were. Were it alive after all, its fence would keep it from writing.
   *
   * @param how how it ended, for the message: a signal or an exit code
   */
  abandon(owner: string, how: string): Promise<number>;
}
