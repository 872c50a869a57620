import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendRaw, startApi, type TestApi } from "../support/api.ts";
import { toyPapers } from "../support/toy-papers.ts";

const TOKEN = "a-token-of-at-least-thirty-two-characters";
const SMALL = "{ papers(first: 1) { totalCount } }";
const CHANGE = `mutation { verifyClaim(input: { claim: "q1-square" }) { errors { code } } }`;

let api: TestApi;
let guarded: TestApi;

beforeAll(async () => {
  api = await startApi({ papers: toyPapers });
  guarded = await startApi({ papers: toyPapers, token: TOKEN });
});
afterAll(async () => {
  await api.close();
  await guarded.close();
});

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
      `{ papers(first: 100) { edges { node { claims(first: 100) { edges { node { paper { slug } } } } } } } }`,
    ],
    [
      "pages by variables",
      `{ papers(first: 100) { edges { node { claims(last: 100) { totalCount edges { node { slug paper { slug } } } } } } } }`,
    ],
    [
      "wide introspection",
      `{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }`,
    ],
  ])("is refused before it is executed: %s", async (_what, query) => {
    const statements = await api.statements(async () => {
      const { status, errors, data } = await api.ask(query);
      expect(status).toBe(400);
      expect(data == null).toBe(true);
      expect(["QUERY_TOO_LARGE", "BAD_INPUT"]).toContain(errors[0]?.extensions["code"]);
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
    const query = `query ($size: Int!) { papers(first: $size) { edges { node {
      claims(first: $size) { edges { node { slug } } } } } } }`;
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
    const { errors } = await api.ask(search, { variables: { text: "abc\u0000d" } });
    expect(errors[0]).toMatchObject({
      message: "text: contains a NUL character (position 3)",
      extensions: { code: "BAD_INPUT", path: ["text"] },
    });
    const literal = await api.ask(
      `{ claims(first: 1, filter: { text: "a\\u0000" }) { totalCount } }`,
    );
    expect(literal.errors[0]).toMatchObject({
      message: "filter.text: contains a NUL character (position 1)",
      extensions: { code: "BAD_INPUT", path: ["filter", "text"] },
    });
  });

  it("is refused with its place: half of a surrogate pair", async () => {
    const { errors } = await api.ask(search, { variables: { text: "\ud800" } });
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining("not valid Unicode") as unknown,
      extensions: { code: "BAD_INPUT", path: ["text"] },
    });
  });

  it("is refused when it is too long", async () => {
    const { errors } = await api.ask(search, { variables: { text: "x".repeat(201) } });
    expect(errors[0]?.extensions).toMatchObject({ code: "BAD_INPUT", path: ["filter", "text"] });
  });

  it("is refused in a payload's input as well", async () => {
    const query =
      "mutation ($input: VerifyClaimInput!) { verifyClaim(input: $input) { errors { code } } }";
    const { errors } = await api.ask(query, { variables: { input: { claim: "a\u0000" } } });
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
    const { errors } = await api.ask("query ($x: Int) { papers(first: 1) { totalCount } }", {
      variables: { y: deep },
    });
    expect(errors[0]?.extensions["code"]).toBe("BAD_INPUT");
  });
});

