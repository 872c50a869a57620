import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendRaw, startApi, type TestApi } from "../support/api.ts";
import { toyPapers } from "../support/toy-papers.ts";

const SMALL = "{ papers(first: 1) { totalCount } }";

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ papers: toyPapers, lockTimeoutMs: 3_000 });
});
afterAll(() => api.close());

/** Nested as deep as wanted: claim -> paper -> claims -> edges -> node -> paper ... */
function nested(levels: number): string {
  const down = "claims(first: 1) { edges { node { paper { ";
  return `{ papers(first: 1) { edges { node { ${down.repeat(levels)} slug ${"} } } } ".repeat(levels)} } } } }`;
}

/** Each fragment spreads the one before it twice, under two names. */
function doubling(levels: number): string {
  const fragments = Array.from({ length: levels }, (_, level) => {
    const inner = level === 0 ? "slug" : `...F${level - 1}`;
    return `fragment F${level} on Claim { paper { claims(first: 1) { edges { node { ${inner} } } } } a${level}: paper { claims(first: 1) { edges { node { ${inner} } } } } }`;
  });
  return `{ claim(slug: "q1-square") { ...F${levels - 1} } } ${fragments.join(" ")}`;
}

function flat(levels: number): string {
  const fragments = Array.from({ length: levels }, (_, level) =>
    level === 0
      ? "fragment G0 on Claim { slug }"
      : `fragment G${level} on Claim { ...G${level - 1} ...G${level - 1} }`,
  );
  return `{ claim(slug: "q1-square") { ...G${levels - 1} } } ${fragments.join(" ")}`;
}

const list = (count: number, one: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => one(index)).join(" ");

describe("a document that is too large", () => {
  it.each([
    ["17 fields deep", nested(4)],
    ["200 fields deep", nested(50)],
    ["10,000 fields deep", nested(2_500)],
    ["31 aliases", `{ claim(slug: "q1-square") { ${list(31, (at) => `a${at}: slug`)} } }`],
    ["31 root fields", `{ ${list(31, () => "__typename")} }`],
    [
      "31 root fields by fragments",
      `{ ...A ...A } fragment A on Query { ${list(16, () => "__typename")} }`,
    ],
    ["51 directives", `{ claim(slug: "q1-square") { slug ${"@include(if: true) ".repeat(51)} } }`],
    ["2,001 tokens", `{ claim(slug: "q1-square") { ${"slug ".repeat(2_000)} } }`],
    ["fragments that double through fields", doubling(8)],
    ["fragments that double in place", flat(60)],
    [
      "a list of lists of lists",
      `{ claims(first: 100) { edges { node { evidence(first: 100) { edges { node { digest } } } } } } }`,
    ],
    [
      "pages by variables",
      `{ claims(first: 100) { edges { node { evidence(last: 100) { totalCount edges { node { digest } } } } } } }`,
    ],
    [
      "wide introspection",
      `{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }`,
    ],
  ])("is refused before it is executed: %s", async (what, query) => {
    const statements = await api.statements(async () => {
      const { status, errors, data } = await api.ask(query);
      expect(status).toBe(400);
      expect(data == null).toBe(true);
      // graphql-js has a rule of its own against introspection in circles.
      const code = what.includes("introspection") ? "BAD_INPUT" : "QUERY_TOO_LARGE";
      expect(errors[0]?.extensions["code"]).toBe(code);
    });
    expect(statements).toEqual([]);
  });

  it("is told both numbers", async () => {
    const { errors } = await api.ask(nested(4));
    expect(errors[0]).toMatchObject({
      message: "The document nests its fields 20 deep; at most 16 are allowed",
      extensions: { code: "QUERY_TOO_LARGE" },
    });
  });

  it("costs the page sizes that its variables ask for", async () => {
    const query = `query ($size: Int!) { claims(first: $size) { edges { node {
      evidence(first: $size) { edges { node { digest } } } } } } }`;
    const small = await api.ask(query, { variables: { size: 2 } });
    expect(small.cost?.requested).toBe(1 + 2 * (1 + 1 + 1 + 2 * 2));
    const large = await api.ask(query, { variables: { size: 100 } });
    expect(large.errors[0]?.message).toMatch(/may cost 20301 points; at most 20000/);
  });
});

