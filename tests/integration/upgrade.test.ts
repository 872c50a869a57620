import { afterAll, beforeAll, expect, it } from "vitest";
import type { Release } from "../../src/domain/evidence-record.ts";
import { EvidenceEntity } from "../../src/entities/evidence.entity.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { silenceAll, whenFinished } from "../support/experiment.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { openTestPlatform, type TestPlatform } from "../support/platform.ts";
import { runWorkerHere } from "../support/run-worker.ts";
import { other, steady } from "../support/scratch-papers.ts";

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
  const job = await older.queue.take("verify-claim", AbortSignal.timeout(5_000));
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
