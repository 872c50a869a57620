import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClaimEntity } from "../../src/entities/claim.entity.ts";
import { EvidenceEntity } from "../../src/entities/evidence.entity.ts";
import { PaperEntity } from "../../src/entities/paper.entity.ts";
import { createCatalogueService } from "../../src/services/catalogue.service.ts";
import { createLoaders } from "../../src/services/loaders.ts";
import type { Page, PageArguments } from "../../src/services/page.ts";
import { countStatements } from "../support/count-statements.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { ask } from "../support/experiment.ts";
import { openTestPlatform, testRelease, type TestPlatform } from "../support/platform.ts";
import { runNextJob } from "../support/run-next-job.ts";
import { other, papers, steady } from "../support/scratch-papers.ts";

const paper = "scratch2026-tests";
const slugs = (papers[0]?.claims ?? []).map(({ slug }) => slug).toSorted();

let database: TestDatabase;
let platform: TestPlatform;
/** Ids of experiments, oldest first; the first two have evidence. */
const asked: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await openTestPlatform(database.url);
  for (const slug of [steady.slug, steady.slug, other.slug, steady.slug, steady.slug]) {
    asked.push(await ask(platform, slug));
  }
  await runNextJob(platform);
  await runNextJob(platform);
});

afterAll(async () => {
  await platform.close();
  await database.drop();
});

async function idOf(slug: string): Promise<string> {
  return (await platform.dataSource.manager.findOneByOrFail(ClaimEntity, { slug })).id;
}

/** Follows the pages from one end to the other. */
async function walk<Row, Key extends string | number>(
  read: (page: PageArguments<Key>) => Promise<Page<Row>>,
  keyOf: (row: Row) => Key,
  direction: "forward" | "backward",
  size: number,
): Promise<Row[]> {
  const seen: Row[] = [];
  let page = await read(direction === "forward" ? { first: size } : { last: size });
  for (;;) {
    if (direction === "forward") seen.push(...page.items);
    else seen.unshift(...page.items);
    const edge = direction === "forward" ? page.items.at(-1) : page.items[0];
    const more = direction === "forward" ? page.hasNext : page.hasPrevious;
    if (!more || edge === undefined) return seen;
    const cursor = keyOf(edge);
    page = await read(
      direction === "forward" ? { first: size, after: cursor } : { last: size, before: cursor },
    );
  }
}

describe("a list", () => {
  it.each(["forward", "backward"] as const)("is read whole, page by page, %s", async (way) => {
    const { reads } = platform.services;
    for (const size of [1, 3, 8, 100]) {
      const claims = await walk(reads.claims().page, ({ slug }) => slug, way, size);
      expect(claims.map(({ slug }) => slug)).toEqual(slugs);
      const experiments = await walk(
        reads.experiments().page,
        ({ sequence }) => sequence,
        way,
        size,
      );
      expect(experiments.map(({ id }) => id)).toEqual(asked.toReversed());
    }
  });

  it("says whether there is more, on both sides, and costs one statement", async () => {
    const { reads } = platform.services;
    const { result, statements } = await countStatements(platform.dataSource, () =>
      reads.claims().page({ first: 2, after: slugs[0] ?? "" }),
    );
    expect(statements).toBe(1);
    expect(result).toMatchObject({ hasNext: true, hasPrevious: true });
    expect(result.items.map(({ slug }) => slug)).toEqual(slugs.slice(1, 3));
    const all = await reads.claims().page({ first: slugs.length });
    expect(all).toMatchObject({ hasNext: false, hasPrevious: false });
  });

  it("is filtered and counted", async () => {
    const { reads } = platform.services;
    const claimId = await idOf(steady.slug);
    expect(await reads.experiments({ claimId }).count()).toBe(4);
    expect(await reads.experiments({ claimId, status: "SUCCEEDED" }).count()).toBe(2);
    expect(await reads.claims({ text: "SCRATCH-steady" }).count()).toBe(1);
    expect(await reads.claims({ text: "100%" }).count()).toBe(0);
    expect(await reads.claims({ text: "_cratch" }).count()).toBe(0);
    const verdict = { is: "SUPPORTED", budget: "smoke" } as const;
    const { items } = await reads.claims({ verdict }).page({ first: 10 });
    expect(items.map(({ slug }) => slug)).toEqual([steady.slug]);
    expect(await reads.evidences({ budget: "quick" }).count()).toBe(0);
    expect(await reads.papers().count()).toBe(2);
    expect(await reads.releases().count()).toBe(1);
  });
});

describe("a finder", () => {
  it("answers null for what is not there, malformed ids and NUL characters included", async () => {
    const { reads } = platform.services;
    const nowhere = "00000000-0000-4000-8000-000000000000";
    for (const id of [nowhere, "no-id", "", "\u0000"]) {
      expect(await reads.findExperiment({ id })).toBeNull();
      expect(await reads.findEvidence({ id })).toBeNull();
    }
    expect(await reads.findClaim({ slug: "a\u0000b" })).toBeNull();
    expect(await reads.findEvidence({ digest: "0".repeat(64) })).toBeNull();
  });

  it("finds by slug, id and digest", async () => {
    const { reads } = platform.services;
    const claim = await reads.findClaim({ slug: steady.slug });
    expect(claim).toMatchObject({ claimDigest: steady.claimDigest, listed: true });
    const [evidence] = (await reads.evidences().page({ first: 1 })).items;
    const digest = evidence?.digest ?? "";
    expect(await reads.findEvidence({ digest })).toMatchObject({ digest });
  });

  it("finds of several records with one digest the first, wherever its row lies", async () => {
    const { dataSource, services } = platform;
    const [latest, first] = (await services.reads.evidences().page({ first: 2 })).items;
    const { id = "", digest = "" } = first ?? {};
    expect(latest?.digest).toBe(digest);
    // Written anew with other keys, so that its row and index entries lie behind the other's.
    for (const budget of ["quick", "smoke"]) {
      await dataSource.query("UPDATE evidence SET budget = $1 WHERE id = $2", [budget, id]);
    }
    expect(await services.reads.findEvidence({ digest })).toMatchObject({ id });
  });
});

