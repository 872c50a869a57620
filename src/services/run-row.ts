import type { EntityManager } from "typeorm";
import type { RunRecord } from "../domain/evidence-record.ts";
import { CertificateEntity } from "../entities/certificate.entity.ts";
import { ExperimentEntity } from "../entities/experiment.entity.ts";
import { RunEntity } from "../entities/run.entity.ts";
import { runKey, type RunOutput } from "../verification/execute-run.ts";
import type { PlannedRun } from "../verification/claim-spec.ts";
import type { Attempt } from "./attempt.ts";

/** A stored run as the record that evidence holds. */
export function toRunRecord(row: RunEntity): RunRecord {
  const { control, arm, seed, measure, status, message, measurements } = row;
  const { certificateName: name, certificateDigest: digest } = row;
  const certificate = name === null || digest === null ? null : { name, digest };
  return { control, arm, seed, measure, status, message, measurements, certificate };
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

/** Adds a run with its certificate and the experiment's progress; once, however often it is told. */
export async function insertRun(
  manager: EntityManager,
  attempt: Attempt,
  plan: readonly PlannedRun[],
  { record, certificate: content, durationMs }: RunOutput & { durationMs: number },
): Promise<void> {
  const ordinal = plan.findIndex((planned) => runKey(planned) === runKey(record));
  if (ordinal < 0) throw new Error(`run ${runKey(record)} is not in the plan of ${attempt.claim}`);
  const { certificate, ...columns } = record;
  if (certificate !== null && content !== null) {
    const row = { digest: certificate.digest, content };
    await manager
      .createQueryBuilder()
      .insert()
      .into(CertificateEntity)
      .values(row)
      .orIgnore()
      .execute();
  }
  const { shardId, experimentId } = attempt;
  const known = await manager.existsBy(RunEntity, { shardId, ordinal });
  if (known) return;
  await manager.insert(RunEntity, {
    ...columns,
    ...{ shardId, experimentId, ordinal, durationMs, attempt: attempt.attempt },
    certificateName: certificate?.name ?? null,
    certificateDigest: certificate?.digest ?? null,
  });
  await manager.increment(ExperimentEntity, { id: experimentId }, "done", 1);
}
