import { ExperimentEntity } from "../../src/entities/experiment.entity.ts";
import { ShardEntity } from "../../src/entities/shard.entity.ts";
import { isFinished } from "../../src/domain/run-status.ts";
import type { TestDatabase } from "./database.ts";
import { until } from "./patience.ts";
import type { TestPlatform } from "./platform.ts";

/** Asks for a new computation of a claim; the experiment's id. */
export async function ask({ services }: TestPlatform, slug: string): Promise<string> {
  const options = { budget: "smoke", caller: "owner", force: true } as const;
  return (await services.verification.request(slug, options)).id;
}

export async function shardOf({ dataSource }: TestPlatform, id: string): Promise<ShardEntity> {
  return dataSource.manager.findOneByOrFail(ShardEntity, { experimentId: id });
}

/** Looks until the experiment has ended. */
export async function whenFinished(
  { dataSource }: TestPlatform,
  id: string,
): Promise<ExperimentEntity> {
  return until(async () => {
    const row = await dataSource.manager.findOneByOrFail(ExperimentEntity, { id });
    if (!isFinished(row.status)) throw new Error(`the experiment is ${row.status} still`);
    return row;
  });
}

/** As if every worker had been silent for an hour: the next look of the supervisor rescues. */
export async function silenceAll(database: Pick<TestDatabase, "query">): Promise<void> {
  await database.query(
    `UPDATE queue.job SET heartbeat_on = now() - interval '1 hour' WHERE state = 'active'`,
  );
}
