import type { DataSource } from "typeorm";
import { PlatformError } from "../domain/errors.ts";
import type { EvidenceRecord, Release } from "../domain/evidence-record.ts";
import { isGlobalId, keyOfGlobalId, toGlobalId } from "../domain/global-id.ts";
import type { Budget } from "../domain/verdict.ts";
import { ReleaseEntity } from "../entities/release.entity.ts";
import { assertText } from "./assert-text.ts";
import {
  countEvidenceOfReleases,
  describeCounts,
  readEvidenceOfRelease,
  type EvidenceCount,
} from "./release-evidence.ts";
import { describeRelease, findReleaseId } from "./release-row.ts";

export interface ReleaseService {
  /**
   * @param word a version, the first 8 or more digits of a source digest, or a global id
   * @throws PlatformError NOT_FOUND with the releases that are known; BAD_INPUT with those that the
   *   word may mean, where it may mean several, or for the id of another noun
   */
  findReleaseByWord(word: string): Promise<ReleaseEntity>;
  /** For each claim, and budget unless one is given, the latest record of that release. */
  evidenceOfRelease(releaseId: string, budget?: Budget): Promise<readonly EvidenceRecord[]>;
  /** The same of the release that runs here. */
  ownEvidence(budget: Budget): Promise<readonly EvidenceRecord[]>;
  /** How many records of a release can be compared, at the budgets at which any can. */
  evidenceCounts(releaseId: string): Promise<readonly EvidenceCount[]>;
}

const WORD_LENGTH = { min: 1, max: 200 };
const DIGEST_PREFIX = /^[0-9a-f]{8,64}$/;
/** How many are named in an error; `corollary releases` lists them all. */
const SHOWN = 10;

/** The newest that match, one more than are shown. */
function findMatching(dataSource: DataSource, word: string | null): Promise<ReleaseEntity[]> {
  const query = dataSource.createQueryBuilder(ReleaseEntity, "release");
  if (word !== null && isGlobalId(word)) {
    query.where("release.id = :id", { id: keyOfGlobalId(word, "Release", ["release"]) });
  } else if (word !== null) {
    query.where("release.version = :word", { word });
    if (DIGEST_PREFIX.test(word)) {
      query.orWhere("starts_with(release.sourceDigest, :word)", { word });
    }
  }
  return query
    .orderBy("release.sequence", "DESC")
    .limit(SHOWN + 1)
    .getMany();
}

/** One line each, with what tells them apart. */
async function describeAll(
  dataSource: DataSource,
  releases: readonly ReleaseEntity[],
): Promise<string> {
  const shown = releases.slice(0, SHOWN);
  const counts = await countEvidenceOfReleases(
    dataSource,
    shown.map(({ id }) => id),
  );
  const lines = shown.map((release) => {
    const { id, createdAt } = release;
    const seen = `first seen ${createdAt.toISOString()}`;
    const found = describeCounts(counts.get(id) ?? []);
    return `  ${describeRelease(release)}, ${seen}, ${found}\n    id ${toGlobalId("Release", id)}`;
  });
  const more = releases.length > SHOWN ? ["  and more; see: npx corollary releases"] : [];
  return [...lines, ...more].join("\n");
}

export function createReleaseService(
  dataSource: DataSource,
  { release }: { readonly release: Release },
): ReleaseService {
  return {
    async findReleaseByWord(word) {
      assertText("release", word, WORD_LENGTH);
      const found = await findMatching(dataSource, word);
      const [only] = found;
      if (only !== undefined && found.length === 1) return only;
      const isKnown = found.length > 0;
      const told = isKnown
        ? `"${word}" is several releases: give 8 or more digits of sources, or an id`
        : `no release is named "${word}"; known by version, sources or id:`;
      const candidates = isKnown ? found : await findMatching(dataSource, null);
      const list = await describeAll(dataSource, candidates);
      throw new PlatformError(isKnown ? "BAD_INPUT" : "NOT_FOUND", `${told}\n${list}`, {
        path: ["release"],
      });
    },
    evidenceOfRelease: (releaseId, budget) =>
      readEvidenceOfRelease(dataSource, releaseId, budget === undefined ? undefined : [budget]),
    async ownEvidence(budget) {
      const id = await findReleaseId(dataSource.manager, release);
      return readEvidenceOfRelease(dataSource, id, [budget]);
    },
    async evidenceCounts(releaseId) {
      const counts = await countEvidenceOfReleases(dataSource, [releaseId], "comparable");
      return counts.get(releaseId) ?? [];
    },
  };
}