describe("the way a request is sent", () => {
  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    sendRaw(`${api.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });

  it("as an array of requests is refused", async () => {
    const { status } = await post(
      JSON.stringify(Array.from({ length: 100 }, () => ({ query: SMALL }))),
    );
    expect(status).toBe(400);
  });

  it("with more than a megabyte is 413, with and without a length", async () => {
    const body = JSON.stringify({ query: `${SMALL} # ${"x".repeat(1_100_000)}` });
    const told = await post(body);
    const chunked = await post(body, { "transfer-encoding": "chunked" });
    for (const { status, body: text } of [told, chunked]) {
      expect(status).toBe(413);
      expect(JSON.parse(text)).toMatchObject({
        errors: [{ extensions: { code: "QUERY_TOO_LARGE" } }],
      });
    }
  });

  it.each([
    ["no JSON", "{ query", {}],
    ["a bare word", '"query"', {}],
    ["no body", "", {}],
    ["a body in another charset", "{}", { "content-type": "application/json; charset=utf-7" }],
    ["a form", "query=%7B__typename%7D", { "content-type": "application/x-www-form-urlencoded" }],
    ["plain text", `{"query":"${SMALL}"}`, { "content-type": "text/plain" }],
  ])("with %s is 400", async (_what, body, headers) => {
    const { status, body: text } = await post(body, headers);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: "BAD_INPUT" } }] });
  });

  it("by GET executes no mutation, and no query of a foreign page", async () => {
    const change = `${api.url}/graphql?query=${encodeURIComponent(CHANGE)}`;
    const headers = { accept: "application/json", "apollo-require-preflight": "1" };
    expect((await sendRaw(change, { method: "GET", headers })).status).toBe(405);
    expect(
      (await sendRaw(change, { method: "GET", headers: { accept: "application/json" } })).status,
    ).toBe(400);
  });

  it("by a browser's GET leads to the console", async () => {
    const { status, headers } = await sendRaw(`${api.url}/graphql`, {
      method: "GET",
      headers: { accept: "text/html" },
    });
    expect([status, headers["location"]]).toEqual([302, "/#console"]);
  });
});

describe("Host and Origin", () => {
  const ask = (url: string, headers: Record<string, string>, path = "/graphql") =>
    sendRaw(`${url}${path}`, {
      method: path === "/graphql" ? "POST" : "GET",
      headers: { "content-type": "application/json", ...headers },
      ...(path === "/graphql" ? { body: JSON.stringify({ query: SMALL }) } : {}),
    });

  it.each([
    ["a foreign Host", { host: "evil.test" }, 403],
    ["a Host that only begins well", { host: "localhost.evil.test" }, 403],
    ["a foreign address as Host", { host: "203.0.113.7:4000" }, 403],
    ["a malformed Host", { host: "localhost:4000@evil.test" }, 403],
    ["localhost", { host: "localhost:4000" }, 200],
    ["the IPv6 loopback", { host: "[::1]:4000" }, 200],
    ["a foreign Origin", { origin: "http://evil.test" }, 403],
    ["an Origin on another port", { host: "localhost:4000", origin: "http://localhost:3000" }, 403],
    ["an opaque Origin", { origin: "null" }, 403],
    ["its own Origin", { host: "localhost:4000", origin: "http://localhost:4000" }, 200],
  ])("%s", async (_what, headers, status) => {
    expect((await ask(api.url, headers)).status).toBe(status);
  });

  it("are checked for the page and for health too", async () => {
    for (const path of ["/", "/health/live", "/main.js"]) {
      expect((await ask(api.url, { host: "evil.test" }, path)).status).toBe(403);
      expect((await ask(api.url, {}, path)).status).toBe(200);
    }
  });
});

describe("a token", () => {
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  it.each([
    ["a query without one", SMALL, {}, 200],
    ["a query with it", SMALL, bearer(TOKEN), 200],
    ["a query with a wrong one", SMALL, bearer(`${TOKEN}x`), 401],
    ["a mutation with it", CHANGE, bearer(TOKEN), 200],
    ["a mutation without one", CHANGE, {}, 401],
    ["a mutation with a wrong one", CHANGE, bearer("x".repeat(TOKEN.length)), 401],
    [
      "a mutation with another scheme",
      CHANGE,
      { headers: { authorization: `Basic ${TOKEN}` } },
      401,
    ],
    ["a mutation with an empty one", CHANGE, { headers: { authorization: "Bearer " } }, 401],
  ])("that is configured: %s", async (_what, query, asked, expected) => {
    const { status, errors, text } = await guarded.ask(query, asked);
    expect(status).toBe(expected);
    if (expected === 401) expect(errors[0]?.extensions["code"]).toBe("UNAUTHENTICATED");
    expect(text).not.toContain(TOKEN);
  });

  it("that is not configured is not asked for", async () => {
    expect((await api.ask(CHANGE)).status).toBe(200);
    expect((await api.ask(CHANGE, bearer("whatever"))).status).toBe(200);
  });
});

describe("an error", () => {
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
