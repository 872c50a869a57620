import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
          certificates { name content }
          experiment { status
            runs(first: 10) { edges { node { arm seed measurements { name value state } } } } }
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
    expect(cost?.requested).toBeLessThan(10_000);
  });

  it("costs what came back, never more than was estimated", async () => {
    const queries = [
      QUESTION,
      "{ systemInfo { version } }",
      "{ __schema { types { name } } }",
      "{ papers(first: 10) { totalCount pageInfo { endCursor } edges { node { slug } } } }",
      `{ claim(slug: "q1-square") { controls { name } hypotheses { name } } }`,
    ];
    const costs = await Promise.all(queries.map(async (query) => (await api.ask(query)).cost));
    for (const cost of costs) expect(cost?.actual).toBeLessThanOrEqual(cost?.requested ?? -1);
    expect(costs.map((cost) => cost?.actual).slice(1)).toEqual([1, 0, 7, 3]);
  });

  it("takes one statement for each level", async () => {
    const statements = await api.statements(() => api.data(QUESTION));
    const tables = statements.map((text) => /FROM "(\w+)"/.exec(text)?.[1]).toSorted();
    expect(tables).toEqual([
      "certificate",
      "claim",
      "evidence",
      "experiment",
      "figure",
      "paper",
      "release",
      "run",
    ]);
  });
});
