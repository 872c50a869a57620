/** Readers of what stands about claims now: the latest evidence at their present wording. */
import DataLoader from "dataloader";
import type { DataSource, SelectQueryBuilder } from "typeorm";
import { BUDGETS, type Budget } from "../domain/verdict.ts";
import { EvidenceEntity } from "../entities/evidence.entity.ts";

export interface ClaimAtBudget {
  readonly claimId: string;
  readonly budget: Budget;
}

/** A claim at a budget, or where none is named. */
export interface ClaimNow {
  readonly claimId: string;
  readonly budget: Budget | null;
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

const SMALLEST_FIRST = `ARRAY[${BUDGETS.map((budget) => `'${budget}'`).join(", ")}]`;

/**
 * What a claim stands by where no budget is named, as a column of that evidence, in a query with
 * `claim`: of what the release found that verified it last, the newest at the largest budget. A
 * release's run at smoke does not take back what it found at paper; what an older release found
 * counts no more.
 */
export const standing = (column: "id" | "verdict") => `(
  SELECT evidence.${column} FROM evidence
  WHERE evidence.claim_id = claim.id AND evidence.claim_digest = claim.claim_digest
    AND evidence.release_id = (
      SELECT latest.release_id FROM evidence latest
      WHERE latest.claim_id = claim.id AND latest.claim_digest = claim.claim_digest
      ORDER BY latest.sequence DESC LIMIT 1)
  ORDER BY array_position(${SMALLEST_FIRST}, evidence.budget) DESC, evidence.sequence DESC LIMIT 1)`;

function selectVerdicts(dataSource: DataSource): SelectQueryBuilder<EvidenceEntity> {
  const columns = ["id", "claimId", "budget", "verdict", "reasonCode", "reason", "digest"];
  return dataSource
    .createQueryBuilder(EvidenceEntity, "evidence")
    .select([...columns, "createdAt"].map((column) => `evidence.${column}`));
}

/** By claim: the latest of each budget that has any, of one engine or of two; the newest first. */
export function currentVerdicts(dataSource: DataSource): DataLoader<string, readonly VerdictRow[]> {
  return new DataLoader(async (claims) => {
    const rows: VerdictRow[] = await selectVerdicts(dataSource)
      .where(`evidence.id IN (${currentEvidenceIds("true")})`, { claims, budgets: BUDGETS })
      .orderBy("evidence.sequence", "DESC")
      .getMany();
    const found = Map.groupBy(rows, ({ claimId }) => claimId);
    return claims.map((claim) => found.get(claim) ?? []);
  });
}

/** By claim: what it stands by where no budget is named; null before any. */
function standingVerdict(dataSource: DataSource): DataLoader<string, VerdictRow | null> {
  return new DataLoader(async (claims) => {
    const ids = `SELECT ${standing("id")} FROM claim WHERE claim.id = ANY(:claims)`;
    const rows: VerdictRow[] = await selectVerdicts(dataSource)
      .where(`evidence.id IN (${ids})`, { claims })
      .getMany();
    const found = new Map(rows.map((row) => [row.claimId, row]));
    return claims.map((claim) => found.get(claim) ?? null);
  });
}

/** The latest at a budget or, where that is null, what the claim stands by; null before any. */
export function currentVerdict(
  dataSource: DataSource,
  atBudgets: DataLoader<string, readonly VerdictRow[]>,
): DataLoader<ClaimNow, VerdictRow | null, string> {
  const byRelease = standingVerdict(dataSource);
  const find = async ({ claimId, budget }: ClaimNow): Promise<VerdictRow | null> => {
    if (budget === null) return byRelease.load(claimId);
    const verdicts = await atBudgets.load(claimId);
    return verdicts.find((one) => one.budget === budget) ?? null;
  };
  return new DataLoader((wanted) => Promise.all(wanted.map(find)), {
    cacheKeyFn: ({ claimId, budget }) => `${claimId} ${budget}`,
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
