import { In, type EntityManager } from "typeorm";
import { isSameEnvironment, type Environment } from "../domain/environment.ts";
import type { RunRecord } from "../domain/evidence-record.ts";
import { CertificateEntity } from "../entities/certificate.entity.ts";
import { ExperimentEntity } from "../entities/experiment.entity.ts";
import { RunEntity } from "../entities/run.entity.ts";
import { ShardEntity } from "../entities/shard.entity.ts";
import { runKey, type RunOutput } from "../verification/execute-run.ts";
import { parseSeries, type SeriesByDigest } from "../verification/series.ts";
import type { PlannedRun } from "../verification/claim-spec.ts";
import type { Attempt } from "./attempt.ts";

/** A stored run as the record that evidence holds. */
export function toRunRecord(row: RunEntity): RunRecord {
  const { control, arm, seed, measure, status, message, measurements } = row;
  const { certificateName: name, certificateDigest: digest } = row;
  const certificate = name === null || digest === null ? null : { name, digest };
  const series = row.seriesDigest === null ? {} : { series: row.seriesDigest };
  return { control, arm, seed, measure, status, message, measurements, certificate, ...series };
}

/** @param where the runs of the first engine, or of the second (`crossCheck`) */
async function loadRunRecords(
  manager: EntityManager,
  where: { crossCheck: boolean } & ({ shardId: string } | { experimentId: string }),
): Promise<RunRecord[]> {
  const rows = await manager
    .createQueryBuilder(RunEntity, "run")
    .where(where)
    .orderBy("run.sequence")
    .getMany();
  return rows.map(toRunRecord);
}

/**
 * The runs of a shard on one of its engines that stand when it is computed in this environment: all, or
 * none where they were made in another one. Those are dropped; the certificates that they named may be
 * others' too.
 */
export async function keepRuns(
  manager: EntityManager,
  shard: ShardEntity,
  { environment, isSecond }: { environment: Environment; isSecond: boolean },
): Promise<RunRecord[]> {
  const { id: shardId, experimentId } = shard;
  const runs = { shardId, crossCheck: isSecond };
  const column = isSecond ? "crossCheckEnvironment" : "environment";
  const before = shard[column];
  if (before !== null && isSameEnvironment(before, environment)) {
    return loadRunRecords(manager, runs);
  }
  const { affected } = await manager.delete(RunEntity, runs);
  await manager.decrement(ExperimentEntity, { id: experimentId }, "done", affected ?? 0);
  await manager.update(ShardEntity, shardId, { [column]: environment });
  return [];
}

/** In one order for everyone, so that two who bring the same never wait for each other in a ring. */
async function insertDocuments(
  manager: EntityManager,
  documents: readonly (readonly [digest: string | undefined, content: string | null])[],
): Promise<void> {
  const rows = documents
    .flatMap(([digest, content]) =>
      digest === undefined || content === null ? [] : [{ digest, content }],
    )
    .toSorted((left, right) => (left.digest < right.digest ? -1 : 1));
  for (const row of rows) {
    await manager
      .createQueryBuilder()
      .insert()
      .into(CertificateEntity)
      .values(row)
      .orIgnore()
      .execute();
  }
}

/** The curves of the protocol's runs, by their digests. */
async function loadSeries(
  manager: EntityManager,
  runs: readonly RunRecord[],
): Promise<SeriesByDigest> {
  const wanted = runs.flatMap(({ control, series }) =>
    control === null && series !== undefined ? [series] : [],
  );
  const rows = await manager.findBy(CertificateEntity, { digest: In(wanted) });
  return new Map(rows.map(({ digest, content }) => [digest, parseSeries(content)]));
}

/** Everything that a verdict is concluded from; an environment is null where nobody said it. */
export interface ComputedRuns {
  readonly environment: Environment | null;
  readonly runs: readonly RunRecord[];
  readonly series: SeriesByDigest;
  /** Null without a second engine. */
  readonly second: Pick<ComputedRuns, "environment" | "runs"> | null;
}

export async function loadComputed(
  manager: EntityManager,
  { environment, crossCheckEnvironment }: ShardEntity,
  { experimentId, crossCheck }: Attempt,
): Promise<ComputedRuns> {
  const load = (isSecond: boolean) =>
    loadRunRecords(manager, { experimentId, crossCheck: isSecond });
  const runs = await load(false);
  const series = await loadSeries(manager, runs);
  const second =
    crossCheck === null ? null : { environment: crossCheckEnvironment, runs: await load(true) };
  return { environment, runs, series, second };
}

/** Adds a run with its documents and the experiment's progress; once, however often it is told. */
export async function insertRun(
  manager: EntityManager,
  attempt: Attempt,
  plan: readonly PlannedRun[],
  { record, durationMs, ...contents }: RunOutput & { durationMs: number },
): Promise<void> {
  const { isSecond } = attempt;
  const place = plan.findIndex((planned) => runKey(planned) === runKey(record));
  if (place < 0) throw new Error(`run ${runKey(record)} is not in the plan of ${attempt.claim}`);
  const { certificate, series, ...columns } = record;
  await insertDocuments(manager, [
    [certificate?.digest, contents.certificate],
    [series, contents.series],
  ]);
  const { shardId, experimentId } = attempt;
  const ordinal = isSecond ? plan.length + place : place;
  const known = await manager.existsBy(RunEntity, { shardId, ordinal });
  if (known) return;
  await manager.insert(RunEntity, {
    ...columns,
    ...{ shardId, experimentId, ordinal, durationMs, attempt: attempt.attempt },
    crossCheck: isSecond,
    certificateName: certificate?.name ?? null,
    certificateDigest: certificate?.digest ?? null,
    seriesDigest: series ?? null,
  });
  await manager.increment(ExperimentEntity, { id: experimentId }, "done", 1);
}
