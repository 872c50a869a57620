import type { ShardEntity } from "../entities/shard.entity.ts";

/**
 * What decides whether an attempt may still write. A worker that was silent for too long finds that
 * another has been given its shard: the attempt that it holds is then no longer the shard's.
 */
export interface Fence {
  /** Asked under the shard's row lock. */
  isCurrent(shard: Pick<ShardEntity, "status" | "attempt">, attempt: number): boolean;
  /** Asked about the queue's own word, before COMMIT: was the job still this holder's? */
  isSettled(settled: boolean): boolean;
}

export const attemptFence: Fence = {
  isCurrent: (shard, attempt) => shard.status === "RUNNING" && shard.attempt === attempt,
  isSettled: (settled) => settled,
};
