import { z } from "zod";

/** Every background task with the schema of its payload. */
export const taskPayloads = {
  "verify-claim": z.strictObject({ shardId: z.uuid() }),
} as const;
export type TaskName = keyof typeof taskPayloads;
export type TaskPayload<Name extends TaskName> = z.infer<(typeof taskPayloads)[Name]>;

/** One handing-out of a job. `delivery` counts them, so that a stale holder can be told apart. */
export interface Job<Name extends TaskName = TaskName> {
  readonly task: Name;
  readonly id: string;
  readonly delivery: number;
  readonly payload: TaskPayload<Name>;
}

/** A transaction that is open on the database which holds the queue's tables too. */
export interface QueueTransaction {
  query(text: string, values: readonly unknown[]): Promise<Record<string, unknown>[]>;
}

export interface QueueStats {
  readonly waiting: number;
  readonly active: number;
}

/**
 * Jobs, each handed to one worker at a time and again if that worker falls silent. At least once:
 * who must not act twice needs a fence of its own (services/attempts).
 */
export interface Queue {
  /** Adds a job in the caller's transaction: both happen or neither. The id makes it unique. */
  enqueue<Name extends TaskName>(
    task: Name,
    payload: TaskPayload<Name>,
    options: { id: string; transaction: QueueTransaction },
  ): Promise<void>;
  /** Waits for a job; null once the signal aborts. */
  take<Name extends TaskName>(task: Name, signal: AbortSignal): Promise<Job<Name> | null>;
  /** The heartbeat of a job in work; false when it is no longer this holder's. */
  touch(job: Job): Promise<boolean>;
  /** Ends a job in the caller's transaction; false when it is no longer this holder's. */
  settle(job: Job, transaction: QueueTransaction): Promise<boolean>;
  /**
   * Gives a job back, to be handed out after that many seconds and then before those that wait;
   * false when it is no longer ours.
   */
  release(
    job: Job,
    options: { transaction: QueueTransaction; delaySeconds: number },
  ): Promise<boolean>;
  /** The job of that id as whoever has it in work holds it; null when nobody has. */
  findInWork<Name extends TaskName>(
    task: Name,
    id: string,
    transaction: QueueTransaction,
  ): Promise<Job<Name> | null>;
  /** Takes jobs out of the queue, waiting or in work, in the caller's transaction. */
  cancel(task: TaskName, ids: readonly string[], transaction: QueueTransaction): Promise<void>;
  stats(task: TaskName): Promise<QueueStats>;
}