describe("text that the database cannot keep", () => {
  const search =
    "query ($text: String!) { claims(first: 1, filter: { text: $text }) { totalCount } }";

  it("is refused with its place: a NUL character", async () => {
    const { status, errors } = await api.ask(search, { variables: { text: "abc\u0000d" } });
    expect(status).toBe(400);
    expect(errors[0]).toMatchObject({
      message: "text: contains a NUL character (position 3)",
      extensions: { code: "BAD_INPUT", path: ["text"] },
    });
    const literal = await api.ask(
      `{ claims(first: 1, filter: { text: "a\\u0000" }) { totalCount } }`,
    );
    expect(literal.status).toBe(400);
    expect(literal.errors[0]).toMatchObject({
      message: "filter.text: contains a NUL character (position 1)",
      extensions: { code: "BAD_INPUT", path: ["filter", "text"] },
    });
  });

  it("is refused with its place: half of a surrogate pair", async () => {
    const { status, errors } = await api.ask(search, { variables: { text: "\ud800" } });
    expect(status).toBe(400);
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining("not valid Unicode") as unknown,
      extensions: { code: "BAD_INPUT", path: ["text"] },
    });
  });

  it("is refused as a literal, too: half of a surrogate pair", async () => {
    const query = `{ claims(first: 1, filter: { text: "\\ud800" }) { totalCount } }`;
    const { status, errors } = await api.ask(query);
    expect([status, errors[0]?.extensions["code"]]).toEqual([400, "BAD_INPUT"]);
  });

  it("is refused when it is too long", async () => {
    const { errors } = await api.ask(search, { variables: { text: "x".repeat(201) } });
    expect(errors[0]?.extensions).toMatchObject({ code: "BAD_INPUT", path: ["filter", "text"] });
    const far = await api.ask(search, { variables: { text: "x".repeat(10_001) } });
    expect(far.status).toBe(400);
    expect(far.errors[0]?.extensions).toMatchObject({ code: "BAD_INPUT", path: ["text"] });
  });

  it("is refused in a payload's input as well", async () => {
    const query =
      "mutation ($input: VerifyClaimInput!) { verifyClaim(input: $input) { errors { code } } }";
    const variables = { input: { claim: "a\u0000" } };
    const { status, errors } = await api.ask(query, { variables });
    expect(status).toBe(400);
    expect(errors[0]?.extensions).toMatchObject({ code: "BAD_INPUT", path: ["input", "claim"] });
  });
});

describe("numbers and shapes", () => {
  it("beyond 32 bits are refused with the range", async () => {
    const query = "query ($size: Int!) { papers(first: $size) { totalCount } }";
    const { status, errors } = await api.ask(query, { variables: { size: 3_000_000_000 } });
    expect(status).toBe(400);
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining("between -2147483648 and 2147483647") as unknown,
      extensions: { code: "BAD_INPUT" },
    });
  });

  const page = "query ($size: Int!) { papers(first: $size) { totalCount } }";
  const verify =
    "mutation ($input: VerifyClaimInput!) { verifyClaim(input: $input) { errors { code } } }";
  const nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
  it.each([
    [page, { size: "secret; 1" }, "size: Int cannot represent non-integer value", ["size"]],
    [page, { size: null }, 'size: of non-null type "Int!" must not be null.', ["size"]],
    [page, {}, 'size: of required type "Int!" was not provided.', ["size"]],
    [
      verify,
      { input: { claim: "secret", budget: "secret" } },
      "input.budget: Budget has no such value",
      ["input", "budget"],
    ],
    [nodes, { ids: ["a", { secret: 1 }] }, "ids.1: ID cannot represent value", ["ids", 1]],
    [
      `{ papers(first: "secret") { totalCount } }`,
      {},
      "Int cannot represent non-integer value",
      undefined,
    ],
  ])("that do not fit are told without the value: %s %j", async (query, variables, told, path) => {
    const { status, errors, text } = await api.ask(query, { variables });
    expect(status).toBe(400);
    expect(errors[0]).toMatchObject({ message: told, extensions: { code: "BAD_INPUT" } });
    expect(errors[0]?.extensions["path"]).toEqual(path);
    expect(text).not.toContain("secret");
  });

  it("cannot reach the prototype of objects", async () => {
    const bodies = [
      `{"query":"${SMALL}","variables":{"__proto__":{"polluted":1}}}`,
      `{"query":"mutation ($i: VerifyClaimInput!) { verifyClaim(input: $i) { errors { code } } }","variables":{"i":{"claim":"x","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}}`,
    ];
    const headers = { "content-type": "application/json" };
    for (const body of bodies)
      await sendRaw(`${api.url}/graphql`, { method: "POST", headers, body });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("that nest too deep are refused", async () => {
    let deep: unknown = 1;
    for (let level = 0; level < 40; level += 1) deep = [deep];
    const { status, errors } = await api.ask(
      "query ($x: Int) { papers(first: 1) { totalCount } }",
      { variables: { y: deep } },
    );
    expect(status).toBe(400);
    expect(errors[0]?.extensions["code"]).toBe("BAD_INPUT");
  });
});

