import type { EntityManager } from "typeorm";
import type { EvidenceRecord, RunRecord } from "../domain/evidence-record.ts";
import { EvidenceEntity } from "../entities/evidence.entity.ts";
import type { ExperimentEntity } from "../entities/experiment.entity.ts";
import { FigureEntity, figureSpecSchema } from "../entities/figure.entity.ts";
import { drawFigure } from "../exports/figure-svg.ts";
import { assembleEvidence, type Verification } from "../verification/assemble-evidence.ts";
import type { SeriesByDigest } from "../verification/series.ts";
import type { Figure } from "../verification/claim-spec.ts";

export interface Concluded {
  readonly record: EvidenceRecord;
  readonly figures: readonly Figure[];
}

/** The pure part of a commit: from the runs to the evidence, as a terminal or a test has it. */
export function concludeRuns(
  asked: Verification,
  runs: readonly RunRecord[],
  series: SeriesByDigest,
): Concluded {
  const { version, sourceDigest, dependencyDigest } = asked.release;
  const verification = { ...asked, release: { version, sourceDigest, dependencyDigest } };
  const record = assembleEvidence(verification, runs);
  return { record, figures: asked.claim.figures(asked.budget, record.runs, series) };
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
  });
  const evidenceId = String(inserted.identifiers[0]?.["id"]);
  for (const [ordinal, { name, title, spec: given }] of figures.entries()) {
    const spec = figureSpecSchema.parse(given);
    const drawing = await drawFigure(spec);
    await manager.insert(FigureEntity, { evidenceId, ordinal, name, title, spec, ...drawing });
  }
}
