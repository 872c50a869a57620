import type { EntityManager } from "typeorm";
import type { Environment } from "../domain/environment.ts";
import type { EvidenceRecord } from "../domain/evidence-record.ts";
import { EvidenceEntity } from "../entities/evidence.entity.ts";
import type { ExperimentEntity } from "../entities/experiment.entity.ts";
import { FigureEntity, figureSpecSchema } from "../entities/figure.entity.ts";
import { drawFigure } from "../exports/figure-svg.ts";
import { assembleEvidence, type Verification } from "../verification/assemble-evidence.ts";
import type { Figure } from "../verification/claim-spec.ts";
import { figuresOfEvidence } from "../verification/evidence-figures.ts";
import type { ComputedRuns } from "./run-row.ts";

type FigureRow = Pick<FigureEntity, "name" | "title" | "spec" | "svg" | "undrawn">;

export interface Concluded {
  readonly record: EvidenceRecord;
  readonly figures: readonly FigureRow[];
}

async function drawRow({ name, title, spec: given }: Figure): Promise<FigureRow> {
  const spec = figureSpecSchema.parse(given);
  return { name, title, spec, ...(await drawFigure(spec)) };
}

function known(environment: Environment | null): Environment {
  if (environment !== null) return environment;
  throw new Error("nobody said what its runs were computed in");
}

/**
 * The pure part of a commit: from the runs to the evidence with its figures drawn. It takes as long
 * as a claim's check and drawings do, so it happens before a transaction is opened, not inside.
 */
export async function concludeRuns(
  asked: Omit<Verification, "environment">,
  { environment, runs, series, second }: ComputedRuns,
): Promise<Concluded> {
  const { version, sourceDigest, dependencyDigest } = asked.release;
  const release = { version, sourceDigest, dependencyDigest };
  const verification = { ...asked, environment: known(environment), release };
  const other = second && { ...second, environment: known(second.environment) };
  const record = assembleEvidence(verification, runs, other);
  const figures = figuresOfEvidence(asked.claim, record, series);
  return { record, figures: await Promise.all(figures.map(drawRow)) };
}

export async function insertEvidence(
  manager: EntityManager,
  experiment: ExperimentEntity,
  { record, figures }: Concluded,
): Promise<void> {
  const { kind, budget, verdict, uncappedVerdict, reasonCode, reason } = record;
  const { claimDigest, protocolDigest, resultDigest, digest } = record;
  const { id: experimentId, claimId, releaseId } = experiment;
  const inserted = await manager.insert(EvidenceEntity, {
    ...{ experimentId, claimId, releaseId, record },
    ...{ kind, budget, verdict, uncappedVerdict, reasonCode, reason },
    ...{ claimDigest, protocolDigest, resultDigest, digest },
    crossCheck: record.crossCheck?.environment.engine ?? null,
  });
  const evidenceId = String(inserted.identifiers[0]?.["id"]);
  const rows = figures.map((figure, ordinal) => ({ ...figure, evidenceId, ordinal }));
  await manager.insert(FigureEntity, rows);
}