describe("a laboratory's question", () => {
  it("papers, claims, verdicts, evidence, runs: one statement for each level", async () => {
    const { result, statements } = await countStatements(platform.dataSource, async () => {
      const loaders = createLoaders(platform.dataSource);
      const { items } = await platform.services.reads.papers().page({ first: 10 });
      const page = { first: 50 };
      const lists = await Promise.all(
        items.map(({ id }) => loaders.claimsByPaper.load({ parentId: id, page })),
      );
      const claims = lists.flatMap((list) => list.items);
      const verdicts = await Promise.all(claims.map(({ id }) => loaders.currentVerdicts.load(id)));
      const evidence = await Promise.all(
        verdicts.flatMap((of) => of.map(({ id }) => loaders.evidenceById.load(id))),
      );
      const [figures, runs] = await Promise.all([
        loaders.figuresByEvidence.loadMany(evidence.map(({ id }) => id)),
        Promise.all(
          evidence.map(({ experimentId: parentId }) =>
            loaders.runsByExperiment.load({ parentId, page }),
          ),
        ),
      ]);
      return { claims, evidence, figures, runs };
    });
    expect(result.claims).toHaveLength(slugs.length);
    expect(result.evidence.map(({ experimentId }) => experimentId)).toEqual([asked[1]]);
    expect(result.figures).toMatchObject([[{ name: "amounts" }]]);
    expect(result.runs[0]?.items).toHaveLength(6);
    expect(statements).toBe(6);
  });

  it("reads pages of several parents' lists from the end, too", async () => {
    const loaders = createLoaders(platform.dataSource);
    const ids = [await idOf(steady.slug), await idOf(other.slug)];
    const [first, second] = await Promise.all(
      ids.map((parentId) => loaders.experimentsByClaim.load({ parentId, page: { last: 2 } })),
    );
    expect(first?.items.map(({ id }) => id)).toEqual([asked[1], asked[0]]);
    expect(first).toMatchObject({ hasNext: false, hasPrevious: true });
    expect(second?.items.map(({ id }) => id)).toEqual([asked[2]]);
  });

  it("is answered with the latest evidence at the present wording only", async () => {
    const claimId = await idOf(steady.slug);
    const current = () => createLoaders(platform.dataSource).currentVerdicts.load(claimId);
    const standing = () =>
      createLoaders(platform.dataSource).currentVerdict.load({ claimId, budget: null });
    const before = await current();
    expect(before).toHaveLength(1);
    await platform.dataSource.manager.update(ClaimEntity, claimId, { claimDigest: "reworded" });
    expect(await current()).toEqual([]);
    expect(await standing()).toBeNull();
    const { claimDigest } = steady;
    await platform.dataSource.manager.update(ClaimEntity, claimId, { claimDigest });
    expect(await current()).toEqual(before);
    expect(await standing()).toEqual(before[0]);
    expect(await platform.dataSource.manager.countBy(EvidenceEntity, { claimId })).toBe(2);
  });

  it("about a key that is not there is an error of that key alone", async () => {
    const loaders = createLoaders(platform.dataSource);
    const nowhere = "00000000-0000-4000-8000-000000000000";
    const [found, missing] = await loaders.claimById.loadMany([await idOf(steady.slug), nowhere]);
    expect(found).toMatchObject({ slug: steady.slug });
    expect(missing).toBeInstanceOf(Error);
  });
});

describe("the catalogue", () => {
  const commit = null;

  it("writes nothing when nothing changed", async () => {
    const before = await platform.dataSource.manager.find(ClaimEntity, { order: { slug: "ASC" } });
    await platform.services.catalogue.sync();
    const after = await platform.dataSource.manager.find(ClaimEntity, { order: { slug: "ASC" } });
    expect(after).toEqual(before);
  });

  it("follows the code: words change, keys stay, what is gone is listed no more", async () => {
    const { dataSource, services } = platform;
    const before = await idOf(steady.slug);
    const [first] = papers;
    if (first === undefined) throw new Error("no paper");
    const renamed = { ...first, title: "Another title", claims: [steady] };
    const changed = { papers: [renamed], release: testRelease, commit };
    await createCatalogueService(dataSource, changed).sync();
    expect(await idOf(steady.slug)).toBe(before);
    const row = await dataSource.manager.findOneByOrFail(PaperEntity, { slug: paper });
    expect(row.title).toBe("Another title");
    expect(await services.reads.claims().count()).toBe(1);
    expect(await services.reads.papers().count()).toBe(1);
    const page = { first: 10 };
    const listed = createLoaders(dataSource).claimsByPaper.load({ parentId: row.id, page });
    expect((await listed).items.map(({ slug }) => slug)).toEqual([steady.slug]);
    await services.catalogue.sync();
    expect(await services.reads.claims().count()).toBe(slugs.length);
  });
});
