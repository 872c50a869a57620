/** Readers of what releases found and of how two of them compare. */
import DataLoader from "dataloader";
import { In, type DataSource } from "typeorm";
import type { Comparison } from "../domain/regression.ts";
import { EvidenceEntity } from "../entities/evidence.entity.ts";
import { RegressionEntity } from "../entities/regression.entity.ts";
import { countEvidenceOfReleases, type EvidenceCount } from "./release-evidence.ts";

const FIRST_OF_DIGEST = `
  SELECT DISTINCT ON (evidence.digest) evidence.id FROM evidence
  WHERE evidence.digest = ANY(:digests) ORDER BY evidence.digest, evidence.sequence`;

/** Several records may have one digest: the first of them; null for a digest of none. */
export function evidenceByDigest(
  dataSource: DataSource,
): DataLoader<string, EvidenceEntity | null> {
  return new DataLoader(async (digests) => {
    const rows = await dataSource
      .createQueryBuilder(EvidenceEntity, "evidence")
      .where(`evidence.id IN (${FIRST_OF_DIGEST})`, { digests: [...digests] })
      .getMany();
    const found = new Map(rows.map((row) => [row.digest, row]));
    return digests.map((digest) => found.get(digest) ?? null);
  });
}

/** By the id of the regression's row; an id without a row is an error of that id alone. */
export function comparisonByRegression(dataSource: DataSource): DataLoader<string, Comparison> {
  return new DataLoader(async (ids) => {
    const rows = await dataSource
      .createQueryBuilder(RegressionEntity, "regression")
      .select(["regression.id", "regression.document"])
      .where({ id: In([...ids]) })
      .getMany();
    const found = new Map(rows.map(({ id, document }) => [id, document]));
    return ids.map((id) => found.get(id) ?? new Error(`no regression has the id ${id}`));
  });
}

/** Nothing for a budget at which the release has none. */
export function evidenceCountsByRelease(
  dataSource: DataSource,
): DataLoader<string, readonly EvidenceCount[]> {
  return new DataLoader(async (ids) => {
    const counts = await countEvidenceOfReleases(dataSource, ids);
    return ids.map((id) => counts.get(id) ?? []);
  });
}
