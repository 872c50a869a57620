/** What a release has found, as the comparison of two of them needs it. */
import { In, type EntityManager } from "typeorm";
import { PlatformError } from "../domain/errors.ts";
import { brokenDigest, type EvidenceRecord } from "../domain/evidence-record.ts";
import { BUDGETS, type Budget } from "../domain/verdict.ts";
import { EvidenceEntity } from "../entities/evidence.entity.ts";

export interface EvidenceCount {
  readonly budget: Budget;
  readonly count: number;
}

/** A data source, or the manager of a transaction. */
type Reader = Pick<EntityManager, "createQueryBuilder">;

/** What is of one engine alone: a verdict of two is not to be held against it. */
const PLAIN = "evidence.cross_check IS NULL";

/** In the direction in which the index evidence_release_idx is read backwards. */
const LATEST = `
  SELECT DISTINCT ON (evidence.budget, evidence.claim_id) evidence.id
  FROM evidence
  WHERE evidence.release_id = :releaseId AND evidence.budget = ANY(:budgets) AND ${PLAIN}
  ORDER BY evidence.budget DESC, evidence.claim_id DESC, evidence.sequence DESC`;

/** What the database holds may have been edited past the services: a comparison must not rest on it. */
function assertWhole(record: EvidenceRecord): EvidenceRecord {
  const broken = brokenDigest(record);
  if (broken === null) return record;
  const told =
    `the stored evidence of ${record.claim} at ${record.budget} is not what its ${broken} was made ` +
    "of: it was edited in the database; verify the claim again with force";
  throw new PlatformError("DIGEST_MISMATCH", told);
}

/**
 * For each claim and budget the latest record of a release on one engine, by paper and claim. A claim
 * that the catalogue does not list any more has one too.
 *
 * @throws PlatformError DIGEST_MISMATCH for a record that was edited in the database
 */
export async function readEvidenceOfRelease(
  reader: Reader,
  releaseId: string,
  budgets: readonly Budget[] = BUDGETS,
): Promise<EvidenceRecord[]> {
  const rows = await reader
    .createQueryBuilder(EvidenceEntity, "evidence")
    .select(["evidence.id", "evidence.record"])
    .innerJoin("evidence.claim", "claim")
    .innerJoin("claim.paper", "paper")
    .where(`evidence.id IN (${LATEST})`, { releaseId, budgets: [...budgets] })
    .orderBy("paper.slug")
    .addOrderBy("claim.slug")
    .addOrderBy("evidence.sequence")
    .getMany();
  return rows.map(({ record }) => assertWhole(record));
}

/** "evidence: 22 at smoke, 3 at quick" */
export function describeCounts(counts: readonly EvidenceCount[]): string {
  if (counts.length === 0) return "no evidence";
  return `evidence: ${counts.map(({ budget, count }) => `${count} at ${budget}`).join(", ")}`;
}

/**
 * How many records each release has at which budgets, the cheapest first; one statement.
 *
 * @param which all, or those that a comparison may rest on
 */
export async function countEvidenceOfReleases(
  reader: Reader,
  releaseIds: readonly string[],
  which: "all" | "comparable" = "all",
): Promise<ReadonlyMap<string, readonly EvidenceCount[]>> {
  const rows = await reader
    .createQueryBuilder(EvidenceEntity, "evidence")
    .select("evidence.releaseId", "releaseId")
    .addSelect("evidence.budget", "budget")
    .addSelect("count(*)::int", "count")
    .where({ releaseId: In([...releaseIds]) })
    .andWhere(which === "all" ? "true" : PLAIN)
    .groupBy("evidence.releaseId")
    .addGroupBy("evidence.budget")
    .getRawMany<EvidenceCount & { releaseId: string }>();
  const countsOf = (id: string) =>
    rows
      .filter(({ releaseId }) => releaseId === id)
      .map(({ budget, count }) => ({ budget, count }))
      .toSorted((left, right) => BUDGETS.indexOf(left.budget) - BUDGETS.indexOf(right.budget));
  return new Map(releaseIds.map((id) => [id, countsOf(id)]));
}
