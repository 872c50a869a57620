import DataLoader from "dataloader";
import { In, type DataSource, type EntityTarget, type ObjectLiteral } from "typeorm";
import type { Comparison } from "../domain/regression.ts";
import type { Budget } from "../domain/verdict.ts";
import { CertificateEntity } from "../entities/certificate.entity.ts";
import { ClaimEntity } from "../entities/claim.entity.ts";
import { EvidenceEntity } from "../entities/evidence.entity.ts";
import { ExperimentEntity } from "../entities/experiment.entity.ts";
import { FigureEntity } from "../entities/figure.entity.ts";
import { PaperEntity } from "../entities/paper.entity.ts";
import { RegressionEntity } from "../entities/regression.entity.ts";
import { ReleaseEntity } from "../entities/release.entity.ts";
import { RunEntity } from "../entities/run.entity.ts";
import {
  currentVerdict,
  currentVerdicts,
  plainEvidence,
  type ClaimAtBudget,
  type ClaimNow,
  type VerdictRow,
} from "./current-evidence.ts";
import { pageKeys } from "./list-queries.ts";
import type { Page, PageArguments } from "./page.ts";
import { readPagesByParent, type PageKey } from "./paging.ts";
import {
  comparisonByRegression,
  evidenceByDigest,
  evidenceCountsByRelease,
} from "./release-loaders.ts";
import type { EvidenceCount } from "./release-evidence.ts";

export interface ChildPage<Key extends string | number> {
  readonly parentId: string;
  readonly page: PageArguments<Key>;
}

type OneById<Row> = DataLoader<string, Row>;
type MaybeById<Row> = DataLoader<string, Row | null>;
type ChildPages<Row, Key extends string | number> = DataLoader<ChildPage<Key>, Page<Row>, string>;

/** Everything that hangs below a row, one statement for each level of a query. */
export interface Loaders {
  /** A key without a row is an error of that key alone. */
  readonly paperById: OneById<PaperEntity>;
  readonly claimById: OneById<ClaimEntity>;
  readonly experimentById: OneById<ExperimentEntity>;
  readonly releaseById: OneById<ReleaseEntity>;
  readonly evidenceById: OneById<EvidenceEntity>;
  /** By slug. */
  readonly claimsByPaper: ChildPages<ClaimEntity, string>;
  /** By sequence, newest first. */
  readonly experimentsByClaim: ChildPages<ExperimentEntity, number>;
  /** By sequence, newest first; every wording and budget. */
  readonly evidencesByClaim: ChildPages<EvidenceEntity, number>;
  /** By sequence: the order in which they finished. */
  readonly runsByExperiment: ChildPages<RunEntity, number>;
  /** By sequence, newest first; at one budget, or at all of them. */
  readonly evidencesByRelease: Readonly<Record<Budget | "any", ChildPages<EvidenceEntity, number>>>;
  readonly claimCountByPaper: DataLoader<string, number>;
  readonly experimentCountByClaim: DataLoader<string, number>;
  readonly evidenceCountByClaim: DataLoader<string, number>;
  /** At each budget at which a release has any. */
  readonly evidenceCountsByRelease: DataLoader<string, readonly EvidenceCount[]>;
  /**
   * By claim: the latest at its present wording of each budget that has any, of one engine or of two;
   * the newest first.
   */
  readonly currentVerdicts: DataLoader<string, readonly VerdictRow[]>;
  /** Of those the one at a budget or, where that is null, what the claim stands by; null before any. */
  readonly currentVerdict: DataLoader<ClaimNow, VerdictRow | null, string>;
  /** The latest at the claim's present wording of one engine alone: what a baseline holds. */
  readonly plainEvidence: DataLoader<ClaimAtBudget, EvidenceEntity | null, string>;
  /** Null until the experiment has succeeded. */
  readonly evidenceByExperiment: DataLoader<string, EvidenceEntity | null>;
  readonly figuresByEvidence: DataLoader<string, readonly FigureEntity[]>;
  readonly certificateByDigest: OneById<CertificateEntity>;
  /** Several records may have one digest: the first of them; null for a digest of none. */
  readonly evidenceByDigest: MaybeById<EvidenceEntity>;
  readonly claimBySlug: MaybeById<ClaimEntity>;
  /** Its document, by the row's id. */
  readonly comparisonByRegression: OneById<Comparison>;
  /** Whatever a global id may name; null for what is not there. */
  readonly nodes: {
    readonly Paper: MaybeById<PaperEntity>;
    readonly Claim: MaybeById<ClaimEntity>;
    readonly Experiment: MaybeById<ExperimentEntity>;
    readonly Run: MaybeById<RunEntity>;
    readonly Evidence: MaybeById<EvidenceEntity>;
    readonly Release: MaybeById<ReleaseEntity>;
    readonly Regression: MaybeById<RegressionEntity>;
  };
}

async function readByKey<Row extends ObjectLiteral>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  key: keyof Row & string,
  keys: readonly string[],
): Promise<(Row | null)[]> {
  const query = dataSource.createQueryBuilder(entity, "row");
  const rows = await query.where({ [key]: In([...keys]) }).getMany();
  const found = new Map(rows.map((row) => [String(row[key]), row]));
  return keys.map((one) => found.get(one) ?? null);
}

function byKey<Row extends ObjectLiteral>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  key: keyof Row & string,
): OneById<Row> {
  return new DataLoader(async (keys) => {
    const rows = await readByKey(dataSource, entity, key, keys);
    return rows.map((row, index) => row ?? new Error(`no row with ${key} ${keys[index] ?? ""}`));
  });
}

