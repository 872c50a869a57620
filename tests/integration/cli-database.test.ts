import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadConfig } from "../../src/config/config.ts";
import { findProject } from "../../src/config/root.ts";
import { openPlatform } from "../../src/app.ts";
import { loadRelease } from "../../src/verification/release.ts";
import { runCommandLine, startCommandLine } from "../support/command-line.ts";
import { runCommandHere } from "../support/command-line-here.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { until } from "../support/patience.ts";

const CLAIM = "s1-nonoverlap-upper";
const { root } = findProject(import.meta.url);

let database: TestDatabase;
let home: string;
let env: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  home = mkdtempSync(join(tmpdir(), "cli-home-"));
  env = { DATABASE_URL: database.url, COROLLARY_HOME: home, PORT: "0" };
});

afterAll(async () => {
  await database.drop();
  rmSync(home, { recursive: true });
});

const corollary = (...args: string[]) => runCommandHere(args, { env });

const evidenceSchema = z.object({
  id: z.string(),
  sequence: z.number(),
  digest: z.string(),
  resultDigest: z.string(),
  verdict: z.string(),
  claim: z.object({ slug: z.string() }),
  checks: z.array(z.object({ role: z.enum(["IMPLEMENTATION", "PRECONDITION", "CLAIM"]) })),
  figures: z.array(z.object({ name: z.string(), spec: z.string() })),
});
const statusSchema = z.object({
  server: z.null(),
  queue: z.object({ waiting: z.number(), active: z.number() }),
  experiments: z.array(z.object({ claim: z.object({ slug: z.string() }), status: z.string() })),
  verdicts: z.array(z.object({ claim: z.string(), verdict: z.string().nullable() })),
});
const releasesSchema = z.object({
  releases: z.object({
    edges: z.array(
      z.object({
        node: z.object({
          ...{ id: z.string(), version: z.string(), sourceDigest: z.string() },
          ...{ dependencyDigest: z.string(), commit: z.string().nullable() },
          ...{ createdAt: z.iso.datetime(), current: z.boolean() },
          evidenceCounts: z.array(z.object({ budget: z.string(), count: z.number() })),
        }),
      }),
    ),
  }),
});
const verifiedSchema = z.tuple([z.object({ evidence: z.object({ digest: z.string() }) })]);

async function ask(): Promise<void> {
  const platform = await openPlatform(loadConfig(env, root), {
    log: () => undefined,
  });
  await platform.services.verification.request(CLAIM, { budget: "smoke", caller: "owner" });
  await platform.close();
}

async function whenVerified(): Promise<void> {
  await until(async () => {
    expect(await database.query("SELECT 1 FROM evidence")).toHaveLength(1);
  });
}

