import type { DataSource, EntityManager } from "typeorm";
import { digestOf } from "../domain/canonical.ts";
import { PlatformError } from "../domain/errors.ts";
import type { EvidenceRecord } from "../domain/evidence-record.ts";
import type { Comparison } from "../domain/regression.ts";
import type { Budget } from "../domain/verdict.ts";
import { RegressionEntity } from "../entities/regression.entity.ts";
import { ReleaseEntity } from "../entities/release.entity.ts";
import { compareEvidence } from "../verification/regression/compare.ts";
import { answerOnce, assertAsking, type Asking } from "./answer-once.ts";
import {
  describeCounts,
  countEvidenceOfReleases,
  readEvidenceOfRelease,
} from "./release-evidence.ts";
import { describeRelease } from "./release-row.ts";

/** Ids of the rows of two releases, and where to look for their evidence. */
export interface Pair {
  readonly baselineId: string;
  readonly candidateId: string;
  readonly budget: Budget;
}

export interface RegressionService {
  /**
   * Compares the latest evidence of two releases. The same evidence compared again is answered with
   * the regression that exists.
   *
   * @throws PlatformError NOT_FOUND; NO_BASELINE when one has no evidence at that budget; BAD_INPUT
   *   for a release and itself; IDEMPOTENCY_CONFLICT
   */
  compare(asked: Pair & Asking): Promise<RegressionEntity>;
}

/** @throws PlatformError NOT_FOUND or NO_BASELINE, at the field */
async function evidenceOf(
  manager: EntityManager,
  field: "baseline" | "candidate",
  id: string,
  budget: Budget,
): Promise<EvidenceRecord[]> {
  const release = await manager.findOneBy(ReleaseEntity, { id });
  if (release === null) {
    throw new PlatformError("NOT_FOUND", "there is no such release", { path: [field] });
  }
  const records = await readEvidenceOfRelease(manager, id, [budget]);
  if (records.length > 0) return records;
  const counts = (await countEvidenceOfReleases(manager, [id], "comparable")).get(id) ?? [];
  const told =
    `release ${describeRelease(release)} has no evidence at ${budget} (${describeCounts(counts)}): ` +
    "compare at a budget at which both have some, or verify its claims while it runs";
  throw new PlatformError("NO_BASELINE", told, { path: [field] });
}

/** The id of the row that holds this result: a new one, or that of whoever was first. */
async function keep(manager: EntityManager, pair: Pair, comparison: Comparison): Promise<string> {
  const { baselineId, candidateId, budget } = pair;
  const identity = { baselineId, candidateId, budget, digest: digestOf(comparison) };
  const { gate, reason, intervals, level } = comparison;
  await manager
    .createQueryBuilder()
    .insert()
    .into(RegressionEntity)
    .values({ ...identity, gate, reason, intervals, level, document: comparison })
    .orIgnore()
    .execute();
  return (await manager.findOneByOrFail(RegressionEntity, identity)).id;
}

async function compareIn(manager: EntityManager, pair: Pair): Promise<string> {
  const { baselineId, candidateId, budget } = pair;
  const before = await evidenceOf(manager, "baseline", baselineId, budget);
  const after = await evidenceOf(manager, "candidate", candidateId, budget);
  return keep(manager, pair, compareEvidence(before, after));
}

export function createRegressionService(dataSource: DataSource): RegressionService {
  return {
    async compare({ baselineId, candidateId, budget, ...asking }) {
      assertAsking({ ...asking, budget });
      const pair = { baselineId, candidateId, budget };
      if (baselineId === candidateId) {
        const told = "is the baseline itself: a release never regresses against itself";
        throw new PlatformError("BAD_INPUT", `candidate: ${told}`, { path: ["candidate"] });
      }
      const inputDigest = digestOf({ operation: "compareReleases", ...pair });
      return dataSource.transaction(async (manager) => {
        const [id = ""] = await answerOnce(manager, asking, inputDigest, async () => [
          await compareIn(manager, pair),
        ]);
        return manager.findOneByOrFail(RegressionEntity, { id });
      });
    },
  };
}
