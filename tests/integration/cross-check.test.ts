import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CrossChecks1764500000000 } from "../../migrations/1764500000000-cross-checks.ts";
import { migrations } from "../../migrations/index.ts";
import { createDataSource } from "../../src/database/data-source.ts";
import { migrate } from "../../src/database/migrate.ts";
import type { EngineChoice } from "../../src/domain/engine-name.ts";
import type { Environment } from "../../src/domain/environment.ts";
import { keyOfGlobalId } from "../../src/domain/global-id.ts";
import { EvidenceEntity } from "../../src/entities/evidence.entity.ts";
import { createLoaders } from "../../src/services/loaders.ts";
import { onSecondEngine, type Attempt } from "../../src/services/attempt.ts";
import { createVerificationService } from "../../src/services/verification.service.ts";
import type { PaperDefinition } from "../../src/verification/define-paper.ts";
import { executeRun } from "../../src/verification/execute-run.ts";
import { openTools } from "../../src/worker/open-tools.ts";
import { rememberProbes } from "../../src/worker/remember-probes.ts";
import { keepStaff } from "../../src/worker/staff.ts";
import { startApi } from "../support/api.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { shardOf, whenFinished } from "../support/experiment.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { patience } from "../support/patience.ts";
import { openTestPlatform, testRelease, type TestPlatform } from "../support/platform.ts";
import { runWorkerHere, type WorkerHere } from "../support/run-worker.ts";
import { papers, steady, swaying, trained } from "../support/scratch-papers.ts";

let database: TestDatabase;
let platform: TestPlatform;
let worker: WorkerHere;

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await openTestPlatform(database.url);
});

afterAll(async () => {
  await platform.close();
  await database.drop();
});

afterEach(async () => {
  expect(await brokenInvariants(database)).toEqual([]);
});

const [paper] = papers;
if (paper === undefined) throw new Error("there are scratch papers");

/** The same claims in other papers. */
const ofPapers = (others: readonly PaperDefinition[]) =>
  createVerificationService(platform.dataSource, platform.queue, {
    ...{ papers: others, release: testRelease, engine: "auto" },
    probe: rememberProbes(""),
  });

interface Asked {
  readonly crossCheck?: EngineChoice | null;
  readonly idempotencyKey?: string;
}

async function request(slug: string, asked: Asked = {}): Promise<string> {
  const { verification } = platform.services;
  const options = { budget: "smoke", caller: "owner", ...asked } as const;
  return (await verification.request(slug, options)).id;
}

async function verified(slug: string, crossCheck: EngineChoice | null) {
  const id = await request(slug, { crossCheck });
  const experiment = await whenFinished(platform, id);
  const evidence = await createLoaders(platform.dataSource).evidenceByExperiment.load(id);
  if (evidence === null) throw new Error(`no evidence: ${experiment.message ?? ""}`);
  return { experiment, evidence };
}

