import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { papers } from "../../src/papers/index.ts";
import { CATALOGUE_LISTS } from "../../src/schema/prices.ts";
import { LIMITS } from "../../src/server/limits.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { toyPapers } from "../support/toy-papers.ts";

/** Everything that a laboratory wants of every claim, in one request. */
const QUESTION = `{
  papers(first: 10) { edges { node { slug title
    claims(first: 10) { edges { node { slug statement formula
      currentVerdict(budget: QUICK) { verdict reasonCode
        evidence { digest seeds release { version }
          checks { name exact thresholdExact outcome }
          figures { name spec }
          certificates { name digest }
          experiment { status
            runs(first: 10) { edges { node { arm seed measurements { name value state } } } } }
        } } } } } } } }
}`;

/** All that ships: each claim as it is worded, with what was found and drawn, at the largest pages. */
const EVERYTHING = `{
  papers(first: 100) { edges { node { slug title authors year
    claims(first: 100) { edges { node { slug title kind statement formula limits deviations
      provenance { of provenance } hypotheses { name statement }
      currentVerdict(budget: QUICK) { verdict reasonCode reason decidedAt
        evidence { digest seeds release { version }
          checks { name exact thresholdExact value threshold outcome }
          controls { name verdict checks { name value threshold outcome } }
          drift { quantity margin } environment { engine precision versions { name version } }
          figures { name title spec svg undrawn }
          certificates { name digest }
        } } } } } } } }
}`;

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ papers: toyPapers });
  const asked = { budget: "quick", caller: "owner" } as const;
  await api.services.verification.requestPaper("author2024-squares", asked);
  await api.work();
});
afterAll(() => api.close());

describe("a laboratory's whole question", () => {
  it("fits the limits with room to spare", async () => {
    const { errors, cost } = await api.ask(QUESTION);
    expect(errors).toEqual([]);
    expect(cost?.requested).toBeLessThan(0.75 * LIMITS.cost);
  });

  it("may be about everything that ships, at the largest pages, with a quarter of the limit to spare", async () => {
    const { errors, cost } = await api.ask(EVERYTHING);
    expect(errors).toEqual([]);
    expect(cost?.requested).toBeLessThan(0.75 * LIMITS.cost);
  });

  it("is not counted short by a catalogue that has grown", () => {
    const { papers: most, claimsOfPaper } = CATALOGUE_LISTS;
    const sizes = papers.map(({ claims }) => claims.length);
    expect(sizes.length).toBeLessThanOrEqual(most);
    expect(sizes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(most * claimsOfPaper);
    expect(Math.max(...sizes)).toBeLessThan(2 * claimsOfPaper);
  });

  it.each([
    ["{ systemInfo { version } }", 1],
    ["{ __schema { types { name } } }", 0],
    ["{ papers(first: 10) { totalCount pageInfo { endCursor } edges { node { slug } } } }", 31],
    [`{ claim(slug: "q1-square") { controls { name } hypotheses { name } } }`, 7],
    [`{ evidence(digest: "00") { record } }`, 151],
    [`{ evidence(digest: "00") { checks { name } figures { spec } } }`, 1 + 10 + 3 + 3 * 16],
    [`{ evidence(digest: "00") { figures { svg } } }`, 1 + 3 + 3 * 15],
    ["{ papers(first: 100) { edges { node { slug } } } }", 1 + 10 * 2],
    [`{ paper(slug: "a") { claims(first: 100) { edges { node { slug } } } } }`, 2 + 10 * 2],
    ["{ claims(first: 100) { edges { node { slug } } } }", 1 + 100 * 2],
    [`{ evidence(digest: "00") { certificates { content } } }`, 1 + 3 * 1_301],
  ])("is priced by objects, and by what is heavy: %s", async (query, points) => {
    expect((await api.ask(query)).cost?.requested).toBe(points);
  });

  it("takes one statement for each level", async () => {
    const statements = await api.statements(() => api.data(QUESTION));
    const tables = statements.map((text) => /FROM "(\w+)"/.exec(text)?.[1]).toSorted();
    expect(tables).toEqual([
      "claim",
      "evidence",
      "evidence",
      "experiment",
      "figure",
      "paper",
      "release",
      "run",
    ]);
  });
});
