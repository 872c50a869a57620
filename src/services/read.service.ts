import type { DataSource, EntityTarget, ObjectLiteral, SelectQueryBuilder } from "typeorm";
import { CertificateEntity } from "../entities/certificate.entity.ts";
import { ClaimEntity } from "../entities/claim.entity.ts";
import { EvidenceEntity } from "../entities/evidence.entity.ts";
import { ExperimentEntity } from "../entities/experiment.entity.ts";
import { PaperEntity } from "../entities/paper.entity.ts";
import { RegressionEntity } from "../entities/regression.entity.ts";
import { ReleaseEntity } from "../entities/release.entity.ts";
import { RunEntity } from "../entities/run.entity.ts";
import type { ClaimFilter, EvidenceFilter, ExperimentFilter, RegressionFilter } from "./filters.ts";
import { listQueries, pageKeys } from "./list-queries.ts";
import type { Page, PageArguments } from "./page.ts";
import { readPage } from "./paging.ts";

/** A list that can be paged by key and counted; two statements, each only when it is asked for. */
export interface List<Row, Key extends string | number> {
  page(page: PageArguments<Key>): Promise<Page<Row>>;
  count(): Promise<number>;
}

/** Everything that can be read from the top; what hangs below a row is read by the loaders. */
export interface ReadService {
  /** By slug. */
  papers(): List<PaperEntity, string>;
  /** By slug. */
  claims(filter?: ClaimFilter): List<ClaimEntity, string>;
  /** By sequence, newest first. */
  experiments(filter?: ExperimentFilter): List<ExperimentEntity, number>;
  /** By sequence, newest first. */
  evidences(filter?: EvidenceFilter): List<EvidenceEntity, number>;
  /** By sequence, newest first. */
  releases(): List<ReleaseEntity, number>;
  /** By sequence, newest first; without their documents. */
  regressions(filter?: RegressionFilter): List<RegressionEntity, number>;
  /** Each finder answers null for what is not there, a malformed id included. */
  findPaper(by: { id: string } | { slug: string }): Promise<PaperEntity | null>;
  findClaim(by: { id: string } | { slug: string }): Promise<ClaimEntity | null>;
  findExperiment(by: { id: string }): Promise<ExperimentEntity | null>;
  findRun(by: { id: string }): Promise<RunEntity | null>;
  /** Several records may have one digest; by digest, the first of them. */
  findEvidence(by: { id: string } | { digest: string }): Promise<EvidenceEntity | null>;
  findRelease(by: { id: string }): Promise<ReleaseEntity | null>;
  findRegression(by: { id: string }): Promise<RegressionEntity | null>;
  findCertificate(by: { digest: string }): Promise<CertificateEntity | null>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** PostgreSQL refuses text with U+0000 and ids that are none: neither can be the key of a row. */
function canExist(by: Readonly<Record<string, string>>): boolean {
  return Object.entries(by).every(([field, value]) =>
    field === "id" ? UUID.test(value) : !value.includes("\u0000"),
  );
}

export function createReadService(dataSource: DataSource): ReadService {
  const queries = listQueries(dataSource);

  function list<Row extends ObjectLiteral, Key extends string | number>(
    query: () => SelectQueryBuilder<Row>,
    key: (typeof pageKeys)[keyof typeof pageKeys],
  ): List<Row, Key> {
    return {
      page: (page) => readPage(query(), key, page),
      count: () => query().getCount(),
    };
  }

  async function find<Row extends ObjectLiteral>(
    entity: EntityTarget<Row>,
    by: Readonly<Record<string, string>>,
    first?: "sequence",
  ): Promise<Row | null> {
    if (!canExist(by)) return null;
    const query = dataSource.createQueryBuilder(entity, "found");
    for (const [field, value] of Object.entries(by)) {
      query.andWhere(`found.${field} = :${field}`, { [field]: value });
    }
    if (first !== undefined) query.orderBy(`found.${first}`);
    return query.limit(1).getOne();
  }

  return {
    papers: () => list(() => queries.papers(), pageKeys.paper),
    claims: (filter = {}) => list(() => queries.claims(filter), pageKeys.claim),
    experiments: (filter = {}) => list(() => queries.experiments(filter), pageKeys.experiment),
    evidences: (filter = {}) => list(() => queries.evidences(filter), pageKeys.evidence),
    releases: () => list(() => queries.releases(), pageKeys.release),
    regressions: (filter = {}) => list(() => queries.regressions(filter), pageKeys.regression),
    findPaper: (by) => find(PaperEntity, { ...by }),
    findClaim: (by) => find(ClaimEntity, { ...by }),
    findExperiment: (by) => find(ExperimentEntity, { ...by }),
    findRun: (by) => find(RunEntity, { ...by }),
    findEvidence: (by) => find(EvidenceEntity, { ...by }, "sequence"),
    findRelease: (by) => find(ReleaseEntity, { ...by }),
    findRegression: (by) => find(RegressionEntity, { ...by }),
    findCertificate: (by) => find(CertificateEntity, { ...by }),
  };
}