describe("a claim that is verified on two engines", () => {
  /** Processes that stay, one for each engine. */
  const staff = keepStaff();

  beforeAll(() => {
    worker = runWorkerHere(platform, { computing: { staff } });
  });

  afterAll(async () => {
    await worker.stop();
    await staff.close();
  });

  it("has the runs of both in its evidence, the controls of the first alone", async () => {
    const { experiment, evidence } = await verified(trained.slug, "reference");
    expect(experiment).toMatchObject({
      ...{ engine: "onnx-cpu", crossCheck: "reference" },
      done: 9,
    });
    expect(evidence).toMatchObject({ verdict: "SUPPORTED", crossCheck: "reference" });
    const { runs, environment, crossCheck } = evidence.record;
    expect([environment.engine, crossCheck?.environment.engine]).toEqual(["onnx-cpu", "reference"]);
    expect(runs).toHaveLength(6);
    const figures = await createLoaders(platform.dataSource).figuresByEvidence.load(evidence.id);
    expect(figures.map(({ name }) => name)).toEqual(["amounts", "engines"]);
    expect(crossCheck?.runs.map(({ control, seed }) => [control, seed])).toEqual([
      [null, 1],
      [null, 2],
      [null, 3],
    ]);
  });

  it("is INCONCLUSIVE with the reason where the verdict changes with the engine", async () => {
    const { evidence } = await verified(swaying.slug, "reference");
    expect(evidence).toMatchObject({ verdict: "INCONCLUSIVE", reasonCode: "ENGINES_DISAGREE" });
    expect(evidence.reason).toBe(
      "the verdict changes with the engine: " +
        "on onnx-cpu it is SUPPORTED (all conditions hold: 2 of the claim), " +
        "on reference it is NOT_SUPPORTED (the effect is absent, reversed or too small: " +
        "amount 0: 2, required at least 10 (amount))",
    );
    expect(evidence.record.controls.map(({ outcome }) => outcome)).toEqual(["KEPT"]);
  });

  it("is another verification than on one, and neither answers for the other", async () => {
    const { experiment: crossed } = await verified(swaying.slug, "reference");
    const { experiment: plain, evidence } = await verified(swaying.slug, null);
    expect(plain.id).not.toBe(crossed.id);
    expect(evidence).toMatchObject({ verdict: "SUPPORTED", crossCheck: null });
    expect(await request(swaying.slug, { crossCheck: "reference" })).toBe(crossed.id);
    expect(await request(swaying.slug)).toBe(plain.id);
  });

  it("is answered once for a key, and a key with another engine is a conflict", async () => {
    const key = { idempotencyKey: "two engines" };
    const first = await request(trained.slug, { ...key, crossCheck: "reference" });
    expect(await request(trained.slug, { ...key, crossCheck: "reference" })).toBe(first);
    for (const crossCheck of [null, "auto", "tensorflow-gpu"] as const) {
      await expect(request(trained.slug, { ...key, crossCheck })).rejects.toMatchObject({
        code: "IDEMPOTENCY_CONFLICT",
      });
    }
  });

  it("is refused where there is no second engine or nothing to compute on it", async () => {
    const before = await platform.services.reads.experiments().count();
    await expect(request(steady.slug, { crossCheck: "auto" })).rejects.toMatchObject({
      ...{ code: "BAD_INPUT", path: ["crossCheck"] },
    });
    await expect(request(trained.slug, { crossCheck: "onnx-cpu" })).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
    await expect(request(trained.slug, { crossCheck: "tensorflow-gpu" })).rejects.toMatchObject({
      ...{ code: "ENGINE_UNAVAILABLE", path: ["crossCheck"] },
    });
    expect(await platform.services.reads.experiments().count()).toBe(before);
  });

  it("is asked of a whole paper: of the claims that an engine computes", async () => {
    const verification = ofPapers([{ ...paper, slug: "mixed", claims: [steady, trained] }]);
    const asked = { budget: "smoke", caller: "owner", crossCheck: "reference" } as const;
    const keyed = { ...asked, idempotencyKey: "a paper on two engines" };
    const { experiments: all } = await verification.requestPaper("mixed", keyed);
    const found = await Promise.all(all.map(({ id }) => whenFinished(platform, id)));
    expect(found.map(({ engine, crossCheck, status }) => [engine, crossCheck, status])).toEqual([
      ["none", null, "SUCCEEDED"],
      ["onnx-cpu", "reference", "SUCCEEDED"],
    ]);
    const ids = all.map(({ id }) => id);
    const again = await verification.requestPaper("mixed", keyed);
    expect(again.experiments.map(({ id }) => id)).toEqual(ids);
    await expect(
      verification.requestPaper("mixed", { ...keyed, crossCheck: null }),
    ).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
    expect(await request(trained.slug, { crossCheck: "reference" })).toBe(ids[1]);
    const plain = await verification.requestPaper("mixed", { ...asked, crossCheck: null });
    expect(plain.experiments[1]?.id).not.toBe(ids[1]);
  });

  it("is refused of a whole paper where one of its claims cannot be, or none needs it", async () => {
    const asked = { budget: "smoke", caller: "owner", crossCheck: "reference" } as const;
    const before = await platform.services.reads.experiments().count();
    await expect(
      platform.services.verification.requestPaper(paper.slug, asked),
    ).rejects.toMatchObject({
      ...{ code: "BAD_INPUT", path: ["crossCheck"] },
      message: expect.stringContaining("too slow to cross-check scratch-") as string,
    });
    const exact = ofPapers([{ ...paper, slug: "exact", claims: [steady] }]);
    await expect(exact.requestPaper("exact", asked)).rejects.toMatchObject({
      ...{ code: "BAD_INPUT", path: ["crossCheck"] },
      message: expect.stringContaining(
        "no claim of paper exact is computed by an engine",
      ) as string,
    });
    expect(await platform.services.reads.experiments().count()).toBe(before);
  });

  it("is no evidence that a comparison of releases rests on, and the claim's current one", async () => {
    const { evidence } = await verified(swaying.slug, null);
    const again = {
      budget: "smoke",
      caller: "owner",
      force: true,
      crossCheck: "reference",
    } as const;
    const { id } = await platform.services.verification.request(swaying.slug, again);
    await whenFinished(platform, id);
    const { releases, system } = platform.services;
    const found = await releases.evidenceOfRelease((await system.release()).id, "smoke");
    expect(found.find(({ claim }) => claim === swaying.slug)?.digest).toBe(evidence.digest);
    const loaders = createLoaders(platform.dataSource);
    const at = { claimId: evidence.claimId, budget: "smoke" } as const;
    const [current] = await loaders.currentVerdicts.load(at.claimId);
    expect(await loaders.evidenceById.load(current?.id ?? "")).toMatchObject({
      crossCheck: "reference",
    });
    expect(await loaders.plainEvidence.load(at)).toMatchObject({ crossCheck: null });
    const all = await loaders.evidencesByClaim.load({ parentId: at.claimId, page: { first: 50 } });
    expect(all.items.map(({ crossCheck }) => crossCheck)).toContain("reference");
  });
});

