import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DataSource } from "typeorm";
import { Regressions1764300000000 } from "../../migrations/1764300000000-regressions.ts";
import { migrations } from "../../migrations/index.ts";
import { createDataSource } from "../../src/database/data-source.ts";
import { migrate } from "../../src/database/migrate.ts";
import { brokenDigest, type Release } from "../../src/domain/evidence-record.ts";
import { EvidenceEntity } from "../../src/entities/evidence.entity.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { silenceAll, whenFinished } from "../support/experiment.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { patience } from "../support/patience.ts";
import { openTestPlatform, type TestPlatform } from "../support/platform.ts";
import { runWorkerHere } from "../support/run-worker.ts";
import { other, steady } from "../support/scratch-papers.ts";
import { toyPapers } from "../support/toy-papers.ts";
import { underRelease } from "../support/verify-under.ts";

const asked = { budget: "smoke", caller: "owner" } as const;
const newer: Release = {
  version: "9.9.9",
  sourceDigest: "c".repeat(64),
  dependencyDigest: "d".repeat(64),
};

let database: TestDatabase;
let platform: TestPlatform | null = null;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await platform?.close();
  await database.drop();
});

/** The earlier release goes with one claim waiting and another in work by a worker that died. */
async function leaveWorkBehind(): Promise<[string, string]> {
  const older = await openTestPlatform(database.url);
  const { verification, attempts } = older.services;
  const inWork = await verification.request(other.slug, asked);
  const job = await older.queue.take("verify-claim", patience());
  if (job === null) throw new Error("there is no job");
  expect(await attempts.start(job, "older")).not.toBeNull();
  const waiting = await verification.request(steady.slug, asked);
  await older.close();
  await silenceAll(database);
  return [inWork.id, waiting.id];
}

it("a new release ends what the old one left, says why, and verifies the claims afresh", async () => {
  const left = await leaveWorkBehind();
  platform = await openTestPlatform(database.url, { release: newer, supervise: true });
  const { verification, system } = platform.services;
  const fresh: string[] = [];
  for (const { slug } of [other, steady]) fresh.push((await verification.request(slug, asked)).id);
  expect(left).not.toContain(fresh[0]);
  expect(left).not.toContain(fresh[1]);
  const worker = runWorkerHere(platform);
  const { id: releaseId } = await system.release();
  for (const id of fresh) {
    expect(await whenFinished(platform, id)).toMatchObject({ status: "SUCCEEDED", releaseId });
    const evidence = { experimentId: id };
    expect(await platform.dataSource.manager.findBy(EvidenceEntity, evidence)).toMatchObject([
      { verdict: "SUPPORTED", releaseId },
    ]);
  }
  for (const id of left) {
    expect(await whenFinished(platform, id)).toMatchObject({
      status: "FAILED",
      done: 0,
      message:
        "asked under release 0.0.0-test (sources aaaaaaaa, dependencies bbbbbbbb); this worker's " +
        "is 9.9.9 (sources cccccccc, dependencies dddddddd), which may compute other numbers: " +
        "ask for the verification again",
    });
  }
  await worker.stop();
  expect(await platform.queue.stats("verify-claim")).toEqual({ waiting: 0, active: 0 });
  expect(await brokenInvariants(database)).toEqual([]);
  for (const [index, { slug }] of [other, steady].entries()) {
    expect(await verification.request(slug, asked)).toMatchObject({ id: fresh[index] });
  }
});

describe("a database of the version before regressions", () => {
  /** Rows that the code at c745140 wrote: q1-square of the toy papers, verified at smoke. */
  const ROWS = new URL("../support/database-before-drift.json", import.meta.url);
  const papers = toyPapers.map((paper) => ({ ...paper, claims: paper.claims.slice(0, 1) }));
  const later = migrations.slice(migrations.indexOf(Regressions1764300000000));

  let old: TestDatabase;

  async function goBack(dataSource: DataSource): Promise<void> {
    for (let left = later.length; left > 0; left -= 1) await dataSource.undoLastMigration();
  }

  beforeAll(async () => {
    old = await createTestDatabase({ empty: true });
    await migrate(old.url);
    const dataSource = createDataSource(old.url, { pool: 1, statementTimeoutMs: 10_000 });
    await dataSource.initialize();
    await goBack(dataSource);
    const tables = JSON.parse(readFileSync(ROWS, "utf8")) as Record<string, object[]>;
    for (const [table, rows] of Object.entries(tables)) {
      const columns = Object.keys(rows[0] ?? {}).join(", ");
      await dataSource.query(
        `INSERT INTO ${table} (${columns})
         SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`,
        [JSON.stringify(rows)],
      );
    }
    await dataSource.destroy();
  });

  afterAll(() => old.drop());

  it("is migrated, and its evidence is read, sound, and compared with what is found now", async () => {
    expect(await migrate(old.url)).toEqual({ applied: later.map(({ name }) => name) });
    await underRelease(old, { papers, release: newer }, async (services, verify) => {
      const { reads, releases, regressions, system, verification } = services;
      const [before] = (await reads.releases().page({ last: 1 })).items;
      const baselineId = before?.id ?? "";
      expect(system.isCurrent(newer)).toBe(true);
      expect(before && system.isCurrent(before)).toBe(false);
      const [record, ...rest] = await releases.evidenceOfRelease(baselineId);
      expect(rest).toEqual([]);
      expect(record).not.toHaveProperty("drift");
      expect(record && brokenDigest(record)).toBeNull();
      await verification.request("q1-square", asked);
      await verify();
      const { id: candidateId } = await system.release();
      const compared = { baselineId, candidateId, ...asked };
      expect(await regressions.compare(compared)).toMatchObject({ gate: "PASS" });
    });
  });

  it("has the figures of then, which nobody had drawn", async () => {
    expect(await old.query("SELECT name, svg, undrawn FROM figure")).toContainEqual({
      ...{ name: "squares", svg: null, undrawn: null },
    });
  });

  it("still answers a key with the experiment of then", async () => {
    const { rows } = await underRelease(old, { papers, release: newer }, async (services) => {
      const again = await services.verification.request("q1-square", {
        ...asked,
        idempotencyKey: "before",
      });
      return {
        rows: await old.query(`SELECT 1 FROM request WHERE $1 = ANY(answer_ids)`, [again.id]),
      };
    });
    expect(rows).toHaveLength(1);
  });

  it("goes back, without its comparisons but with all else", async () => {
    const dataSource = createDataSource(old.url, { pool: 1, statementTimeoutMs: 10_000 });
    await dataSource.initialize();
    await goBack(dataSource);
    await dataSource.destroy();
    expect(await old.query("SELECT experiment_ids FROM request")).toHaveLength(1);
    expect(await old.query("SELECT 1 FROM evidence")).toHaveLength(2);
  });
});
