import type { Attempt } from "../services/attempt.ts";
import type { TaskContext } from "./worker.ts";

/** Why an attempt was broken off. SUPERSEDED: it was cancelled, or another worker has it. */
export type LeaseEnd = "SUPERSEDED" | "SHUTDOWN" | "TOO_LONG";

/** A hold on an attempt that is kept up by heartbeats and ends by a signal. */
export interface Lease {
  readonly signal: AbortSignal;
  readonly endedBy: () => LeaseEnd | null;
  end(why: LeaseEnd): void;
  /** From now on it ends as TOO_LONG after its time; what came before was waiting for others. */
  startClock(): void;
  /** Stops the heartbeat. */
  close(): void;
}

/** How often the shard's row is asked: a cancelled computation ends about so soon. */
const CHECK_MS = 1_000;

/** Starts the heartbeat of an attempt; a database that is away ends nothing, it is asked again. */
export function holdLease(attempt: Attempt, context: TaskContext): Lease {
  const { queue, attempts, stopping, heartbeatMs, maxDurationMs, log } = context;
  const abort = new AbortController();
  let why: LeaseEnd | null = null;
  const end = (reason: LeaseEnd) => {
    why ??= reason;
    abort.abort();
  };
  const ask = (question: () => Promise<boolean>) => {
    question().then(
      (ours) => {
        if (!ours) end("SUPERSEDED");
      },
      (error: unknown) => {
        log(`heartbeat: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
  };
  const shutdown = () => {
    end("SHUTDOWN");
  };
  const timers = [
    setInterval(() => {
      ask(() => queue.touch(attempt.job));
    }, heartbeatMs),
    setInterval(() => {
      ask(() => attempts.isHeld(attempt));
    }, CHECK_MS),
  ];
  let limit: NodeJS.Timeout | undefined;
  if (stopping.aborted) shutdown();
  else stopping.addEventListener("abort", shutdown, { once: true });
  return {
    signal: abort.signal,
    endedBy: () => why,
    end,
    startClock() {
      limit ??= setTimeout(() => {
        end("TOO_LONG");
      }, maxDurationMs);
    },
    close() {
      timers.forEach(clearInterval);
      clearTimeout(limit);
      stopping.removeEventListener("abort", shutdown);
    },
  };
}