describe("an attempt at a claim on two engines", () => {
  const need = { precision: "float64" } as const;
  const folders = { states: null, data: [] };

  async function started(): Promise<Attempt> {
    const job = await platform.queue.take("verify-claim", patience());
    const attempt = job && (await platform.services.attempts.start(job, "test"));
    if (attempt === null) throw new Error("there is no job");
    return attempt;
  }

  /** Computes and records one run; in what. */
  async function recordOne(attempt: Attempt, place: number): Promise<Environment> {
    const { attempts } = platform.services;
    const { tools, environment } = await openTools(attempt.engine ?? "onnx-cpu", need, folders);
    await attempts.resume(attempt, environment);
    const planned = trained.plan("smoke")[place];
    if (planned === undefined) throw new Error("the plan is shorter");
    expect(await attempts.recordRun(attempt, await executeRun(planned, tools), 1)).toBe(true);
    return environment;
  }

  it("goes on with the runs of each engine, and drops those of another environment alone", async () => {
    const { attempts, verification } = platform.services;
    const asked = {
      budget: "smoke",
      caller: "owner",
      force: true,
      crossCheck: "reference",
    } as const;
    const { id } = await verification.request(trained.slug, asked);
    const attempt = await started();
    const second = onSecondEngine(attempt);
    if (second === null) throw new Error("a second engine was asked for");
    const environment = await recordOne(attempt, 3);
    const other = await recordOne(second, 3);
    const kept = async (one: Attempt, here: Environment) =>
      (await attempts.resume(one, here))?.map(({ control, seed }) => [control, seed]);
    expect(await kept(attempt, environment)).toEqual([[null, 1]]);
    expect(await kept(second, other)).toEqual([[null, 1]]);
    expect(await kept(second, { ...other, cpuFeatures: "another machine" })).toEqual([]);
    expect(await kept(attempt, environment)).toEqual([[null, 1]]);
    expect(await shardOf(platform, id)).toMatchObject({
      ...{ environment, crossCheckEnvironment: { cpuFeatures: "another machine" } },
    });
    await verification.cancel(id);
  });
});

