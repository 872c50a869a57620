/** Readers of what stands about claims now: the latest evidence at their present wording. */
import DataLoader from "dataloader";
import type { DataSource } from "typeorm";
import { BUDGETS, type Budget } from "../domain/verdict.ts";
import { EvidenceEntity } from "../entities/evidence.entity.ts";

export interface ClaimAtBudget {
  readonly claimId: string;
  readonly budget: Budget;
}

/** A verdict without all that it rests on, which is large. */
export type VerdictRow = Pick<
  EvidenceEntity,
  "id" | "claimId" | "budget" | "verdict" | "reasonCode" | "reason" | "digest" | "createdAt"
>;

/** A verdict of an earlier wording is none. */
const currentEvidenceIds = (only: string) => `
  SELECT DISTINCT ON (evidence.claim_id, evidence.budget) evidence.id
  FROM evidence
  JOIN claim ON claim.id = evidence.claim_id AND claim.claim_digest = evidence.claim_digest
  WHERE evidence.claim_id = ANY(:claims) AND evidence.budget = ANY(:budgets) AND ${only}
  ORDER BY evidence.claim_id, evidence.budget, evidence.sequence DESC`;

/** By claim: the latest of each budget that has any, of one engine or of two; the newest first. */
export function currentVerdicts(dataSource: DataSource): DataLoader<string, readonly VerdictRow[]> {
  return new DataLoader(async (claims) => {
    const columns = ["id", "claimId", "budget", "verdict", "reasonCode", "reason", "digest"];
    const rows: VerdictRow[] = await dataSource
      .createQueryBuilder(EvidenceEntity, "evidence")
      .select([...columns, "createdAt"].map((column) => `evidence.${column}`))
      .where(`evidence.id IN (${currentEvidenceIds("true")})`, { claims, budgets: BUDGETS })
      .orderBy("evidence.sequence", "DESC")
      .getMany();
    const found = Map.groupBy(rows, ({ claimId }) => claimId);
    return claims.map((claim) => found.get(claim) ?? []);
  });
}

/** The latest of one engine alone, which a baseline holds; null before any. */
export function plainEvidence(
  dataSource: DataSource,
): DataLoader<ClaimAtBudget, EvidenceEntity | null, string> {
  const keyOf = ({ claimId, budget }: ClaimAtBudget) => `${claimId} ${budget}`;
  const ids = currentEvidenceIds("evidence.cross_check IS NULL");
  return new DataLoader(
    async (wanted) => {
      const claims = [...new Set(wanted.map(({ claimId }) => claimId))];
      const budgets = [...new Set(wanted.map(({ budget }) => budget))];
      const rows = await dataSource
        .createQueryBuilder(EvidenceEntity, "evidence")
        .where(`evidence.id IN (${ids})`, { claims, budgets })
        .getMany();
      const found = new Map(rows.map((row) => [keyOf(row), row]));
      return wanted.map((one) => found.get(keyOf(one)) ?? null);
    },
    { cacheKeyFn: keyOf },
  );
}
