import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expressionFunction } from "vega";
import { executeRun } from "../../src/verification/execute-run.ts";
import { assembleEvidence } from "../../src/verification/assemble-evidence.ts";
import { EXACT_ENVIRONMENT } from "../../src/domain/environment.ts";
import { EvidenceEntity } from "../../src/entities/evidence.entity.ts";
import { RunEntity } from "../../src/entities/run.entity.ts";
import { createLoaders } from "../../src/services/loaders.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { ask } from "../support/experiment.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { patience } from "../support/patience.ts";
import { openTestPlatform, testRelease, type TestPlatform } from "../support/platform.ts";
import { runNextJob } from "../support/run-next-job.ts";
import {
  diverging,
  huge,
  notANumber,
  other,
  papers,
  steady,
  throwing,
  trained,
} from "../support/scratch-papers.ts";

const asked = { budget: "smoke", caller: "owner" } as const;
const paper = "scratch2026-tests";

let database: TestDatabase;
let platform: TestPlatform;

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await openTestPlatform(database.url);
});

afterAll(async () => {
  await platform.close();
  await database.drop();
});

/** Asks for a claim and computes it here, as a worker would. */
async function verify(slug: string): Promise<EvidenceEntity> {
  const { id } = await platform.services.verification.request(slug, { ...asked, force: true });
  await runNextJob(platform);
  return platform.dataSource.manager.findOneByOrFail(EvidenceEntity, { experimentId: id });
}

describe("asking for a verification", () => {
  it("answers a hundred parallel requests with one key by one experiment", async () => {
    const { verification } = platform.services;
    const options = { ...asked, force: true, idempotencyKey: "a-hundred" };
    const before = await platform.services.reads.experiments().count();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => verification.request(steady.slug, options)),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await platform.services.reads.experiments().count()).toBe(before + 1);
    await runNextJob(platform);
  });

  it("answers twenty parallel requests without a key by one experiment", async () => {
    const { verification, reads } = platform.services;
    const before = await reads.experiments().count();
    const options = { ...asked, budget: "quick" } as const;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => verification.request(other.slug, options)),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await reads.experiments().count()).toBe(before + 1);
    await verification.cancel(answers[0]?.id ?? "");
  });

  it("refuses a key that was used with another input", async () => {
    const { verification } = platform.services;
    const options = { ...asked, idempotencyKey: "once" };
    await verification.request(steady.slug, options);
    await expect(
      verification.request(steady.slug, { ...options, budget: "quick" }),
    ).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT", path: ["idempotencyKey"] });
    await expect(
      verification.request(steady.slug, { ...options, caller: "somebody else" }),
    ).resolves.toBeDefined();
  });

  it("answers with what this release has verified already, unless forced", async () => {
    const { verification } = platform.services;
    const first = await verification.request(steady.slug, { ...asked, budget: "standard" });
    const again = await verification.request(steady.slug, { ...asked, budget: "standard" });
    expect(again.id).toBe(first.id);
    const forced = await verification.request(steady.slug, {
      ...{ ...asked, budget: "standard" },
      force: true,
    });
    expect(forced.id).not.toBe(first.id);
    for (const { id } of [first, forced]) await verification.cancel(id);
  });

  it("does not answer with a cancelled experiment", async () => {
    const { verification } = platform.services;
    const first = await verification.request(steady.slug, { ...asked, budget: "paper" });
    await verification.cancel(first.id);
    const next = await verification.request(steady.slug, { ...asked, budget: "paper" });
    expect(next.id).not.toBe(first.id);
    await verification.cancel(next.id);
  });

  it("asks for each claim of a paper, in its order", async () => {
    const { verification } = platform.services;
    const options = { ...asked, budget: "paper", idempotencyKey: "paper" } as const;
    const { experiments } = await verification.requestPaper(paper, options);
    const loaders = createLoaders(platform.dataSource);
    const claims = await loaders.claimById.loadMany(experiments.map(({ claimId }) => claimId));
    expect(claims).toMatchObject(papers[0]?.claims.map(({ slug }) => ({ slug })) ?? []);
    const again = await verification.requestPaper(paper, options);
    expect(again.experiments.map(({ id }) => id)).toEqual(experiments.map(({ id }) => id));
    for (const { id } of experiments) await verification.cancel(id);
  });

  it.each([
    ["an unknown claim", "no-such-claim", {}, "NOT_FOUND"],
    ["a claim's slug with a NUL", "a\u0000b", {}, "NOT_FOUND"],
    ["an unknown budget", steady.slug, { budget: "huge" as "smoke" }, "BAD_INPUT"],
    ["a key with a NUL", steady.slug, { idempotencyKey: "a\u0000" }, "BAD_INPUT"],
    ["a key with half a surrogate pair", steady.slug, { idempotencyKey: "\ud800" }, "BAD_INPUT"],
    ["an empty key", steady.slug, { idempotencyKey: "" }, "BAD_INPUT"],
    ["a key of 256 characters", steady.slug, { idempotencyKey: "k".repeat(256) }, "BAD_INPUT"],
  ])("refuses %s and leaves nothing behind", async (_name, slug, options, code) => {
    const before = await platform.services.reads.experiments().count();
    await expect(
      platform.services.verification.request(slug, { ...asked, ...options }),
    ).rejects.toMatchObject({ code });
    expect(await platform.services.reads.experiments().count()).toBe(before);
  });

  it("refuses a paper that is not there, and one without claims", async () => {
    const { verification } = platform.services;
    for (const slug of ["nobody1900", "empty2026-tests"]) {
      await expect(verification.requestPaper(slug, asked)).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    }
  });
});

