import { setTimeout as sleep } from "node:timers/promises";
import type { Job, Queue, TaskName } from "../queue/queue.ts";
import type { AttemptService } from "../services/attempt.ts";
import type { Reached } from "../services/crash-point.ts";
import { isContention, isDatabaseGone } from "../services/database-gone.ts";
import type { ComputeFolders, VerifyingCode } from "./child-protocol.ts";
import type { FetchOptions } from "./fetch-options.ts";
import type { Slots } from "./slots.ts";
import type { Staff } from "./staff.ts";
import { verifyClaimTask } from "./tasks/verify-claim.task.ts";

/** How computing processes are started; what is absent is as `computeRuns` has it. */
export interface Computing {
  /** A module that exports `papers`. */
  readonly catalogue?: URL;
  /** The code under whose release evidence is made; others' computing processes are refused. */
  readonly code?: VerifyingCode;
  readonly folders?: ComputeFolders;
  readonly slots?: Slots;
  readonly turns?: Slots;
  readonly staff?: Staff;
  readonly fetching?: Omit<FetchOptions, "signal">;
}

export interface WorkerOptions {
  readonly queue: Queue;
  readonly attempts: AttemptService;
  /** Names this worker in a shard's lease; no two living workers share it. */
  readonly owner: string;
  readonly log: (line: string) => void;
  /** Jobs at a time. */
  readonly concurrency: number;
  readonly computing?: Computing;
  readonly maxDurationMs?: number;
  readonly heartbeatMs?: number;
  readonly reached?: Reached;
}

/** What a task is given: the worker's parts, and the signal that it must give its job back. */
export interface TaskContext {
  readonly attempts: AttemptService;
  readonly queue: Queue;
  readonly owner: string;
  readonly log: (line: string) => void;
  readonly computing: Computing;
  readonly maxDurationMs: number;
  readonly heartbeatMs: number;
  readonly stopping: AbortSignal;
  readonly reached: Reached;
  /** Repeats a piece of database work while the database is away or a row is held. */
  untilDatabase<T>(work: () => Promise<T>): Promise<T>;
}

export interface Task<Name extends TaskName> {
  readonly name: Name;
  handle(job: Job<Name>, context: TaskContext): Promise<void>;
}

export interface RunningWorker {
  /** Settles when the worker has stopped. */
  readonly finished: Promise<void>;
  /** Takes no more jobs and gives back what is in work; settles when that is done. Idempotent. */
  stop(): Promise<void>;
}

const MAX_DURATION_MS = 3_600_000;
const HEARTBEAT_MS = 5_000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
/** While stopping, a database that is away is waited for no longer than this. */
const STOPPING_WAIT_MS = 5_000;

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Waits 0.1 s to 5 s between trials, for as long as the worker is not stopping. */
function databaseWaiter(log: (line: string) => void, stopping: AbortSignal) {
  return async function untilDatabase<T>(work: () => Promise<T>): Promise<T> {
    let stoppedAt: number | null = null;
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      try {
        return await work();
      } catch (error) {
        if (!isDatabaseGone(error) && !isContention(error)) throw error;
        if (stopping.aborted) stoppedAt ??= performance.now();
        if (stoppedAt !== null && performance.now() - stoppedAt > STOPPING_WAIT_MS) throw error;
        if (waitMs === FIRST_WAIT_MS) log(`waiting for the database: ${describe(error)}`);
        await sleep(stopping.aborted ? FIRST_WAIT_MS : waitMs);
      }
    }
  };
}

/** Takes jobs until it is stopped; computing happens in child processes. */
export function startWorker(options: WorkerOptions): RunningWorker {
  const { queue, attempts, owner, log, concurrency, computing = {} } = options;
  const stop = new AbortController();
  const context: TaskContext = {
    ...{ queue, attempts, owner, log, computing },
    maxDurationMs: options.maxDurationMs ?? MAX_DURATION_MS,
    heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
    stopping: stop.signal,
    reached: options.reached ?? (() => undefined),
    untilDatabase: databaseWaiter(log, stop.signal),
  };

  async function takeJobs(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        const task = verifyClaimTask;
        const job = await context.untilDatabase(() => queue.take(task.name, stop.signal));
        if (job === null) continue;
        await context.reached("job-taken");
        await task.handle(job, context);
      } catch (error) {
        // One job's trouble is not the worker's: the queue hands it out again.
        log(`job ended with an error: ${describe(error)}`);
        await sleep(FIRST_WAIT_MS);
      }
    }
  }

  const finished = Promise.all(Array.from({ length: concurrency }, takeJobs)).then(() => undefined);
  return {
    finished,
    stop() {
      stop.abort();
      return finished;
    },
  };
}
