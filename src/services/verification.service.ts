import { In, type DataSource, type EntityManager } from "typeorm";
import { digestOf } from "../domain/canonical.ts";
import type { EngineChoice } from "../domain/engine-name.ts";
import { PlatformError } from "../domain/errors.ts";
import type { Release } from "../domain/evidence-record.ts";
import { isFinished } from "../domain/run-status.ts";
import type { Budget } from "../domain/verdict.ts";
import { ClaimEntity } from "../entities/claim.entity.ts";
import { ExperimentEntity } from "../entities/experiment.entity.ts";
import { ShardEntity } from "../entities/shard.entity.ts";
import type { Queue } from "../queue/queue.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";
import type { PaperDefinition } from "../verification/define-paper.ts";
import type { EngineWish } from "../verification/choose-engine.ts";
import { assertSomeComputed } from "../verification/second-engine.ts";
import { answerOnce, assertAsking, type Asking } from "./answer-once.ts";
import { enginesFor } from "./chosen-engines.ts";
import { createExperiment, findVerified, identityOf, type Wanted } from "./experiment-row.ts";
import { findReleaseId } from "./release-row.ts";
import { lockExperiment, lockShardsOf } from "./shard-row.ts";
import { lockName, toQueueTransaction } from "./transaction.ts";

export interface VerificationOptions extends Asking {
  readonly budget: Budget;
  /** Compute again although this release has verified it already. */
  readonly force?: boolean;
  /** A second engine for the own runs of the claims that an engine computes; null: none. */
  readonly crossCheck?: EngineChoice | null;
  /** What a claim cannot be computed without, in a sentence; null: nothing. No such claim is queued. */
  readonly lackOf?: (claimSlug: string) => string | null;
}

/** What a paper was answered with, and why some of its claims have no experiment. */
interface PaperAnswer {
  readonly experiments: readonly ExperimentEntity[];
  readonly lacks: readonly PlatformError[];
}

export interface VerificationService {
  /** @throws PlatformError NOT_FOUND, BAD_INPUT, IDEMPOTENCY_CONFLICT, ENGINE_UNAVAILABLE or DATA_MISSING */
  request(claimSlug: string, options: VerificationOptions): Promise<ExperimentEntity>;
  /**
   * One experiment for each claim of the paper whose data are here, in the paper's order; all of
   * these or none.
   *
   * @throws PlatformError as `request`; DATA_MISSING where no claim is left
   */
  requestPaper(paperSlug: string, options: VerificationOptions): Promise<PaperAnswer>;
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
  readonly engine: EngineChoice;
  readonly probe: EngineWish["probe"];
}

function notFound(field: string, told: string): PlatformError {
  return new PlatformError("NOT_FOUND", told, { path: [field] });
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

function dataMissing(told: string): PlatformError {
  return new PlatformError("DATA_MISSING", told);
}

/** Of each claim that cannot be computed here, the sentence that says so. */
function lacksOf(
  rows: readonly { readonly claim: ClaimDefinition }[],
  { lackOf = () => null }: VerificationOptions,
): string[] {
  return rows.flatMap(({ claim }) => lackOf(claim.slug) ?? []);
}

async function answerOf(
  manager: EntityManager,
  ids: readonly string[],
  rows: Awaited<ReturnType<typeof withRowIds>>,
  options: VerificationOptions,
): Promise<PaperAnswer> {
  const found = await manager
    .createQueryBuilder(ExperimentEntity, "experiment")
    .where("experiment.id IN (:...ids)", { ids: [...ids] })
    .getMany();
  const experiments = ids.flatMap((id) => found.find((one) => one.id === id) ?? []);
  const left = rows.filter(({ claimId }) => !experiments.some((one) => one.claimId === claimId));
  return { experiments, lacks: lacksOf(left, options).map(dataMissing) };
}

/** The ids of the experiments that a question is about, and what happens when a claim has been verified. */
async function verifyAll(
  manager: EntityManager,
  queue: Queue,
  wanted: readonly Wanted[],
  { force = false, caller, lackOf = () => null }: VerificationOptions,
): Promise<string[]> {
  // In one order for everyone, so that two papers asked at once never wait for each other in a ring.
  const digests = wanted.map((one) => digestOf(identityOf(one)));
  for (const digest of digests.toSorted()) await lockName(manager, "experiment", digest);
  const ids: string[] = [];
  for (const one of wanted) {
    const existing = force ? null : await findVerified(manager, one);
    if (existing !== null) ids.push(existing.id);
    else if (lackOf(one.claim.slug) === null) {
      ids.push(await createExperiment(manager, queue, one, caller));
    }
  }
  return ids;
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
  { papers, release, engine, probe }: CreateOptions,
): VerificationService {
  /** The caller's question answered once: by its key, by what exists, or by new experiments. */
  async function answer(
    question: { operation: string; slug: string },
    claims: readonly ClaimDefinition[],
    options: VerificationOptions,
  ): Promise<PaperAnswer> {
    assertAsking(options);
    const { budget, force = false, crossCheck: choice = null } = options;
    const asked = choice === null ? {} : { crossCheck: choice };
    const inputDigest = digestOf({ ...question, budget, force, ...asked });
    const wish = { choice: engine, probe };
    const chosen = enginesFor(claims, options, wish);
    // Outside of the transaction, since it may take a second; refused within it, since a key that was
    // answered before is answered again, whatever is installed now.
    await Promise.allSettled([chosen]);
    return dataSource.transaction(async (manager) => {
      const rows = await withRowIds(manager, claims);
      const ids = await answerOnce(manager, options, inputDigest, async () => {
        const engines = await chosen;
        const releaseId = await findReleaseId(manager, release);
        const wanted = rows.flatMap((one, place) => {
          const computed = engines[place];
          return computed === undefined ? [] : [{ ...one, ...computed, releaseId, budget }];
        });
        const found = await verifyAll(manager, queue, wanted, options);
        // Thrown, so that the key of a question that came to nothing can be used again.
        if (found.length === 0) throw dataMissing(lacksOf(rows, options).join("; "));
        return found;
      });
      return answerOf(manager, ids, rows, options);
    });
  }

  return {
    async request(claimSlug, options) {
      const claim = papers.flatMap(({ claims }) => claims).find(({ slug }) => slug === claimSlug);
      if (claim === undefined) {
        throw notFound("claim", `there is no claim "${claimSlug}"`);
      }
      const question = { operation: "verifyClaim", slug: claimSlug };
      const [experiment] = (await answer(question, [claim], options)).experiments;
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
      if ((options.crossCheck ?? null) !== null) assertSomeComputed(paper);
      return answer({ operation: "verifyPaper", slug: paperSlug }, paper.claims, options);
    },
    cancel: (experimentId) =>
      dataSource.transaction((manager) => cancelLocked(manager, queue, experimentId)),
  };
}