describe("an error", () => {
  it("of a caller's mistake is no failure of ours, and not in the log", async () => {
    const before = api.logged.length;
    const subscription = await api.ask("subscription { x }");
    expect([subscription.status, subscription.errors[0]?.extensions["code"]]).toEqual([
      400,
      "BAD_INPUT",
    ]);
    const persistedQuery = { version: 1, sha256Hash: "0".repeat(64) };
    for (const version of [1, 2]) {
      const extensions = { persistedQuery: { ...persistedQuery, version } };
      const { status, body } = await sendRaw(`${api.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: SMALL, extensions }),
      });
      expect([status, JSON.parse(body)]).toMatchObject([
        400,
        { errors: [{ extensions: { code: "BAD_INPUT" } }] },
      ]);
    }
    expect(api.logged.slice(before)).toEqual([]);
  });

  it("never shows what the schema calls similar things", async () => {
    const { status, errors, text } = await api.ask(`{ papers(first: 1) { totalCounts } }`);
    expect(status).toBe(400);
    expect(errors[0]?.extensions["code"]).toBe("BAD_INPUT");
    expect(text).not.toContain("Did you mean");
  });

  it("of our own making shows an id and nothing else; the log has the rest", async () => {
    await api.database.query("ALTER TABLE paper RENAME COLUMN title TO gone");
    try {
      const { errors, text } = await api.ask(`{ papers(first: 1) { edges { node { slug } } } }`);
      const id = String(errors[0]?.extensions["id"]);
      expect(errors[0]?.extensions["code"]).toBe("INTERNAL");
      expect(text).not.toMatch(/title|SELECT|\.ts|\.js|node_modules|    at /);
      expect(api.logged.some((line) => line.includes(id) && line.includes("title"))).toBe(true);
    } finally {
      await api.database.query("ALTER TABLE paper RENAME COLUMN gone TO title");
    }
  });

  it("of a statement that waits too long is TIMEOUT, and the connection serves again", async () => {
    const other = new Client({ connectionString: api.database.url });
    await other.connect();
    await other.query("BEGIN; LOCK TABLE paper IN ACCESS EXCLUSIVE MODE");
    const query = `{ papers(first: 1) { totalCount } }`;
    const { errors, text } = await api.ask(query);
    expect(errors[0]?.extensions["code"]).toBe("TIMEOUT");
    expect(text).not.toMatch(/lock|statement|SELECT/);
    await other.query("ROLLBACK");
    await other.end();
    expect((await api.ask(query)).errors).toEqual([]);
  });

  it("under an unknown path is a plain 404", async () => {
    const { status, body } = await sendRaw(`${api.url}/../etc/passwd`, { method: "GET" });
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: "NOT_FOUND" } }] });
  });

  it("carries a strict policy and names no software", async () => {
    const { headers } = await sendRaw(`${api.url}/`, { method: "GET" });
    expect(headers["content-security-policy"]).toMatch(/default-src 'none';script-src 'self'/);
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["x-powered-by"]).toBeUndefined();
  });
});
