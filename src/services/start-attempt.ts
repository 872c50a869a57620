import { In, type EntityManager } from "typeorm";
import { ENGINE_NAMES } from "../domain/engine-name.ts";
import { isFinished, type ExperimentStatus } from "../domain/run-status.ts";
import { ClaimEntity } from "../entities/claim.entity.ts";
import { ExperimentEntity } from "../entities/experiment.entity.ts";
import { ReleaseEntity } from "../entities/release.entity.ts";
import { ShardEntity } from "../entities/shard.entity.ts";
import type { Job } from "../queue/queue.ts";
import type { Attempt } from "./attempt.ts";
import { describeRelease } from "./release-row.ts";
import { lockExperiment } from "./shard-row.ts";

/** A shard whose attempts were lost this often is parked: it kills its workers. */
export const LOSSES_MAX = 3;

/** Why a shard is not computed; `status` where it has to be moved there first. */
export interface Refusal {
  readonly status?: ExperimentStatus;
  readonly message: string;
}

/** What a person is told about a job of another release: both by name, and what to do. */
async function tellOfReleases(
  manager: EntityManager,
  { asked, worker }: { asked: string; worker: string },
): Promise<string> {
  const rows = await manager.findBy(ReleaseEntity, { id: In([asked, worker]) });
  const name = (id: string) => {
    const row = rows.find((one) => one.id === id);
    return row === undefined ? "unknown" : describeRelease(row);
  };
  return (
    `asked under release ${name(asked)}; this worker's is ${name(worker)}, ` +
    "which may compute other numbers: ask for the verification again"
  );
}

/** Decides under the shard's lock whether it may be computed, and counts a silent predecessor. */
export async function refusalOf(
  manager: EntityManager,
  shard: ShardEntity,
  { owner, releaseId }: { owner: string; releaseId: string },
): Promise<Refusal | null> {
  if (isFinished(shard.status)) return { message: `it is ${shard.status}` };
  const experiment = await lockExperiment(manager, shard.experimentId);
  if (experiment === null) throw new Error("a shard has no experiment");
  if (experiment.releaseId !== releaseId) {
    const releases = { asked: experiment.releaseId, worker: releaseId };
    return { status: "FAILED", message: await tellOfReleases(manager, releases) };
  }
  // Handed out again while RUNNING: whoever held it fell silent. Its own holder is not lost.
  if (shard.status !== "RUNNING" || shard.leaseOwner === owner) return null;
  const losses = shard.losses + 1;
  const message = `worker ${shard.leaseOwner ?? "unknown"} fell silent in attempt ${shard.attempt}`;
  await manager.update(ShardEntity, shard.id, { losses, message });
  return losses >= LOSSES_MAX ? { status: "DEAD", message } : null;
}

/** Raises the fence: from now on only this attempt may write. */
export async function holdShard(
  manager: EntityManager,
  shard: ShardEntity,
  job: Job,
  owner: string,
): Promise<Omit<Attempt, "data">> {
  const { id: shardId, experimentId } = shard;
  const attempt = shard.attempt + 1;
  const leased = { status: "RUNNING", attempt, leaseOwner: owner } as const;
  await manager.update(ShardEntity, shardId, { ...leased, leasedAt: () => "now()" });
  const startedAt = () => "COALESCE(started_at, now())";
  const running = { status: "RUNNING", message: null, startedAt } as const;
  await manager.update(ExperimentEntity, experimentId, running);
  const experiment = await manager.findOneByOrFail(ExperimentEntity, { id: experimentId });
  const claim = await manager.findOneByOrFail(ClaimEntity, { id: experiment.claimId });
  const { budget, engineReason } = experiment;
  const named = (word: string | null) => ENGINE_NAMES.find((name) => name === word) ?? null;
  const [engine, crossCheck] = [named(experiment.engine), named(experiment.crossCheck)];
  const held = { job, shardId, experimentId, attempt, claim: claim.slug, budget };
  return { ...held, engine, engineReason, crossCheck, isSecond: false };
}