describe("commands on a database", () => {
  it("say that a claim has not been verified yet", async () => {
    const { code, err } = await corollary("evidence", CLAIM, "--budget", "smoke");
    expect(code).toBe(2);
    expect(err).toContain("has not been verified at smoke");
  });

  it("work: the worker's evidence has the digest of the terminal's", async () => {
    await ask();
    const asked = statusSchema.parse(JSON.parse((await corollary("status", "--json")).out));
    expect(asked.experiments).toMatchObject([{ claim: { slug: CLAIM }, status: "QUEUED" }]);
    expect((await runCommandLine(["status"], { env })).out).toMatch(
      /s1-nonoverlap-upper +smoke +queued/,
    );
    const worker = startCommandLine(["worker"], { env });
    await whenVerified().finally(() => worker.child.kill("SIGTERM"));
    expect(await worker.finished).toMatchObject({
      code: 0,
      err: expect.stringContaining("ready, waiting for verifications") as string,
    });
    const stored = evidenceSchema.parse(
      JSON.parse((await corollary("evidence", CLAIM, "--budget", "smoke", "--json")).out),
    );
    expect(stored.verdict).toBe("SUPPORTED");
    expect(stored.figures.length).toBeGreaterThan(0);
    const again = ["verify", CLAIM, "--budget", "smoke", "--json"];
    const verified = await runCommandLine(again, { env });
    expect(verifiedSchema.parse(JSON.parse(verified.out))[0].evidence.digest).toBe(stored.digest);
    for (const word of [stored.id, stored.digest]) {
      expect((await corollary("evidence", word)).out).toContain(stored.resultDigest);
    }
  });

  it("show the evidence of the largest budget where none is named", async () => {
    const { out } = await corollary("status");
    expect(out).toMatch(
      /^verdicts +at the largest budget of each; of \d+ claims have one: 1 at smoke$/m,
    );
    expect(out).toMatch(/^ {2}s1-nonoverlap-upper +SUPPORTED +smoke +[0-9a-f]{64}$/m);
    const asked = await corollary("status", "--budget", "quick");
    expect(asked.out).toMatch(
      /^ {2}s1-nonoverlap-upper +not verified yet +there is one at smoke$/m,
    );
    const [digest = "none"] = /[0-9a-f]{64}/.exec(out) ?? [];
    expect((await corollary("evidence", CLAIM)).out).toContain(digest);
  });

  it("say which data set a claim waits for, its size, and how to get it", async () => {
    expect((await corollary("status")).out).toMatch(
      /^ {2}dw-emp-width-cifar10 +its data are not here +cifar10 \(170 MB\): npx corollary datasets fetch cifar10$/m,
    );
  });

  it("count what is queued and concluded", async () => {
    const { out } = await corollary("status", "--budget", "smoke", "--json");
    const shown = statusSchema.parse(JSON.parse(out));
    expect(shown.queue).toEqual({ waiting: 0, active: 0 });
    expect(shown.verdicts).toContainEqual(
      expect.objectContaining({ claim: CLAIM, verdict: "SUPPORTED" }),
    );
    expect(shown.verdicts).toContainEqual(
      expect.objectContaining({ claim: "s2-overlap-lower", verdict: null }),
    );
  });

  it("list the releases, newest first, with what each has found", async () => {
    await database.query(
      `INSERT INTO release (version, source_digest, dependency_digest, commit)
       VALUES ('9.9.9', repeat('c', 64), repeat('d', 64), repeat('e', 40))`,
    );
    const { code, out } = await corollary("releases");
    expect(code).toBe(0);
    const [headings, newest, own, ...rest] = out.trimEnd().split("\n");
    expect(headings).toMatch(
      /^version +sources +dependencies +commit +first seen \(UTC\) +evidence$/,
    );
    expect(newest).toMatch(/^9\.9\.9 +c{8} +d{8} +e{8} +[\d-]{10} [\d:]{5} +none$/);
    expect(own).toMatch(/ 1 smoke +this one$/);
    expect(rest).toEqual([]);
    const shown = releasesSchema.parse(JSON.parse((await corollary("releases", "--json")).out));
    expect(shown.releases.edges.map(({ node }) => [node.version, node.current])).toEqual([
      ["9.9.9", false],
      [loadRelease(root).version, true],
    ]);
    expect(shown.releases.edges[1]?.node).toMatchObject({
      ...loadRelease(root),
      evidenceCounts: [{ budget: "SMOKE", count: 1 }],
    });
    await database.query(`DELETE FROM release WHERE version = '9.9.9'`);
  });

  it.each([
    ["0".repeat(64), "NOT_FOUND"],
    ["UGFwZXI6eA", "BAD_INPUT"],
    ["s2-overlap-lowr", "NOT_FOUND"],
    ["nope", "BAD_INPUT"],
  ])("refuse evidence %s with %s", async (word, code) => {
    const result = await corollary("evidence", word);
    expect(result.code).toBe(2);
    expect(result.err).toContain(`corollary: ${code} `);
  });

  it("find everything in order, or say what is not", async () => {
    const found = await runCommandLine(["doctor"], { env });
    expect(found).toMatchObject({ code: 0 });
    expect(found.out).toMatch(
      /engine onnx-cpu +ok +available \(auto takes it for dense and convolutional programs\): .*onnxruntime-node/,
    );
    expect(found.out).toMatch(/engine reference +ok +available: /);
    expect(found.out).toMatch(/data set mnist +ok +here, /);
    expect(found.out).toMatch(/data set cifar10 +ok +not here: put cifar-10-binary.tar.gz/);
    const unreachable = { ...env, DATABASE_URL: "postgresql://nobody:s3cret@127.0.0.1:1/none" };
    const { code, out } = await runCommandLine(["doctor"], { env: unreachable });
    expect(code).toBe(4);
    expect(out).toMatch(/database +WRONG +DATABASE_UNAVAILABLE/);
    expect(out).not.toContain("s3cret");
  });

  it("find nothing to migrate", async () => {
    expect((await corollary("migrate")).out).toContain("up to date");
  });

  it("delete everything, only when told so", async () => {
    expect((await corollary("reset")).code).toBe(2);
    expect(await database.query("SELECT 1 FROM evidence")).toHaveLength(1);
    expect((await corollary("reset", "--yes")).code).toBe(0);
    expect(await database.query("SELECT 1 FROM evidence")).toHaveLength(0);
    expect((await corollary("status")).code).toBe(0);
  });

  it("end with 4 and without the password when the database is gone", async () => {
    const gone = { ...env, DATABASE_URL: "postgresql://nobody:s3cret@127.0.0.1:1/none" };
    const { code, out, err } = await runCommandLine(["status"], { env: gone });
    expect(code).toBe(4);
    expect(err).toContain("DATABASE_UNAVAILABLE");
    expect(out + err).not.toContain("s3cret");
  });
});
