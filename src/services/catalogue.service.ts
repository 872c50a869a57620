import { In, Not, type DataSource, type EntityManager } from "typeorm";
import type { ProtocolSummary } from "../domain/claim-words.ts";
import { digestOf } from "../domain/canonical.ts";
import type { Release } from "../domain/evidence-record.ts";
import { BUDGETS } from "../domain/verdict.ts";
import { ClaimEntity } from "../entities/claim.entity.ts";
import { PaperEntity } from "../entities/paper.entity.ts";
import { ReleaseEntity } from "../entities/release.entity.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";
import type { PaperDefinition } from "../verification/define-paper.ts";

export interface CatalogueService {
  /** Copies papers, claims and the release into rows; what has not changed is not written. */
  sync(): Promise<void>;
}

interface CatalogueOptions {
  readonly papers: readonly PaperDefinition[];
  readonly release: Release;
  readonly commit: string | null;
}

/** Two processes that start together copy one after the other. */
const CATALOGUE_LOCK = 0x6361_7461_6c6f;

function summariseProtocols(claim: ClaimDefinition): ProtocolSummary[] {
  return BUDGETS.map((budget) => {
    const plan = claim.plan(budget);
    const own = plan.filter(({ control }) => control === null);
    const arms = new Map(own.map(({ arm, measure }) => [arm, measure.name]));
    return {
      budget,
      digest: claim.protocolDigest(budget),
      seeds: [...claim.seeds(budget)],
      arms: [...arms].map(([name, measure]) => ({ name, measure })),
      runCount: plan.length,
      drift: [...claim.drift(budget)],
    };
  });
}

function toPaperRow(paper: PaperDefinition) {
  const { slug, title, authors, venue, year, arxivId, doi, versionRead, summary } = paper;
  const citation = { slug, title, authors: [...authors], venue, year, arxivId, doi };
  const words = { ...citation, versionRead, summary };
  return { ...words, digest: digestOf(words), listed: true };
}

function toClaimRow(paperId: string, claim: ClaimDefinition) {
  const { slug, title, kind, evidenceKind, source, statement, formula, claimDigest } = claim;
  const words = {
    ...{ slug, title, kind, evidenceKind, statement, formula, claimDigest },
    locator: source.locator,
    sourceVersion: source.version,
    provenance: claim.provenance.map((one) => ({ ...one })),
    hypotheses: claim.hypotheses.map((one) => ({ ...one })),
    controls: claim.controls.map((one) => ({ ...one })),
    limits: [...claim.limits],
    deviations: [...claim.deviations],
    reportedFigures: (claim.reportedFigures ?? []).map((one) => ({ ...one })),
    protocols: summariseProtocols(claim),
  };
  return { ...words, paperId, digest: digestOf(words), listed: true };
}

/** Writes the rows whose digest changed, or that were not listed; the key stays the row's. */
async function copyChanged(
  manager: EntityManager,
  entity: typeof PaperEntity | typeof ClaimEntity,
  rows: readonly { slug: string; digest: string }[],
): Promise<void> {
  const stored = await manager.find<PaperEntity | ClaimEntity>(entity, {});
  const known = new Map(stored.map((row) => [row.slug, row.listed ? row.digest : ""]));
  const changed = rows.filter(({ slug, digest }) => known.get(slug) !== digest);
  const updatedAt = new Date();
  for (const row of changed) await manager.upsert(entity, { ...row, updatedAt }, ["slug"]);
  const gone = Not(In(rows.map(({ slug }) => slug)));
  await manager.update(entity, { slug: gone, listed: true }, { listed: false });
}

export function createCatalogueService(
  dataSource: DataSource,
  { papers, release, commit }: CatalogueOptions,
): CatalogueService {
  return {
    async sync() {
      await dataSource.transaction(async (manager) => {
        await manager.query("SELECT pg_advisory_xact_lock($1)", [CATALOGUE_LOCK]);
        await manager
          .createQueryBuilder()
          .insert()
          .into(ReleaseEntity)
          .values({ ...release, commit })
          .orIgnore()
          .execute();
        await copyChanged(manager, PaperEntity, papers.map(toPaperRow));
        const stored = await manager.find(PaperEntity);
        const ids = new Map(stored.map(({ slug, id }) => [slug, id]));
        const claims = papers.flatMap((paper) =>
          paper.claims.map((claim) => toClaimRow(ids.get(paper.slug) ?? "", claim)),
        );
        await copyChanged(manager, ClaimEntity, claims);
      });
    },
  };
}
