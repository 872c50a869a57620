import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toGlobalId } from "../../src/domain/global-id.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";
import { newer, newerRelease, older, olderRelease } from "../support/rod-papers.ts";
import { toyPapers } from "../support/toy-papers.ts";
import { verifyUnder } from "../support/verify-under.ts";

interface UserError {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
}
interface Regression {
  readonly id: string;
  readonly gate: string;
  readonly items: readonly Record<string, unknown>[];
}
interface Compared {
  readonly compareReleases: {
    readonly regression: Regression | null;
    readonly errors: readonly UserError[];
  };
}
interface Regressions {
  readonly regressions: {
    readonly totalCount: number;
    readonly edges: readonly { readonly cursor: string; readonly node: Regression }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

const COMPARE = `mutation ($input: CompareReleasesInput!) { compareReleases(input: $input) {
  regression { id gate items { slug tier } } errors { code message path } } }`;

/** All that is told of a regression, with whatever hangs below it. */
const WHOLE = `
  id sequence budget gate reason intervals level falseAlarmRate digest createdAt
  baseline { version } candidate { version current }
  items { slug paper budget tier reason equalQuantities claim { title paper { slug } }
    before { digest claimDigest protocolDigest resultDigest verdict uncappedVerdict reason environment
      evidence { digest drift { quantity arm minus scale margin worse because } } }
    after { digest verdict evidence { digest release { version } } }
    quantities { name scale margin worse because method seedsBefore seedsAfter
      before after drift exactDrift low high tier reason } }`;

let api: TestApi;
/** Global ids; the last one has verified nothing. */
let baseline: string;
let candidate: string;
let idle: string;

beforeAll(async () => {
  const database = await createTestDatabase();
  const under = async (installed: Parameters<typeof verifyUnder>[1]) =>
    toGlobalId("Release", await verifyUnder(database, installed, "smoke"));
  baseline = await under({ papers: older, release: olderRelease });
  candidate = await under({ papers: newer, release: newerRelease });
  api = await startApi({ papers: newer, database });
  idle = toGlobalId("Release", (await api.services.system.release()).id);
});
afterAll(() => api.close());

const compare = async (input: Record<string, unknown> = {}) => {
  const whole = { baseline, candidate, budget: "SMOKE", ...input };
  return (await api.data<Compared>(COMPARE, { input: whole })).compareReleases;
};

const nowhere = (noun: "Regression" | "Release") =>
  toGlobalId(noun, "00000000-0000-4000-8000-000000000000");

describe("compareReleases", () => {
  it("answers with the regression, claim by claim, worst first", async () => {
    const { regression, errors } = await compare();
    expect(errors).toEqual([]);
    expect(regression).toMatchObject({
      gate: "FAIL",
      items: [
        { slug: "rod-shrunk", tier: "REGRESSED" },
        { slug: "rod-gone", tier: "GONE" },
        { slug: "rod-new", tier: "NEW" },
        { slug: "rod-even", tier: "STABLE" },
      ],
    });
  });

  it("of the same evidence again answers with the same regression", async () => {
    const [first, again] = [await compare(), await compare({ idempotencyKey: "again" })];
    expect(again.regression?.id).toBe(first.regression?.id);
  });

  it("with a key that came with another input is a conflict", async () => {
    const idempotencyKey = "once";
    expect((await compare({ idempotencyKey })).errors).toEqual([]);
    const turned = { baseline: candidate, candidate: baseline, idempotencyKey };
    const { regression, errors } = await compare(turned);
    expect(regression).toBeNull();
    expect(errors).toMatchObject([
      { code: "IDEMPOTENCY_CONFLICT", path: ["input", "idempotencyKey"] },
    ]);
  });

  it.each([
    ["an unknown release", () => ({ candidate: nowhere("Release") }), "NOT_FOUND", "candidate"],
    [
      "the id of another noun",
      () => ({ baseline: nowhere("Regression") }),
      "BAD_INPUT",
      "baseline",
    ],
    ["no id", () => ({ baseline: "0.0.1" }), "BAD_INPUT", "baseline"],
    ["the baseline itself", () => ({ candidate: baseline }), "BAD_INPUT", "candidate"],
    ["a baseline that verified nothing", () => ({ baseline: idle }), "NO_BASELINE", "baseline"],
    ["a candidate that verified nothing", () => ({ candidate: idle }), "NO_BASELINE", "candidate"],
    ["a budget without evidence", () => ({ budget: "PAPER" }), "NO_BASELINE", "baseline"],
    ["an empty key", () => ({ idempotencyKey: "" }), "BAD_INPUT", "idempotencyKey"],
  ])("answers %s in the payload", async (_what, input, code, field) => {
    const { regression, errors } = await compare(input());
    expect(regression).toBeNull();
    expect(errors).toMatchObject([{ code, path: ["input", field] }]);
  });

  it.each([
    ["a budget that does not exist", { budget: "HUGE" }],
    ["an id that is too long", { baseline: "a".repeat(201) }],
    ["no candidate", { candidate: null }],
  ])("refuses %s", async (_what, input) => {
    const variables = { input: { baseline, candidate, budget: "SMOKE", ...input } };
    const { errors } = await api.ask(COMPARE, { variables });
    expect(errors[0]?.extensions["code"]).toBe("BAD_INPUT");
  });

  it("needs the server's token, as every change does", async () => {
    const guarded = await startApi({ papers: toyPapers, token: "s3cret" });
    const variables = { input: { baseline, candidate } };
    const { status, errors } = await guarded.ask(COMPARE, { variables });
    await guarded.close();
    expect([status, errors[0]?.extensions["code"]]).toEqual([401, "UNAUTHENTICATED"]);
  });
});

describe("a regression", () => {
  it("tells all of both releases, each number, and the records behind", async () => {
    const { regression: known } = await compare();
    const { regression } = await api.data<{ regression: Regression }>(
      `query ($id: ID!) { regression(id: $id) { ${WHOLE} } }`,
      { id: known?.id },
    );
    expect(regression).toMatchObject({
      id: known?.id,
      budget: "SMOKE",
      falseAlarmRate: 0.02,
      baseline: { version: "0.0.1" },
      candidate: { version: "0.0.2", current: false },
    });
    const [shrunk, gone, fresh] = regression.items;
    expect(shrunk).toMatchObject({
      paper: "author2026-rods",
      budget: "SMOKE",
      claim: { title: "The rod is long", paper: { slug: "author2026-rods" } },
      before: {
        environment: "exact arithmetic, no engine",
        uncappedVerdict: "SUPPORTED",
        evidence: { drift: [{ quantity: "value", arm: "rod", minus: null, scale: "ABSOLUTE" }] },
      },
      after: { evidence: { release: { version: "0.0.2" } } },
      quantities: [
        {
          ...{ name: "value of rod", scale: "ABSOLUTE", worse: "LOWER", margin: 1 },
          ...{ before: 12, after: 10.5, drift: -1.5, tier: "REGRESSED", seedsBefore: 2 },
        },
      ],
    });
    // What is gone from the catalogue keeps its words.
    expect(gone).toMatchObject({ claim: { title: "The rod is long" }, after: null });
    expect(fresh).toMatchObject({ tier: "NEW", before: null });
  });

  it("is a node", async () => {
    const { regression } = await compare();
    const found = await api.data(
      `query ($id: ID!) { node(id: $id) { __typename ... on Regression { gate } }
        nodes(ids: [$id]) { id } }`,
      { id: regression?.id },
    );
    expect(found).toEqual({
      node: { __typename: "Regression", gate: "FAIL" },
      nodes: [{ id: regression?.id }],
    });
  });

  it("that is not there is null; an id of another noun is BAD_INPUT", async () => {
    const query = `query ($id: ID!) { regression(id: $id) { id } }`;
    expect(await api.data(query, { id: nowhere("Regression") })).toEqual({ regression: null });
    const { errors } = await api.ask(query, { variables: { id: baseline } });
    expect(errors).toMatchObject([
      {
        message: "id: is the id of a Release; a Regression is wanted here",
        extensions: { code: "BAD_INPUT", path: ["id"] },
      },
    ]);
  });
});

describe("regressions", () => {
  const page = async (args: string) => {
    const query = `{ regressions(${args}) { totalCount edges { cursor node { id gate } }
      pageInfo { hasNextPage endCursor } } }`;
    return (await api.data<Regressions>(query)).regressions;
  };

  beforeAll(async () => {
    await compare();
    await compare({ baseline: candidate, candidate: baseline });
  });

  it("are paged, newest first, and counted", async () => {
    const all = await page("first: 10");
    expect(all.totalCount).toBe(2);
    const first = await page("first: 1");
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await page(`first: 1, after: "${first.pageInfo.endCursor}"`);
    expect([first, second].flatMap(({ edges }) => edges)).toEqual(all.edges);
    const { errors } = await api.ask(
      `{ evidences(first: 1, after: "${first.pageInfo.endCursor}") { totalCount } }`,
    );
    expect(errors[0]?.extensions["code"]).toBe("BAD_CURSOR");
  });

  it("are those of a gate", async () => {
    expect((await page("first: 10, gate: FAIL")).totalCount).toBe(2);
    expect((await page("first: 10, gate: PASS")).edges).toEqual([]);
  });

  it("take one statement for each level, and none for what is not asked for", async () => {
    const tables = async (fields: string) => {
      const query = `{ regressions(first: 10) { edges { node { ${fields} } } } }`;
      const statements = await api.statements(() => api.data(query));
      return statements.map((text) => /FROM "(\w+)"/.exec(text)?.[1]).toSorted();
    };
    expect(await tables("gate reason intervals level falseAlarmRate")).toEqual(["regression"]);
    expect(await tables(WHOLE)).toEqual([
      ...["claim", "evidence", "paper", "regression", "regression", "release"],
    ]);
  });
});

describe("releases", () => {
  it("tell which one runs here, and what each has found at which budget", async () => {
    const query = `{ releases(first: 10) { edges { node { version current
      evidenceCounts { budget count } evidences(first: 2) { totalCount edges { node { budget } } }
      none: evidences(first: 2, budget: QUICK) { totalCount edges { node { budget } } }
    } } } }`;
    const statements = await api.statements(async () => {
      const { releases } = await api.data<{ releases: { edges: { node: unknown }[] } }>(query);
      const none = { totalCount: 0, edges: [] };
      const two = { totalCount: 3, edges: [1, 2].map(() => ({ node: { budget: "SMOKE" } })) };
      const found = { evidenceCounts: [{ budget: "SMOKE", count: 3 }], evidences: two, none };
      expect(releases.edges.map(({ node }) => node)).toMatchObject([
        { current: true, evidenceCounts: [], evidences: none, none },
        { version: "0.0.2", current: false, ...found },
        { version: "0.0.1", current: false, ...found },
      ]);
    });
    expect(statements).toHaveLength(4);
  });
});

describe("a protocol", () => {
  it("says how far its quantities may drift", async () => {
    const data = await api.data(
      `{ claim(slug: "rod-even") { protocol { drift { quantity arm margin worse because } } } }`,
    );
    expect(data).toEqual({
      claim: {
        protocol: {
          drift: [
            {
              ...{ quantity: "value", arm: "rod", margin: 1, worse: "LOWER" },
              because: "A millimetre is what the gauge can tell.",
            },
          ],
        },
      },
    });
  });
});
