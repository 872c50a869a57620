import type { EntityManager } from "typeorm";
import { ShardEntity } from "../entities/shard.entity.ts";
import type { Job, Queue } from "../queue/queue.ts";
import { lockShard, moveBoth } from "./shard-row.ts";
import { LOSSES_MAX } from "./start-attempt.ts";
import { toQueueTransaction } from "./transaction.ts";

/** Counts a loss under the shard's lock: it waits again, or it is parked at the last one of `most`. */
export async function countLoss(
  manager: EntityManager,
  shard: ShardEntity,
  message: string,
  most = LOSSES_MAX,
): Promise<"QUEUED" | "DEAD"> {
  const losses = shard.losses + 1;
  await manager.update(ShardEntity, shard.id, { losses });
  const status = losses >= most ? "DEAD" : "QUEUED";
  await moveBoth(manager, shard, status, message);
  return status;
}

/** The shards that an owner holds; whoever changes one has to look again under its lock. */
export async function findHeldBy(manager: EntityManager, owner: string): Promise<string[]> {
  const rows = await manager.findBy(ShardEntity, { leaseOwner: owner, status: "RUNNING" });
  return rows.map(({ id }) => id);
}

/**
 * Takes a shard from a worker that is known to be dead and has its job handed out again at once,
 * without waiting for its silence. False when the shard is not that worker's any more.
 */
export async function takeFromDead(
  manager: EntityManager,
  queue: Queue,
  shardId: string,
  { owner, how }: { owner: string; how: string },
): Promise<boolean> {
  const shard = await lockShard(manager, shardId);
  if (shard?.status !== "RUNNING" || shard.leaseOwner !== owner) return false;
  const message = `worker ${owner} ended (${how}) in attempt ${shard.attempt}`;
  const status = await countLoss(manager, shard, message);
  const transaction = toQueueTransaction(manager);
  const job = await queue.findInWork("verify-claim", shardId, transaction);
  // None: the queue has missed the worker already and hands the job out by itself.
  if (job !== null) await endOrHandOn(queue, job, { status, transaction });
  return true;
}

/** Should the job be another's by now, that one's own fence (delivery, attempt) tells it so. */
async function endOrHandOn(
  queue: Queue,
  job: Job,
  { status, transaction }: { status: string; transaction: ReturnType<typeof toQueueTransaction> },
): Promise<void> {
  if (status === "DEAD") await queue.settle(job, transaction);
  else await queue.release(job, { transaction, delaySeconds: 0 });
}
