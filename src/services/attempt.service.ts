import { randomInt } from "node:crypto";
import type { DataSource, EntityManager } from "typeorm";
import type { Environment } from "../domain/environment.ts";
import type { Release, RunRecord } from "../domain/evidence-record.ts";
import { ShardEntity } from "../entities/shard.entity.ts";
import type { Job, Queue } from "../queue/queue.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";
import type { PaperDefinition } from "../verification/define-paper.ts";
import type { Attempt, AttemptService, CommitOutcome } from "./attempt.ts";
import type { Reached } from "./crash-point.ts";
import { concludeRuns, insertEvidence, type Concluded } from "./evidence-row.ts";
import { attemptFence, type Fence } from "./fence.ts";
import { findReleaseId } from "./release-row.ts";
import { countLoss, findHeldBy, takeFromDead } from "./lose-shard.ts";
import { insertRun, keepRuns, loadComputed } from "./run-row.ts";
import { lockExperiment, lockShard, moveBoth } from "./shard-row.ts";
import { holdShard, refusalOf } from "./start-attempt.ts";
import { toQueueTransaction } from "./transaction.ts";

/** Before a lost shard is tried again; doubled by each loss. */
const RETRY_DELAY_SECONDS = 5;

export interface AttemptOptions {
  readonly papers: readonly PaperDefinition[];
  readonly release: Release;
  readonly fence?: Fence;
  readonly reached?: Reached;
  readonly retryDelaySeconds?: number;
}

/** Thrown to roll a transaction back that has found out, late, that it may not commit. */
class SupersededError extends Error {}

/** The evidence, or why there is none: the claim's own check threw. */
type Conclusion = Concluded | { readonly noVerdict: string };

/** With jitter, so that shards lost together do not come back together. */
function delayAfter(losses: number, baseSeconds: number): number {
  const longest = baseSeconds * 2 ** losses;
  return longest === 0 ? 0 : randomInt(Math.ceil(longest / 2), longest + 1);
}

class Attempts implements AttemptService {
  readonly #dataSource: DataSource;
  readonly #queue: Queue;
  readonly #release: Release;
  readonly #papers: readonly PaperDefinition[];
  readonly #fence: Fence;
  readonly #reached: Reached;
  readonly #retryDelaySeconds: number;

  constructor(dataSource: DataSource, queue: Queue, options: AttemptOptions) {
    this.#dataSource = dataSource;
    this.#queue = queue;
    this.#release = options.release;
    this.#papers = options.papers;
    this.#fence = options.fence ?? attemptFence;
    this.#reached = options.reached ?? (() => undefined);
    this.#retryDelaySeconds = options.retryDelaySeconds ?? RETRY_DELAY_SECONDS;
  }

  async start(job: Job, owner: string): Promise<Attempt | null> {
    const started = await this.#dataSource.transaction(async (manager) => {
      const releaseId = await findReleaseId(manager, this.#release);
      const shard = await lockShard(manager, job.payload.shardId);
      const refusal = shard && (await refusalOf(manager, shard, { owner, releaseId }));
      if (shard !== null && refusal === null) return holdShard(manager, shard, job, owner);
      if (shard !== null && refusal?.status !== undefined) {
        await moveBoth(manager, shard, refusal.status, refusal.message);
      }
      await this.#queue.settle(job, toQueueTransaction(manager));
      return null;
    });
    if (started === null) return null;
    await this.#reached("attempt-started");
    return { ...started, data: this.#definitionOf(started.claim)?.claim.data ?? [] };
  }

