import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer } from "../../src/server/server.ts";
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
    ["a form", "query=%7B__typename%7D", { "content-type": "application/x-www-form-urlencoded" }],
    ["plain text", `{"query":"${SMALL}"}`, { "content-type": "text/plain" }],
  ])("with %s is 400", async (_what, body, headers) => {
    const { status, body: text } = await post(body, headers);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: "BAD_INPUT" } }] });
  });

  it.each([
    ["a charset that nobody knows", 415, { "content-type": "application/json; charset=latin1" }],
    ["an encoding that nobody knows", 415, { "content-encoding": "zip" }],
    ["garbage instead of gzip", 400, { "content-encoding": "gzip" }],
  ])("with %s is %i, and no failure of ours", async (_what, expected, headers) => {
    const { status, body } = await post("{}", headers);
    expect(status).toBe(expected);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: "BAD_INPUT" } }] });
    expect(api.logged).toEqual([]);
  });

  it.each([
    ["a range beyond the end", "/main.js", { range: "bytes=99999999-" }, 416, "BAD_INPUT"],
    ["a condition that does not hold", "/main.js", { "if-match": '"other"' }, 412, "CONFLICT"],
  ])("of a file with %s is a refusal", async (_what, path, headers, expected, code) => {
    const { status, body } = await sendRaw(`${api.url}${path}`, { method: "GET", headers });
    expect(status).toBe(expected);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code } }] });
    expect(api.logged).toEqual([]);
  });

  it("with headers that never end is closed after ten seconds", async () => {
    const { port, hostname } = new URL(api.url);
    const startedAt = performance.now();
    const socket = connect(Number(port), hostname);
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n");
    socket.resume();
    await once(socket, "close");
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(seconds).toBeGreaterThan(9);
    // Node itself would wait for a minute.
    expect(seconds).toBeLessThan(50);
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

describe("a port", () => {
  it("that is taken is refused with what to do", async () => {
    const config = {
      root: ".",
      host: "127.0.0.1",
      port: Number(new URL(api.url).port),
      token: null,
    };
    const { services } = api;
    const createLoaders = () => {
      throw new Error("nothing is asked");
    };
    const starting = startServer({
      ...{ config, services, createLoaders },
      absentDatasets: () => [],
      log: () => undefined,
    });
    await expect(starting).rejects.toMatchObject({
      code: "PORT_UNAVAILABLE",
      message: expect.stringContaining("set PORT to another") as unknown,
    });
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
