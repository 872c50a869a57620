import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startCluster, type DatabaseHandle } from "../../src/database/embedded/index.ts";
import { openToAccounts } from "../../src/database/embedded/place.ts";
import { migrate } from "../../src/database/migrate.ts";
import { EvidenceEntity } from "../../src/entities/evidence.entity.ts";
import type { CrashPoint } from "../../src/services/crash-point.ts";
import { ask, whenFinished } from "../support/experiment.ts";
import { createGate } from "../support/gate.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { until } from "../support/patience.ts";
import { openTestPlatform, type TestPlatform } from "../support/platform.ts";
import { runWorkerHere } from "../support/run-worker.ts";
import { steady, waiting } from "../support/scratch-papers.ts";

let folder: string;
let cluster: DatabaseHandle;
let platform: TestPlatform;
let killAt: CrashPoint | null = null;
let killed: number | null = null;

function killDatabase(): void {
  killed = cluster.pid();
  if (killed === null) throw new Error("the database is not ours");
  process.kill(killed, "SIGKILL");
}

/** An experiment can be seen to have ended before the kill that follows its commit. */
async function whenKilledAndBack(): Promise<void> {
  await until(() => {
    expect(killed).not.toBeNull();
    expect(cluster.pid()).not.toBe(killed);
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "corollary-crash-"));
  openToAccounts(folder);
  // Durable: what is tested is that an acknowledged commit survives.
  cluster = await startCluster({ folder });
  await migrate(cluster.url);
  platform = await openTestPlatform(cluster.url, {
    supervise: true,
    reached(point) {
      if (point !== killAt) return;
      killAt = null;
      killDatabase();
    },
  });
});

beforeEach(() => {
  killed = null;
});

afterAll(async () => {
  await platform.close();
  await cluster.close();
  rmSync(folder, { recursive: true, force: true });
  rmSync(cluster.home, { recursive: true, force: true });
});

async function query<Row extends object>(text: string): Promise<Row[]> {
  const client = new Client({ connectionString: cluster.url });
  await client.connect();
  const { rows } = await client.query<Row>(text);
  await client.end();
  return rows;
}

async function expectOneEvidence(id: string): Promise<void> {
  await whenKilledAndBack();
  const evidence = await platform.dataSource.manager.findBy(EvidenceEntity, { experimentId: id });
  expect(evidence).toMatchObject([{ verdict: "SUPPORTED" }]);
  expect(await brokenInvariants({ query })).toEqual([]);
}

describe("the database killed with -9", () => {
  it("under a computation: the worker waits for it and goes on", async () => {
    const gate = await createGate();
    const id = await ask(platform, waiting.slug);
    const worker = runWorkerHere(platform, { gate });
    await gate.arrival();
    killDatabase();
    gate.open();
    expect(await whenFinished(platform, id)).toMatchObject({ status: "SUCCEEDED" });
    await worker.stop();
    await expectOneEvidence(id);
    await gate.close();
  });

  it.each(["attempt-started", "evidence-inserted", "job-settled", "evidence-committed"] as const)(
    "at %s: nothing lost, nothing doubled",
    async (point) => {
      const id = await ask(platform, steady.slug);
      killAt = point;
      const worker = runWorkerHere(platform);
      expect(await whenFinished(platform, id)).toMatchObject({ status: "SUCCEEDED" });
      await worker.stop();
      await expectOneEvidence(id);
    },
  );
});
