import { randomUUID } from "node:crypto";
import { IsNull, type EntityManager } from "typeorm";
import type { EngineName } from "../domain/engine-name.ts";
import type { Budget } from "../domain/verdict.ts";
import { ExperimentEntity } from "../entities/experiment.entity.ts";
import { ShardEntity } from "../entities/shard.entity.ts";
import type { Queue } from "../queue/queue.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";
import { withoutControls } from "../verification/plan.ts";
import { toQueueTransaction } from "./transaction.ts";

/** A verification with every choice made, before it is a row. */
export interface Wanted {
  readonly claim: ClaimDefinition;
  readonly claimId: string;
  readonly releaseId: string;
  readonly budget: Budget;
  readonly engine: string;
  readonly engineReason: string | null;
  readonly crossCheck: EngineName | null;
}

const REUSABLE = ["QUEUED", "RUNNING", "SUCCEEDED"];

/** What may be answered by what exists; of two engines is never answered by what is of one. */
export function identityOf({ claim, budget, engine, crossCheck, releaseId }: Wanted) {
  const protocolDigest = claim.protocolDigest(budget);
  return { claimDigest: claim.claimDigest, protocolDigest, budget, engine, crossCheck, releaseId };
}

/** Runs of the protocol and its controls; with a second engine those of the protocol once more. */
function countRuns({ claim, budget, crossCheck }: Wanted): number {
  const plan = claim.plan(budget);
  return plan.length + (crossCheck === null ? 0 : withoutControls(plan).length);
}

/** The same claim under the same wording, protocol, budget, engines and release. */
export async function findVerified(
  manager: EntityManager,
  wanted: Wanted,
): Promise<ExperimentEntity | null> {
  return manager
    .createQueryBuilder(ExperimentEntity, "experiment")
    .where({ ...identityOf(wanted), crossCheck: wanted.crossCheck ?? IsNull() })
    .andWhere("experiment.claimId = :claimId", { claimId: wanted.claimId })
    .andWhere("experiment.status IN (:...statuses)", { statuses: REUSABLE })
    .orderBy("experiment.sequence", "DESC")
    .limit(1)
    .getOne();
}

/** Experiment, its one shard and its job: all in the caller's transaction. */
export async function createExperiment(
  manager: EntityManager,
  queue: Queue,
  wanted: Wanted,
  requestedBy: string,
): Promise<string> {
  const id = randomUUID();
  const shardId = randomUUID();
  await manager.insert(ExperimentEntity, {
    ...identityOf(wanted),
    id,
    claimId: wanted.claimId,
    engineReason: wanted.engineReason,
    seeds: [...wanted.claim.seeds(wanted.budget)],
    status: "QUEUED",
    requestedBy,
    total: countRuns(wanted),
  });
  await manager.insert(ShardEntity, {
    id: shardId,
    experimentId: id,
    ordinal: 0,
    status: "QUEUED",
  });
  const transaction = toQueueTransaction(manager);
  await queue.enqueue("verify-claim", { shardId }, { id: shardId, transaction });
  return id;
}
