import { randomUUID } from "node:crypto";
import { In, type DataSource, type EntityManager } from "typeorm";
import { digestOf } from "../domain/canonical.ts";
import type { EngineName } from "../domain/engine-name.ts";
import { EXACT_ENVIRONMENT } from "../domain/environment.ts";
import { PlatformError } from "../domain/errors.ts";
import type { Release } from "../domain/evidence-record.ts";
import { IDEMPOTENCY_KEY_LENGTH } from "../domain/idempotency-key.ts";
import { isFinished } from "../domain/run-status.ts";
import { BUDGETS, type Budget } from "../domain/verdict.ts";
import { ClaimEntity } from "../entities/claim.entity.ts";
import { ExperimentEntity } from "../entities/experiment.entity.ts";
import { RequestEntity } from "../entities/request.entity.ts";
import { ShardEntity } from "../entities/shard.entity.ts";
import type { Queue } from "../queue/queue.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";
import type { PaperDefinition } from "../verification/define-paper.ts";
import { assertText } from "./assert-text.ts";
import { findReleaseId } from "./release-row.ts";
import { lockExperiment, lockShardsOf } from "./shard-row.ts";
import { lockName, toQueueTransaction } from "./transaction.ts";

export interface VerificationOptions {
  readonly budget: Budget;
  /** Compute again although this release has verified it already. */
  readonly force?: boolean;
  /** Makes a repeated request answer as the first did; see IDEMPOTENCY_KEY_LENGTH. */
  readonly idempotencyKey?: string | null;
  /** Who asks; keys are theirs alone. */
  readonly caller: string;
}

export interface VerificationService {
  /** @throws PlatformError NOT_FOUND, BAD_INPUT or IDEMPOTENCY_CONFLICT */
  request(claimSlug: string, options: VerificationOptions): Promise<ExperimentEntity>;
  /** One experiment for each claim of the paper, in the paper's order; all or none. */
  requestPaper(
    paperSlug: string,
    options: VerificationOptions,
  ): Promise<readonly ExperimentEntity[]>;
  /**
   * Ends an experiment that is not finished. Cancelling and committing exclude each other.
   * Cancelling what is cancelled already answers with it again.
   *
   * @throws PlatformError NOT_FOUND or ALREADY_FINISHED
   */
  cancel(experimentId: string): Promise<ExperimentEntity>;
}

interface CreateOptions {
  readonly papers: readonly PaperDefinition[];
  readonly release: Release;
  readonly engine: EngineName;
}

/** A verification with every choice made, before it is a row. */
interface Wanted {
  readonly claim: ClaimDefinition;
  readonly claimId: string;
  readonly releaseId: string;
  readonly budget: Budget;
  readonly engine: string;
}

const REUSABLE = ["QUEUED", "RUNNING", "SUCCEEDED"];

function notFound(field: string, told: string): PlatformError {
  return new PlatformError("NOT_FOUND", told, { path: [field] });
}

function identityOf({ claim, budget, engine, releaseId }: Wanted) {
  const protocolDigest = claim.protocolDigest(budget);
  return { claimDigest: claim.claimDigest, protocolDigest, budget, engine, releaseId };
}

/** The same claim under the same wording, protocol, budget, engine and release. */
async function findVerified(
  manager: EntityManager,
  wanted: Wanted,
): Promise<ExperimentEntity | null> {
  return manager
    .createQueryBuilder(ExperimentEntity, "experiment")
    .where(identityOf(wanted))
    .andWhere("experiment.claimId = :claimId", { claimId: wanted.claimId })
    .andWhere("experiment.status IN (:...statuses)", { statuses: REUSABLE })
    .orderBy("experiment.sequence", "DESC")
    .limit(1)
    .getOne();
}

/** Experiment, its one shard and its job: all in the caller's transaction. */
async function createExperiment(
  manager: EntityManager,
  queue: Queue,
  wanted: Wanted,
  requestedBy: string,
): Promise<ExperimentEntity> {
  const id = randomUUID();
  const shardId = randomUUID();
  await manager.insert(ExperimentEntity, {
    ...identityOf(wanted),
    id,
    claimId: wanted.claimId,
    seeds: [...wanted.claim.seeds(wanted.budget)],
    status: "QUEUED",
    requestedBy,
    total: wanted.claim.plan(wanted.budget).length,
  });
  await manager.insert(ShardEntity, {
    id: shardId,
    experimentId: id,
    ordinal: 0,
    status: "QUEUED",
  });
  const transaction = toQueueTransaction(manager);
  await queue.enqueue("verify-claim", { shardId }, { id: shardId, transaction });
  return manager.findOneByOrFail(ExperimentEntity, { id });
}

/** Each claim with the id of its row; the catalogue was copied when this process started. */
async function withRowIds(manager: EntityManager, claims: readonly ClaimDefinition[]) {
  const slug = In(claims.map((claim) => claim.slug));
  const rows = await manager.find(ClaimEntity, { where: { slug } });
  return claims.map((claim) => {
    const row = rows.find((one) => one.slug === claim.slug);
    if (row === undefined) throw new Error(`claim ${claim.slug} has no row`);
    return { claim, claimId: row.id };
  });
}

async function answerOf(manager: EntityManager, ids: readonly string[]) {
  const rows = await manager
    .createQueryBuilder(ExperimentEntity, "experiment")
    .where("experiment.id IN (:...ids)", { ids: [...ids] })
    .getMany();
  return ids.map((id) => rows.find((row) => row.id === id)).filter((row) => row !== undefined);
}

