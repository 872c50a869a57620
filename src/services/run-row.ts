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

export async function loadRunRecords(
  manager: EntityManager,
  where: { shardId: string } | { experimentId: string },
): Promise<RunRecord[]> {
  const rows = await manager
    .createQueryBuilder(RunEntity, "run")
    .where(where)
    .orderBy("run.sequence")
    .getMany();
  return rows.map(toRunRecord);
}

/**
 * The runs of a shard that stand when it is computed in this environment: all, or none where they
 * were made in another one. Those are dropped; the certificates that they named may be others' too.
 */
export async function keepRuns(
  manager: EntityManager,
  { id: shardId, experimentId, environment: before }: ShardEntity,
  environment: Environment,
): Promise<RunRecord[]> {
  if (before !== null && isSameEnvironment(before, environment)) {
    return loadRunRecords(manager, { shardId });
  }
  const { affected } = await manager.delete(RunEntity, { shardId });
  await manager.decrement(ExperimentEntity, { id: experimentId }, "done", affected ?? 0);
  await manager.update(ShardEntity, shardId, { environment });
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
export async function loadSeries(
  manager: EntityManager,
  runs: readonly RunRecord[],
): Promise<SeriesByDigest> {
  const wanted = runs.flatMap(({ control, series }) =>
    control === null && series !== undefined ? [series] : [],
  );
  const rows = await manager.findBy(CertificateEntity, { digest: In(wanted) });
  return new Map(rows.map(({ digest, content }) => [digest, parseSeries(content)]));
}

/** Adds a run with its documents and the experiment's progress; once, however often it is told. */
export async function insertRun(
  manager: EntityManager,
  attempt: Attempt,
  plan: readonly PlannedRun[],
  { record, durationMs, ...contents }: RunOutput & { durationMs: number },
): Promise<void> {
  const ordinal = plan.findIndex((planned) => runKey(planned) === runKey(record));
  if (ordinal < 0) throw new Error(`run ${runKey(record)} is not in the plan of ${attempt.claim}`);
  const { certificate, series, ...columns } = record;
  await insertDocuments(manager, [
    [certificate?.digest, contents.certificate],
    [series, contents.series],
  ]);
  const { shardId, experimentId } = attempt;
  const known = await manager.existsBy(RunEntity, { shardId, ordinal });
  if (known) return;
  await manager.insert(RunEntity, {
    ...columns,
    ...{ shardId, experimentId, ordinal, durationMs, attempt: attempt.attempt },
    certificateName: certificate?.name ?? null,
    certificateDigest: certificate?.digest ?? null,
    seriesDigest: series ?? null,
  });
  await manager.increment(ExperimentEntity, { id: experimentId }, "done", 1);
}