function maybeByKey<Row extends ObjectLiteral>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  key: keyof Row & string,
): MaybeById<Row> {
  return new DataLoader((keys) => readByKey(dataSource, entity, key, keys));
}

function byParent<Row extends ObjectLiteral, Key extends string | number>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  { parent, ...list }: { parent: keyof Row & string; key: PageKey; only?: string },
): ChildPages<Row, Key> {
  return new DataLoader(
    (wanted) => readPagesByParent(dataSource, { entity, parent, ...list }, wanted),
    { cacheKeyFn: ({ parentId, page }) => JSON.stringify([parentId, page]) },
  );
}

function countByParent<Row extends ObjectLiteral>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  parent: keyof Row & string,
  only = "true",
): DataLoader<string, number> {
  return new DataLoader(async (ids) => {
    const query = dataSource.createQueryBuilder(entity, "child").where({ [parent]: In([...ids]) });
    const rows = await query
      .andWhere(only)
      .select(`child.${parent}`, "parent")
      .addSelect("count(*)::int", "count")
      .groupBy(`child.${parent}`)
      .getRawMany<{ parent: string; count: number }>();
    const found = new Map(rows.map((row) => [row.parent, row.count]));
    return ids.map((id) => found.get(id) ?? 0);
  });
}

function evidenceByExperiment(dataSource: DataSource): Loaders["evidenceByExperiment"] {
  return new DataLoader(async (ids) => {
    const rows = await dataSource
      .createQueryBuilder(EvidenceEntity, "evidence")
      .where({ experimentId: In([...ids]) })
      .orderBy("evidence.sequence")
      .getMany();
    // The latest wins: a correction takes the place of what it corrects.
    const found = new Map(rows.map((row) => [row.experimentId, row]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

function figuresByEvidence(dataSource: DataSource): Loaders["figuresByEvidence"] {
  return new DataLoader(async (ids) => {
    const rows = await dataSource
      .createQueryBuilder(FigureEntity, "figure")
      .where({ evidenceId: In([...ids]) })
      .orderBy("figure.ordinal")
      .getMany();
    return ids.map((id) => rows.filter(({ evidenceId }) => evidenceId === id));
  });
}

function evidencesByRelease(dataSource: DataSource): Loaders["evidencesByRelease"] {
  const at = (only: string): ChildPages<EvidenceEntity, number> =>
    byParent(dataSource, EvidenceEntity, { parent: "releaseId", key: pageKeys.evidence, only });
  return {
    any: at("true"),
    smoke: at("evidence.budget = 'smoke'"),
    quick: at("evidence.budget = 'quick'"),
    standard: at("evidence.budget = 'standard'"),
    paper: at("evidence.budget = 'paper'"),
  };
}

/** Loaders of one request: what they cache must not outlive it. */
export function createLoaders(dataSource: DataSource): Loaders {
  const verdicts = currentVerdicts(dataSource);
  return {
    paperById: byKey(dataSource, PaperEntity, "id"),
    claimById: byKey(dataSource, ClaimEntity, "id"),
    experimentById: byKey(dataSource, ExperimentEntity, "id"),
    releaseById: byKey(dataSource, ReleaseEntity, "id"),
    evidenceById: byKey(dataSource, EvidenceEntity, "id"),
    claimsByPaper: byParent(dataSource, ClaimEntity, {
      parent: "paperId",
      key: pageKeys.claim,
      only: "claim.listed",
    }),
    experimentsByClaim: byParent(dataSource, ExperimentEntity, {
      parent: "claimId",
      key: pageKeys.experiment,
    }),
    evidencesByClaim: byParent(dataSource, EvidenceEntity, {
      parent: "claimId",
      key: pageKeys.evidence,
    }),
    runsByExperiment: byParent(dataSource, RunEntity, {
      parent: "experimentId",
      key: pageKeys.run,
    }),
    evidencesByRelease: evidencesByRelease(dataSource),
    claimCountByPaper: countByParent(dataSource, ClaimEntity, "paperId", "child.listed"),
    experimentCountByClaim: countByParent(dataSource, ExperimentEntity, "claimId"),
    evidenceCountByClaim: countByParent(dataSource, EvidenceEntity, "claimId"),
    evidenceCountsByRelease: evidenceCountsByRelease(dataSource),
    currentVerdicts: verdicts,
    currentVerdict: currentVerdict(dataSource, verdicts),
    plainEvidence: plainEvidence(dataSource),
    evidenceByExperiment: evidenceByExperiment(dataSource),
    figuresByEvidence: figuresByEvidence(dataSource),
    certificateByDigest: byKey(dataSource, CertificateEntity, "digest"),
    evidenceByDigest: evidenceByDigest(dataSource),
    claimBySlug: maybeByKey(dataSource, ClaimEntity, "slug"),
    comparisonByRegression: comparisonByRegression(dataSource),
    nodes: {
      Paper: maybeByKey(dataSource, PaperEntity, "id"),
      Claim: maybeByKey(dataSource, ClaimEntity, "id"),
      Experiment: maybeByKey(dataSource, ExperimentEntity, "id"),
      Run: maybeByKey(dataSource, RunEntity, "id"),
      Evidence: maybeByKey(dataSource, EvidenceEntity, "id"),
      Release: maybeByKey(dataSource, ReleaseEntity, "id"),
      Regression: maybeByKey(dataSource, RegressionEntity, "id"),
    },
  };
}