  async resume(attempt: Attempt, environment: Environment): Promise<readonly RunRecord[] | null> {
    const { isSecond } = attempt;
    return this.#underFence(attempt, (manager, shard) =>
      keepRuns(manager, shard, { environment, isSecond }),
    );
  }

  async recordRun(
    attempt: Attempt,
    output: Parameters<AttemptService["recordRun"]>[1],
    durationMs: number,
  ): Promise<boolean> {
    const plan = this.#definitionOf(attempt.claim)?.claim.plan(attempt.budget) ?? [];
    const kept = await this.#underFence(attempt, async (manager) => {
      await insertRun(manager, attempt, plan, { ...output, durationMs });
      return true;
    });
    if (kept === true) await this.#reached("run-recorded");
    return kept ?? false;
  }

  async isHeld({ shardId: id, attempt }: Attempt): Promise<boolean> {
    const shard = await this.#dataSource
      .createQueryBuilder(ShardEntity, "shard")
      .where({ id })
      .getOne();
    return shard !== null && this.#fence.isCurrent(shard, attempt);
  }

  async commitEvidence(attempt: Attempt): Promise<CommitOutcome> {
    const conclusion = await this.#conclude(attempt);
    await this.#reached("before-commit");
    try {
      const outcome =
        conclusion &&
        (await this.#underFence(attempt, (manager, shard) =>
          this.#commit(manager, shard, { attempt, conclusion }),
        ));
      if (outcome === null) return await this.#outcomeAfterAll(attempt);
      await this.#reached("evidence-committed");
      return outcome;
    } catch (error) {
      if (error instanceof SupersededError) return "SUPERSEDED";
      throw error;
    }
  }

  async release(attempt: Attempt): Promise<void> {
    await this.#underFence(attempt, async (manager, shard) => {
      await moveBoth(manager, shard, "QUEUED", shard.message);
      await this.#giveBack(manager, attempt, 0);
    });
  }

  async lose(
    attempt: Attempt,
    message: string,
    { isHopeless = false } = {},
  ): Promise<"QUEUED" | "DEAD" | "SUPERSEDED"> {
    const status = await this.#underFence(attempt, async (manager, shard) => {
      const next = await countLoss(manager, shard, message, isHopeless ? 1 : undefined);
      const delaySeconds = delayAfter(shard.losses + 1, this.#retryDelaySeconds);
      if (next === "DEAD") await this.#settle(manager, attempt);
      else await this.#giveBack(manager, attempt, delaySeconds);
      return next;
    }).catch((error: unknown) => {
      if (error instanceof SupersededError) return null;
      throw error;
    });
    return status ?? "SUPERSEDED";
  }

  async abandon(owner: string, how: string): Promise<number> {
    let count = 0;
    for (const id of await findHeldBy(this.#dataSource.manager, owner)) {
      const taken = await this.#dataSource.transaction((manager) =>
        takeFromDead(manager, this.#queue, id, { owner, how }),
      );
      if (taken) count += 1;
    }
    return count;
  }

  /** Runs the work if the attempt still holds the shard; null when it does not. */
  async #underFence<T>(
    attempt: Attempt,
    work: (manager: EntityManager, shard: ShardEntity) => Promise<T>,
  ): Promise<T | null> {
    return this.#dataSource.transaction(async (manager) => {
      const shard = await lockShard(manager, attempt.shardId);
      if (shard === null || !this.#fence.isCurrent(shard, attempt.attempt)) return null;
      return work(manager, shard);
    });
  }

  /**
   * What the runs come to, outside of any transaction: checks and drawings take their time. Only the
   * attempt that holds the shard writes runs, so they are the same when its fence is asked again.
   */
  async #conclude(attempt: Attempt): Promise<Conclusion | null> {
    const found = await this.#underFence(attempt, (manager, shard) =>
      loadComputed(manager, shard, attempt),
    );
    if (found === null) return null;
    try {
      const definition = this.#definitionOf(attempt.claim);
      if (definition === null)
        throw new Error(`there is no claim ${attempt.claim} in this release`);
      const { budget, engineReason } = attempt;
      const asked = { ...definition, budget, engineReason, release: this.#release };
      return await concludeRuns(asked, found);
    } catch (error) {
      return { noVerdict: error instanceof Error ? error.message : String(error) };
    }
  }

  async #commit(
    manager: EntityManager,
    shard: ShardEntity,
    { attempt, conclusion }: { attempt: Attempt; conclusion: Conclusion },
  ): Promise<CommitOutcome> {
    const experiment = await lockExperiment(manager, shard.experimentId);
    if (experiment === null) throw new Error("a shard has no experiment");
    if ("noVerdict" in conclusion) {
      await moveBoth(manager, shard, "FAILED", `no verdict: ${conclusion.noVerdict}`);
      await this.#settle(manager, attempt);
      return "FAILED";
    }
    await insertEvidence(manager, experiment, conclusion);
    await this.#reached("evidence-inserted");
    await moveBoth(manager, shard, "SUCCEEDED", null);
    await this.#settle(manager, attempt);
    await this.#reached("job-settled");
    return "COMMITTED";
  }

  /** After a connection was lost at COMMIT nobody knows; the shard does. */
  async #outcomeAfterAll({ shardId: id, attempt }: Attempt): Promise<CommitOutcome> {
    const shard = await this.#dataSource.manager.findOneBy(ShardEntity, { id });
    if (shard?.attempt !== attempt) return "SUPERSEDED";
    if (shard.status === "SUCCEEDED") return "COMMITTED";
    return shard.status === "FAILED" ? "FAILED" : "SUPERSEDED";
  }

  async #settle(manager: EntityManager, { job }: Attempt): Promise<void> {
    const settled = await this.#queue.settle(job, toQueueTransaction(manager));
    if (!this.#fence.isSettled(settled)) throw new SupersededError();
  }

  async #giveBack(manager: EntityManager, { job }: Attempt, delaySeconds: number): Promise<void> {
    const transaction = toQueueTransaction(manager);
    // When the queue has handed it to another already, that other one's start will see it.
    await this.#queue.release(job, { transaction, delaySeconds });
  }

  #definitionOf(slug: string): { paper: string; claim: ClaimDefinition } | null {
    for (const { slug: paper, claims } of this.#papers) {
      const claim = claims.find((one) => one.slug === slug);
      if (claim !== undefined) return { paper, claim };
    }
    return null;
  }
}

export function createAttemptService(
  dataSource: DataSource,
  queue: Queue,
  options: AttemptOptions,
): AttemptService {
  return new Attempts(dataSource, queue, options);
}