describe("cancelling", () => {
  it("takes a waiting experiment and its job out", async () => {
    const { verification } = platform.services;
    const { id } = await verification.request(steady.slug, { ...asked, force: true });
    expect(await verification.cancel(id)).toMatchObject({ status: "CANCELLED" });
    expect(await verification.cancel(id)).toMatchObject({ status: "CANCELLED" });
    expect(await brokenInvariants(database)).toEqual([]);
  });

  it("says that what is finished is finished", async () => {
    const { experimentId } = await verify(steady.slug);
    await expect(platform.services.verification.cancel(experimentId)).rejects.toMatchObject({
      code: "ALREADY_FINISHED",
    });
  });

  it("and committing exclude each other: a cancelled attempt writes nothing more", async () => {
    const { services, queue } = platform;
    const { id } = await services.verification.request(steady.slug, { ...asked, force: true });
    const job = await queue.take("verify-claim", patience());
    if (job === null) throw new Error("no job");
    const attempt = await services.attempts.start(job, "here");
    if (attempt === null) throw new Error("not started");
    await services.attempts.resume(attempt, EXACT_ENVIRONMENT);
    const outputs = await Promise.all(steady.plan("smoke").map((planned) => executeRun(planned)));
    for (const output of outputs) {
      expect(await services.attempts.recordRun(attempt, output, 1)).toBe(true);
    }
    const [committed, cancelled] = await Promise.allSettled([
      services.attempts.commitEvidence(attempt),
      services.verification.cancel(id),
    ]);
    const commits = committed.status === "fulfilled" && committed.value === "COMMITTED";
    expect(commits).toBe(cancelled.status === "rejected");
    expect(await services.attempts.isHeld(attempt)).toBe(false);
    expect(await brokenInvariants(database)).toEqual([]);
  });

  it("answers NOT_FOUND for an experiment that is not there", async () => {
    await expect(
      platform.services.verification.cancel("00000000-0000-4000-8000-000000000000"),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("evidence", () => {
  it("has the digest that the same computation has without a database", async () => {
    const stored = await verify(steady.slug);
    const outputs = await Promise.all(steady.plan("smoke").map((planned) => executeRun(planned)));
    const environment = EXACT_ENVIRONMENT;
    const here = assembleEvidence(
      { paper, claim: steady, budget: "smoke", environment, release: testRelease },
      outputs.map(({ record }) => record),
    );
    expect(stored.record).toEqual(here);
    expect(stored).toMatchObject({ digest: here.digest, verdict: "SUPPORTED" });
  });

  it("keeps certificates by digest and figures in order", async () => {
    const stored = await verify(steady.slug);
    const loaders = createLoaders(platform.dataSource);
    const digest = stored.record.runs[0]?.certificate?.digest ?? "";
    expect(await loaders.certificateByDigest.load(digest)).toMatchObject({
      content: '{"seed":1,"value":5}',
    });
    const figures = await loaders.figuresByEvidence.load(stored.id);
    expect(figures).toMatchObject([{ name: "amounts", spec: { mark: "point" } }]);
  });

  it("is concluded and drawn before the transaction that stores it begins", async () => {
    const drawnAt: Date[] = [];
    expressionFunction("noteDrawing", () => drawnAt.push(new Date()));
    const figure = {
      ...{ name: "noting", title: "Noting", data: { values: [{}] }, mark: "point" },
      transform: [{ calculate: "noteDrawing()", as: "noted" }],
    };
    const noting = { ...steady, figures: () => [{ name: "noting", title: "", spec: figure }] };
    const changed = papers.map((one) => (one.slug === paper ? { ...one, claims: [noting] } : one));
    const other = await openTestPlatform(database.url, { papers: changed });
    const experimentId = await ask(other, steady.slug);
    await runNextJob(other);
    await other.close();
    const { manager } = platform.dataSource;
    const stored = await manager.findOneByOrFail(EvidenceEntity, { experimentId });
    expect(drawnAt).toHaveLength(1);
    // PostgreSQL's now() is when a transaction began.
    expect(Number(stored.createdAt)).toBeGreaterThanOrEqual(Number(drawnAt[0]));
  });

  it("of a measure that gives NaN keeps its state, and lists still answer", async () => {
    const stored = await verify(notANumber.slug);
    expect(stored).toMatchObject({
      verdict: "INCONCLUSIVE",
      reasonCode: "MEASUREMENT_NOT_FINITE",
    });
    const run = stored.record.runs.find(({ control, seed }) => control === null && seed === 2);
    expect(run?.measurements).toMatchObject([{ name: "amount", value: null, state: "NAN" }]);
    const { items } = await platform.services.reads.evidences().page({ first: 100 });
    expect(items.map(({ id }) => id)).toContain(stored.id);
  });

  it("of a run that diverged is INCONCLUSIVE and says so, and lists and figures still answer", async () => {
    const stored = await verify(diverging.slug);
    expect(stored).toMatchObject({ verdict: "INCONCLUSIVE", reasonCode: "RUN_DIVERGED" });
    expect(stored.reason).toBe(
      "1 of 3 runs diverged (main with seed 2); the first: diverged at step 2: the loss is NaN",
    );
    const run = stored.record.runs.find(({ status }) => status === "DIVERGED");
    expect(run).toMatchObject({
      ...{ seed: 2, message: "diverged at step 2: the loss is NaN" },
      measurements: [{ name: "amount", value: null, state: "NAN" }],
    });
    const loaders = createLoaders(platform.dataSource);
    const { content } = await loaders.certificateByDigest.load(run?.series ?? "");
    expect(JSON.parse(content)).toEqual([
      { name: "loss", unit: null, x: [0, 1, 2], y: [9, 2, null] },
    ]);
    const [figure] = await loaders.figuresByEvidence.load(stored.id);
    expect(figure?.spec).toMatchObject({ curves: [[], [{ name: "loss" }], []] });
    // A row that diverged has no value to draw.
    expect(figure).toMatchObject({
      svg: null,
      undrawn: expect.stringMatching(/^it cannot be drawn: ./) as string,
    });
    const { items } = await platform.services.reads.evidences().page({ first: 100 });
    expect(items.map(({ id }) => id)).toContain(stored.id);
  });

  it("of a claim that needs an engine names it, and the experiment too", async () => {
    const stored = await verify(trained.slug);
    expect(stored).toMatchObject({
      verdict: "SUPPORTED",
      record: { environment: { engine: "onnx-cpu", precision: "float64", threads: 1 } },
    });
    const { experimentId: id } = stored;
    expect(await platform.services.reads.findExperiment({ id })).toMatchObject({
      engine: "onnx-cpu",
    });
    const [figure] = await createLoaders(platform.dataSource).figuresByEvidence.load(stored.id);
    expect(figure?.spec).toMatchObject({ curves: [1, 2, 3].map((x) => [{ x: [0, x] }]) });
  });

  it("of a measure that throws is INVALID, and says which run", async () => {
    const stored = await verify(throwing.slug);
    expect(stored).toMatchObject({ verdict: "INVALID", reasonCode: "RUN_FAILED" });
    expect(stored.reason).toContain("broken on purpose at seed 2");
  });

  it("has all of 9,000 measurements of one run, in order and to the last bit", async () => {
    const stored = await verify(huge.slug);
    const planned = huge.plan("smoke").find(({ control }) => control === null);
    if (planned === undefined) throw new Error("no run was planned");
    const { record } = await executeRun(planned);
    expect(record.measurements).toHaveLength(9_000);
    const run = await platform.dataSource.manager.findOneByOrFail(RunEntity, {
      experimentId: stored.experimentId,
      arm: "main",
      ordinal: 1,
    });
    for (const kept of [run.measurements, stored.record.runs[1]?.measurements ?? []]) {
      expect(kept.map(({ name }) => name)).toEqual(record.measurements.map(({ name }) => name));
      const bits = (one: typeof kept) => [
        ...new BigUint64Array(Float64Array.from(one, ({ value }) => value ?? 0).buffer),
      ];
      expect(bits(kept)).toEqual(bits(record.measurements));
    }
  });
});
