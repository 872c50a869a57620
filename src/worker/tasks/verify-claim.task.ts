import { PlatformError } from "../../domain/errors.ts";
import { onSecondEngine, type Attempt, type CommitOutcome } from "../../services/attempt.ts";
import { computeRuns } from "../compute-process.ts";
import { holdLease, type Lease } from "../lease.ts";
import type { Task, TaskContext } from "../worker.ts";

/** Computes what is missing on one engine and hands each run to the service. */
async function compute(attempt: Attempt, lease: Lease, context: TaskContext): Promise<void> {
  const { claim, budget, engine, isSecond, data } = attempt;
  const { attempts, computing, untilDatabase } = context;
  await computeRuns(
    { claim, budget, engine, isSecond, data, ...computing },
    {
      signal: lease.signal,
      ...computing,
      async resume(environment) {
        lease.startClock();
        const kept = await untilDatabase(() => attempts.resume(attempt, environment));
        if (kept === null) lease.end("SUPERSEDED");
        return kept ?? [];
      },
      async onRun(output, { durationMs }) {
        const kept = await untilDatabase(() => attempts.recordRun(attempt, output, durationMs));
        if (!kept) lease.end("SUPERSEDED");
      },
    },
  );
}

/** An attempt that did not get to its end: whose fault it was decides what becomes of the job. */
async function giveUp(
  attempt: Attempt,
  lease: Lease,
  { attempts, untilDatabase, maxDurationMs, log, reached }: TaskContext,
  error: unknown,
): Promise<void> {
  const name = `${attempt.claim} at ${attempt.budget}, attempt ${attempt.attempt}`;
  if (lease.endedBy() === "SUPERSEDED") {
    log(`${name}: cancelled, or given to another worker`);
    return;
  }
  if (lease.endedBy() === "SHUTDOWN") {
    await reached("shutting-down");
    await untilDatabase(() => attempts.release(attempt));
    log(`${name}: given back`);
    return;
  }
  const words = error instanceof Error ? error.message : String(error);
  const tooLong = `it took longer than ${Math.round(maxDurationMs / 1_000)} s and was ended`;
  const message = lease.endedBy() === "TOO_LONG" ? tooLong : words;
  // Data that are not here stay away until a person gets them.
  const isHopeless = error instanceof PlatformError && error.code === "DATA_MISSING";
  const next = await untilDatabase(() => attempts.lose(attempt, message, { isHopeless }));
  log(`${name}: lost (${message}); now ${next}`);
}

const OUTCOME_WORDS: Record<CommitOutcome, string> = {
  COMMITTED: "evidence stored",
  FAILED: "no verdict, see the experiment's message",
  SUPERSEDED: "given to another worker, nothing stored",
};

/** One shard from its job to its evidence. Run twice, it counts once: each step is fenced. */
export const verifyClaimTask: Task<"verify-claim"> = {
  name: "verify-claim",
  async handle(job, context) {
    const { attempts, owner, untilDatabase, log } = context;
    const attempt = await untilDatabase(() => attempts.start(job, owner));
    if (attempt === null) return;
    const lease = holdLease(attempt, context);
    try {
      await compute(attempt, lease, context);
      const second = onSecondEngine(attempt);
      if (second !== null) await compute(second, lease, context);
      const outcome = await untilDatabase(() => attempts.commitEvidence(attempt));
      log(`${attempt.claim} at ${attempt.budget}: ${OUTCOME_WORDS[outcome]}`);
    } catch (error) {
      await giveUp(attempt, lease, context, error);
    } finally {
      lease.close();
    }
  },
};
