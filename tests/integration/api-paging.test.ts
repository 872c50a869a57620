import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "../../src/domain/canonical.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { toyPapers } from "../support/toy-papers.ts";

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly slug: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const CLAIMS = ["n1-not-a-number", "q1-square", "q2-square", "q3-square"];
const PAGE =
  "{ edges { cursor node { slug } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }";

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ papers: toyPapers });
});
afterAll(() => api.close());

async function claims(args: string): Promise<Page> {
  const data = await api.data<{ claims: Page }>(`{ claims(${args}) ${PAGE} }`);
  return data.claims;
}

const slugsOf = ({ edges }: Page) => edges.map(({ node }) => node.slug);

async function refusal(query: string, variables: Record<string, unknown> = {}) {
  const { errors } = await api.ask(query, { variables });
  const [error] = errors;
  return { code: error?.extensions["code"], path: error?.extensions["path"], text: error?.message };
}

describe("a list", () => {
  it("is read forwards to its end, page by page", async () => {
    const seen: string[] = [];
    let after = "";
    for (let more = true; more;) {
      const page = await claims(`first: 3${after}`);
      seen.push(...slugsOf(page));
      more = page.pageInfo.hasNextPage;
      after = `, after: "${page.pageInfo.endCursor ?? ""}"`;
    }
    expect(seen).toEqual(CLAIMS);
  });

  it("is read backwards to its start, page by page", async () => {
    const last = await claims("last: 3");
    expect(slugsOf(last)).toEqual(CLAIMS.slice(1));
    expect(last.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
    const rest = await claims(`last: 3, before: "${last.pageInfo.startCursor ?? ""}"`);
    expect(slugsOf(rest)).toEqual(CLAIMS.slice(0, 1));
    expect(rest.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
  });

  it("is cut between two cursors", async () => {
    const [first, , , fourth] = (await claims("first: 4")).edges;
    const between = await claims(
      `first: 10, after: "${first?.cursor ?? ""}", before: "${fourth?.cursor ?? ""}"`,
    );
    expect(slugsOf(between)).toEqual(CLAIMS.slice(1, 3));
  });

  it("below a row is paged for each row by itself, in one statement", async () => {
    const query = `{ papers(first: 10) { edges { node { slug claims(last: 1) ${PAGE} } } } }`;
    const statements = await api.statements(async () => {
      const { papers } = await api.data<{
        papers: { edges: { node: { slug: string; claims: Page } }[] };
      }>(query);
      expect(papers.edges.map(({ node }) => slugsOf(node.claims))).toEqual([
        ["n1-not-a-number"],
        [],
        ["q3-square"],
      ]);
      expect(papers.edges[2]?.node.claims.pageInfo.hasPreviousPage).toBe(true);
    });
    expect(statements).toHaveLength(2);
  });

  it("below a row is counted for all rows in one statement", async () => {
    const query = `{ papers(first: 10) { edges { node { claims(first: 1) { totalCount } } } } }`;
    const statements = await api.statements(async () => {
      const { papers } = await api.data<{ papers: unknown }>(query);
      expect(papers).toEqual({
        edges: [1, 0, 3].map((totalCount) => ({ node: { claims: { totalCount } } })),
      });
    });
    expect(statements).toHaveLength(3);
  });

  it("is counted only when asked", async () => {
    const plain = await api.statements(() => claims("first: 1"));
    expect(plain).toHaveLength(1);
    const data = await api.data(
      `{ claims(first: 1) { totalCount } papers(first: 1) { totalCount } }`,
    );
    expect(data).toEqual({ claims: { totalCount: 4 }, papers: { totalCount: 3 } });
  });

  it.each([
    ["no size", "{ papers { totalCount } }", ["first"]],
    ["two sizes", "{ papers(first: 1, last: 1) { totalCount } }", ["first"]],
    ["a size of none", "{ papers(first: 0) { totalCount } }", ["first"]],
    ["a negative size", "{ papers(last: -5) { totalCount } }", ["last"]],
    ["a size beyond 100", "{ papers(first: 101) { totalCount } }", ["first"]],
  ])("refuses %s, with the range", async (_what, query, path) => {
    const told = await refusal(query);
    expect(told).toMatchObject({ code: "BAD_INPUT", path });
    expect(told.text).toMatch(/100|1\b/);
    expect(told.text).not.toMatch(/(\w+): \1/);
  });
});

describe("a cursor", () => {
  it.each([
    ["is edited", (cursor: string) => `${cursor.slice(0, -2)}AA`],
    ["is no base64", () => "%%%"],
    ["is empty", () => ""],
    ["holds other JSON", () => Buffer.from('{"__proto__":1}').toString("base64url")],
  ])("that %s is BAD_CURSOR", async (_what, edit) => {
    const { edges } = await claims("first: 1");
    const after = edit(edges[0]?.cursor ?? "");
    const told = await refusal(
      "query ($after: String!) { claims(first: 1, after: $after) { totalCount } }",
      { after },
    );
    expect(told).toMatchObject({ code: "BAD_CURSOR", path: ["after"] });
  });

  it.each([
    ["claims", '"a\\u0000b"'],
    ["claims", '"\\ud800"'],
    ["claims", "7"],
    ["claims", "{"],
    ["claims", ' "q1-square"'],
    ["evidences", '"abc"'],
    ["evidences", "1e+300"],
    ["evidences", "1.5"],
    ["evidences", "9007199254740993"],
    ["evidences", "[1]"],
    ["evidences", "null"],
  ])("of %s with a right check and the key %s is BAD_CURSOR", async (list, key) => {
    const check = sha256(`cursor of ${list}: ${key}`).slice(0, 16);
    const after = Buffer.from(`${check}${key}`).toString("base64url");
    const query = `query ($after: String!) { ${list}(first: 1, after: $after) { edges { cursor } } }`;
    expect(await refusal(query, { after })).toMatchObject({ code: "BAD_CURSOR", path: ["after"] });
  });

  it("of another list is BAD_CURSOR", async () => {
    const { edges } = await claims("first: 1");
    const query = "query ($before: String!) { papers(last: 1, before: $before) { totalCount } }";
    expect(await refusal(query, { before: edges[0]?.cursor })).toMatchObject({
      code: "BAD_CURSOR",
      path: ["before"],
    });
  });
});

describe("a global id", () => {
  const idOf = async (query: string) => {
    const data = await api.data<Record<string, { id: string }>>(`{ it: ${query} { id } }`);
    return data["it"]?.id ?? "";
  };
  const absent = (noun: string) =>
    Buffer.from(`${noun}:00000000-0000-4000-8000-000000000000`).toString("base64url");

  it("finds its node, whatever the noun", async () => {
    const paper = await idOf(`paper(slug: "author2024-squares")`);
    const claim = await idOf(`claim(slug: "q1-square")`);
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id
      ... on Paper { slug } ... on Claim { slug } } }`;
    const { nodes } = await api.data<{ nodes: unknown[] }>(query, {
      ids: [claim, absent("Run"), paper],
    });
    expect(nodes).toEqual([
      { __typename: "Claim", id: claim, slug: "q1-square" },
      null,
      { __typename: "Paper", id: paper, slug: "author2024-squares" },
    ]);
    const { node } = await api.data<{ node: unknown }>(
      "query ($id: ID!) { node(id: $id) { id } }",
      { id: claim },
    );
    expect(node).toEqual({ id: claim });
  });

  it("among many of one noun is found in one statement", async () => {
    const ids = await Promise.all(CLAIMS.map((slug) => idOf(`claim(slug: "${slug}")`)));
    const query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Claim { slug } } }";
    const statements = await api.statements(async () => {
      const { nodes } = await api.data<{ nodes: unknown }>(query, { ids });
      expect(nodes).toEqual(CLAIMS.map((slug) => ({ slug })));
    });
    expect(statements).toHaveLength(1);
  });

  it("of nothing is null, for every noun", async () => {
    const data = await api.data(
      `query ($e: ID!, $r: ID!, $v: ID!, $l: ID!) {
        experiment(id: $e) { id } run(id: $r) { id } evidence(id: $v) { id } release(id: $l) { id }
        paper(slug: "nobody") { id } claim(slug: "nobody") { id } none: evidence(digest: "00") { id }
      }`,
      { e: absent("Experiment"), r: absent("Run"), v: absent("Evidence"), l: absent("Release") },
    );
    expect(Object.values(data as object)).toEqual([null, null, null, null, null, null, null]);
  });

  it.each([
    ["of another noun", () => absent("Paper")],
    ["that is a row's own", () => "00000000-0000-4000-8000-000000000000"],
    ["with a broken key", () => Buffer.from("Experiment:1' OR 1=1").toString("base64url")],
    ["that is empty", () => ""],
    [
      "of no noun",
      () => Buffer.from("User:00000000-0000-4000-8000-000000000000").toString("base64url"),
    ],
    ["with a tail", () => `${absent("Experiment")}==`],
  ])("%s is BAD_INPUT with its path", async (_what, id) => {
    const told = await refusal("query ($id: ID!) { experiment(id: $id) { status } }", { id: id() });
    expect(told).toMatchObject({ code: "BAD_INPUT", path: ["id"] });
  });

  it("of another noun is told in words", async () => {
    const told = await refusal(`{ experiment(id: "${absent("Evidence")}") { status } }`);
    expect(told.text).toBe("id: is the id of an Evidence; an Experiment is wanted here");
  });

  it("among many is named by its place", async () => {
    const told = await refusal(`{ nodes(ids: ["${absent("Run")}", "x"]) { id } }`);
    expect(told).toMatchObject({ code: "BAD_INPUT", path: ["ids", 1] });
    const twice = await refusal(`{ nodes(ids: ["${absent("Run")}", "${absent("Run")}"]) { id } }`);
    expect(twice).toMatchObject({
      code: "BAD_INPUT",
      path: ["ids", 1],
      text: "ids.1: is there already; give each id once",
    });
    const none = await refusal("{ nodes(ids: []) { id } }");
    expect(none).toMatchObject({ code: "BAD_INPUT", path: ["ids"] });
  });

  it("or a digest is wanted of evidence, not both and not none", async () => {
    for (const args of ["", `(id: "${absent("Evidence")}", digest: "00")`]) {
      expect(await refusal(`{ evidence${args} { id } }`)).toMatchObject({
        code: "BAD_INPUT",
        path: ["id"],
      });
    }
  });
});
