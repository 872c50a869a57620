import type { EntityManager } from "typeorm";
import { isFinished, type ExperimentStatus } from "../domain/run-status.ts";
import { ExperimentEntity } from "../entities/experiment.entity.ts";
import { ShardEntity } from "../entities/shard.entity.ts";

/** Whoever changes a shard holds its lock; the experiment's is taken after it, never before. */
export async function lockShard(manager: EntityManager, id: string): Promise<ShardEntity | null> {
  return manager
    .createQueryBuilder(ShardEntity, "shard")
    .setLock("pessimistic_write")
    .where({ id })
    .getOne();
}

export async function lockShardsOf(
  manager: EntityManager,
  experimentId: string,
): Promise<ShardEntity[]> {
  return manager
    .createQueryBuilder(ShardEntity, "shard")
    .setLock("pessimistic_write")
    .where({ experimentId })
    .orderBy("shard.ordinal")
    .getMany();
}

export async function lockExperiment(
  manager: EntityManager,
  id: string,
): Promise<ExperimentEntity | null> {
  return manager
    .createQueryBuilder(ExperimentEntity, "experiment")
    .setLock("pessimistic_write")
    .where({ id })
    .getOne();
}

/** Moves a shard and its experiment together; one shard an experiment for now. */
export async function moveBoth(
  manager: EntityManager,
  shard: Pick<ShardEntity, "id" | "experimentId">,
  status: ExperimentStatus,
  message: string | null,
): Promise<void> {
  await manager.update(ShardEntity, shard.id, { status, message, leaseOwner: null });
  const finished = isFinished(status) ? { finishedAt: () => "now()" } : {};
  await manager.update(ExperimentEntity, shard.experimentId, { status, message, ...finished });
}
