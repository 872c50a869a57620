import type { DataSource, SelectQueryBuilder } from "typeorm";
import { ClaimEntity } from "../entities/claim.entity.ts";
import { EvidenceEntity } from "../entities/evidence.entity.ts";
import { ExperimentEntity } from "../entities/experiment.entity.ts";
import { PaperEntity } from "../entities/paper.entity.ts";
import { RegressionEntity } from "../entities/regression.entity.ts";
import { ReleaseEntity } from "../entities/release.entity.ts";
import { standing } from "./current-evidence.ts";
import type { PageKey } from "./paging.ts";
import type { ClaimFilter, EvidenceFilter, ExperimentFilter, RegressionFilter } from "./filters.ts";

/** How each list is ordered; the alias is the noun. */
export const pageKeys = {
  paper: { column: "paper.slug" },
  claim: { column: "claim.slug" },
  experiment: { column: "experiment.sequence", descending: true },
  evidence: { column: "evidence.sequence", descending: true },
  release: { column: "release.sequence", descending: true },
  regression: { column: "regression.sequence", descending: true },
  run: { column: "run.sequence" },
} as const satisfies Record<string, PageKey>;

const VERDICT_AT_BUDGET = `(
  SELECT evidence.verdict FROM evidence
  WHERE evidence.claim_id = claim.id AND evidence.claim_digest = claim.claim_digest
    AND evidence.budget = :verdictBudget
  ORDER BY evidence.sequence DESC LIMIT 1)`;

const OF_PAPER = "claim.paperId = (SELECT paper.id FROM paper WHERE paper.slug = :paperSlug)";

/** For LIKE: what the caller typed stands for itself. */
function literally(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}

/** The lists of the API before they are cut into pages. */
export function listQueries(dataSource: DataSource) {
  return {
    papers: (): SelectQueryBuilder<PaperEntity> =>
      dataSource.createQueryBuilder(PaperEntity, "paper").where("paper.listed"),

    claims(filter: ClaimFilter): SelectQueryBuilder<ClaimEntity> {
      const { paperId, paperSlug, kind, verdict, text } = filter;
      const query = dataSource.createQueryBuilder(ClaimEntity, "claim").where("claim.listed");
      if (paperId !== undefined) query.andWhere("claim.paperId = :paperId", { paperId });
      if (paperSlug !== undefined) query.andWhere(OF_PAPER, { paperSlug });
      if (kind !== undefined) query.andWhere("claim.kind = :kind", { kind });
      if (verdict !== undefined) {
        const parameters = { verdictIs: verdict.is, verdictBudget: verdict.budget };
        const current = verdict.budget === null ? standing("verdict") : VERDICT_AT_BUDGET;
        query.andWhere(`${current} = :verdictIs`, parameters);
      }
      if (text !== undefined) {
        const anywhere = "claim.slug ILIKE :text OR claim.title ILIKE :text";
        const parameters = { text: `%${literally(text)}%` };
        query.andWhere(`(${anywhere} OR claim.statement ILIKE :text)`, parameters);
      }
      return query;
    },

    experiments({ claimId, status }: ExperimentFilter): SelectQueryBuilder<ExperimentEntity> {
      const query = dataSource.createQueryBuilder(ExperimentEntity, "experiment");
      if (claimId !== undefined) query.andWhere("experiment.claimId = :claimId", { claimId });
      if (status !== undefined) query.andWhere("experiment.status = :status", { status });
      return query;
    },

    evidences({ claimId, budget, verdict }: EvidenceFilter): SelectQueryBuilder<EvidenceEntity> {
      const query = dataSource.createQueryBuilder(EvidenceEntity, "evidence");
      if (claimId !== undefined) query.andWhere("evidence.claimId = :claimId", { claimId });
      if (budget !== undefined) query.andWhere("evidence.budget = :budget", { budget });
      if (verdict !== undefined) query.andWhere("evidence.verdict = :verdict", { verdict });
      return query;
    },

    releases: (): SelectQueryBuilder<ReleaseEntity> =>
      dataSource.createQueryBuilder(ReleaseEntity, "release"),

    regressions({ gate }: RegressionFilter): SelectQueryBuilder<RegressionEntity> {
      const query = dataSource.createQueryBuilder(RegressionEntity, "regression");
      if (gate !== undefined) query.andWhere("regression.gate = :gate", { gate });
      return query;
    },
  };
}