/** What the key was answered with before; a conflict when it was another question. */
async function findAnswered(
  manager: EntityManager,
  { caller, idempotencyKey }: VerificationOptions,
  inputDigest: string,
): Promise<ExperimentEntity[] | null> {
  if (idempotencyKey === undefined || idempotencyKey === null) return null;
  await lockName(manager, "request", caller, idempotencyKey);
  const asked = await manager.findOneBy(RequestEntity, { caller, key: idempotencyKey });
  if (asked === null) return null;
  if (asked.inputDigest === inputDigest) return answerOf(manager, asked.experimentIds);
  throw new PlatformError(
    "IDEMPOTENCY_CONFLICT",
    `idempotencyKey "${idempotencyKey}" was used before with another input: use a new key`,
    { path: ["idempotencyKey"] },
  );
}

function assertOptions({ budget, idempotencyKey }: VerificationOptions): void {
  if (!BUDGETS.includes(budget)) {
    const known = BUDGETS.join(", ");
    throw new PlatformError("BAD_INPUT", `budget "${budget as string}" is none of ${known}`, {
      path: ["budget"],
    });
  }
  if (idempotencyKey === undefined || idempotencyKey === null) return;
  assertText("idempotencyKey", idempotencyKey, IDEMPOTENCY_KEY_LENGTH);
}

/** Which experiments a question is about, and what happens when a claim has been verified. */
async function verifyAll(
  manager: EntityManager,
  queue: Queue,
  wanted: readonly Wanted[],
  { force = false, caller }: VerificationOptions,
): Promise<ExperimentEntity[]> {
  // In one order for everyone, so that two papers asked at once never wait for each other in a ring.
  const digests = wanted.map((one) => digestOf(identityOf(one)));
  for (const digest of digests.toSorted()) await lockName(manager, "experiment", digest);
  const experiments: ExperimentEntity[] = [];
  for (const one of wanted) {
    const existing = force ? null : await findVerified(manager, one);
    experiments.push(existing ?? (await createExperiment(manager, queue, one, caller)));
  }
  return experiments;
}

async function cancelLocked(manager: EntityManager, queue: Queue, experimentId: string) {
  // Shards before the experiment, as a commit does: whoever comes second sees what the first did.
  const shards = await lockShardsOf(manager, experimentId);
  const experiment = await lockExperiment(manager, experimentId);
  if (experiment === null) {
    throw notFound("id", "there is no such experiment");
  }
  if (experiment.status === "CANCELLED") return experiment;
  if (isFinished(experiment.status)) {
    const told = `the experiment is ${experiment.status} already and cannot be cancelled`;
    throw new PlatformError("ALREADY_FINISHED", told, { path: ["id"] });
  }
  const open = shards.filter(({ status }) => !isFinished(status)).map(({ id }) => id);
  await manager.update(ShardEntity, open, { status: "CANCELLED" });
  await manager.update(ExperimentEntity, experimentId, {
    status: "CANCELLED",
    message: "cancelled on request",
    finishedAt: () => "now()",
  });
  await queue.cancel("verify-claim", open, toQueueTransaction(manager));
  return manager.findOneByOrFail(ExperimentEntity, { id: experimentId });
}

export function createVerificationService(
  dataSource: DataSource,
  queue: Queue,
  { papers, release, engine }: CreateOptions,
): VerificationService {
  /** The caller's question answered once: by its key, by what exists, or by new experiments. */
  async function answer(
    question: { operation: string; slug: string },
    claims: readonly ClaimDefinition[],
    options: VerificationOptions,
  ): Promise<ExperimentEntity[]> {
    assertOptions(options);
    const { budget, force = false, caller, idempotencyKey = null } = options;
    const inputDigest = digestOf({ ...question, budget, force });
    return dataSource.transaction(async (manager) => {
      const answered = await findAnswered(manager, options, inputDigest);
      if (answered !== null) return answered;
      const releaseId = await findReleaseId(manager, release);
      const wanted = (await withRowIds(manager, claims)).map((one) => {
        const needed = one.claim.engine === null ? EXACT_ENVIRONMENT.engine : engine;
        return { ...one, releaseId, budget, engine: needed };
      });
      const experiments = await verifyAll(manager, queue, wanted, options);
      if (idempotencyKey !== null) {
        const experimentIds = experiments.map(({ id }) => id);
        const asked = { caller, key: idempotencyKey, inputDigest, experimentIds };
        await manager.insert(RequestEntity, asked);
      }
      return experiments;
    });
  }

  return {
    async request(claimSlug, options) {
      const claim = papers.flatMap(({ claims }) => claims).find(({ slug }) => slug === claimSlug);
      if (claim === undefined) {
        throw notFound("claim", `there is no claim "${claimSlug}"`);
      }
      const question = { operation: "verifyClaim", slug: claimSlug };
      const [experiment] = await answer(question, [claim], options);
      if (experiment === undefined) throw new Error("a request was answered with nothing");
      return experiment;
    },
    async requestPaper(paperSlug, options) {
      const paper = papers.find(({ slug }) => slug === paperSlug);
      if (paper === undefined) {
        throw notFound("paper", `there is no paper "${paperSlug}"`);
      }
      if (paper.claims.length === 0) {
        throw notFound("paper", `paper "${paperSlug}" has no executable claims yet`);
      }
      return answer({ operation: "verifyPaper", slug: paperSlug }, paper.claims, options);
    },
    cancel: (experimentId) =>
      dataSource.transaction((manager) => cancelLocked(manager, queue, experimentId)),
  };
}