describe("the API", () => {
  const CROSS_CHECK = `query Found($slug: String!) { claim(slug: $slug) {
    currentVerdict(budget: SMOKE) { evidence {
      crossCheck {
        agrees environment { engine precision } first { verdict } second { verdict reasonCode reason }
        checks { name value outcome }
        largest { arm seed quantity first second difference relative }
        disagreements { seed relative }
      }
      experiment { crossCheck progress { done total } runs(first: 20) { edges { node { crossCheck } } } }
    } } } }`;
  const VERIFY = `mutation Verify($input: VerifyClaimInput!) {
    verifyClaim(input: $input) { experiment { id crossCheck } errors { code path message } } }`;

  const VERIFY_PAPER = `mutation Verify($input: VerifyPaperInput!) {
    verifyPaper(input: $input) { experiments { id crossCheck } errors { code path message } } }`;

  it("asks for a second engine, says why not, and shows what both have found", async () => {
    // It outlives this server.
    const kept = { ...database, drop: () => Promise.resolve() };
    const api = await startApi({ papers, database: kept });
    try {
      const asked = async (claim: string, crossCheck: string) =>
        (
          await api.data<{ verifyClaim: { experiment: { id: string } | null } }>(VERIFY, {
            input: { claim, crossCheck, budget: "SMOKE" },
          })
        ).verifyClaim;
      const { experiment, ...rest } = await asked(trained.slug, "REFERENCE");
      expect([experiment, rest]).toMatchObject([{ crossCheck: "reference" }, { errors: [] }]);
      await api.services.verification.cancel(
        keyOfGlobalId(experiment?.id ?? "", "Experiment", ["id"]),
      );
      expect(await asked(steady.slug, "AUTO")).toMatchObject({
        experiment: null,
        errors: [{ code: "BAD_INPUT", path: ["input", "crossCheck"] }],
      });
      const { verifyPaper } = await api.data<{ verifyPaper: { experiments: unknown[] } }>(
        VERIFY_PAPER,
        { input: { paper: paper.slug, crossCheck: "REFERENCE", budget: "SMOKE" } },
      );
      expect(verifyPaper).toMatchObject({
        experiments: [],
        errors: [{ code: "BAD_INPUT", path: ["input", "crossCheck"] }],
      });
      const answer = await api.ask(VERIFY, {
        variables: { input: { claim: trained.slug, crossCheck: "ABACUS" } },
      });
      expect(answer.status).toBe(400);
      const { claim } = await api.data<{ claim: { currentVerdict: { evidence: unknown } } }>(
        CROSS_CHECK,
        { slug: swaying.slug },
      );
      const largest = { arm: "main", quantity: "amount", first: 20, second: 2, difference: 18 };
      expect(claim.currentVerdict.evidence).toMatchObject({
        crossCheck: {
          ...{ agrees: false, environment: { engine: "reference", precision: "float64" } },
          ...{ first: { verdict: "SUPPORTED" }, second: { verdict: "NOT_SUPPORTED" } },
          checks: [
            { name: "amount 0", value: 2, outcome: "FAIL" },
            { name: "amount 1", value: 2, outcome: "FAIL" },
          ],
          largest: { ...largest, relative: 0.9 },
          disagreements: [{ relative: 0.9 }, { relative: 0.9 }],
        },
        experiment: { crossCheck: "reference", progress: { done: 6, total: 6 } },
      });
    } finally {
      await api.close();
    }
  });
});

describe("going back to the version before", () => {
  it("forgets what is of two engines, whole, and keeps all else", async () => {
    const counts = async () =>
      platform.dataSource.query<{ crossed: number; plain: number }[]>(
        `SELECT count(*) FILTER (WHERE cross_check IS NOT NULL)::int AS crossed,
           count(*) FILTER (WHERE cross_check IS NULL)::int AS plain FROM evidence`,
      );
    const [before] = await counts();
    expect(before?.crossed).toBeGreaterThan(0);
    expect(before?.plain).toBeGreaterThan(0);
    const dataSource = createDataSource(database.url, { pool: 1, statementTimeoutMs: 10_000 });
    await dataSource.initialize();
    const later = migrations.slice(migrations.indexOf(CrossChecks1764500000000));
    for (let left = later.length; left > 0; left -= 1) await dataSource.undoLastMigration();
    await dataSource.destroy();
    await migrate(database.url);
    expect(await counts()).toEqual([{ crossed: 0, plain: before?.plain }]);
    const rows = await platform.dataSource.manager.find(EvidenceEntity);
    expect(rows.every(({ record }) => record.crossCheck === undefined)).toBe(true);
  });
});
