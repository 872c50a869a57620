import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EvidenceEntity } from "../../src/entities/evidence.entity.ts";
import { RunEntity } from "../../src/entities/run.entity.ts";
import { CRASH_POINTS } from "../../src/services/crash-point.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { ask, shardOf, silenceAll, whenFinished } from "../support/experiment.ts";
import { createGate } from "../support/gate.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { patience } from "../support/patience.ts";
import { openTestPlatform, type TestPlatform } from "../support/platform.ts";
import { runWorkerHere } from "../support/run-worker.ts";
import { steady, waiting } from "../support/scratch-papers.ts";
import { startWorkerProcess, type WorkerProcess } from "../support/worker-process.ts";

let database: TestDatabase;
let platform: TestPlatform;
const processes: WorkerProcess[] = [];
const beats: NodeJS.Timeout[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  platform = await openTestPlatform(database.url, { supervise: true });
});

afterEach(async () => {
  beats.splice(0).forEach(clearInterval);
  for (const one of processes.splice(0)) {
    one.kill("SIGKILL");
    await one.ended;
  }
  await platform.close();
  await database.drop();
});

async function startProcess(order: Omit<Parameters<typeof startWorkerProcess>[0], "url">) {
  const started = await startWorkerProcess({ url: database.url, ...order });
  processes.push(started);
  return started;
}

/** One evidence, of all six runs, each computed once and kept whatever died. */
async function expectOneEvidence(id: string): Promise<void> {
  const { manager } = platform.dataSource;
  const evidence = await manager.findBy(EvidenceEntity, { experimentId: id });
  expect(evidence).toHaveLength(1);
  expect(evidence[0]).toMatchObject({ verdict: "SUPPORTED" });
  expect(evidence[0]?.record.runs).toHaveLength(6);
  expect(await manager.countBy(RunEntity, { experimentId: id })).toBe(6);
  expect(await brokenInvariants(database)).toEqual([]);
}

describe("a worker killed with -9", () => {
  const working = CRASH_POINTS.filter(
    (point) => point !== "shutting-down" && point !== "run-recorded",
  );

  it.each(working)("at %s: nothing lost, nothing doubled", async (point) => {
    const id = await ask(platform, steady.slug);
    const at = { point, signal: "SIGKILL" } as const;
    const doomed = await startProcess({ owner: "doomed", at });
    expect(await doomed.ended).toMatchObject({ signal: "SIGKILL" });
    expect(doomed.lines).toContain(`at ${point}`);
    await silenceAll(database);
    const rescuer = runWorkerHere(platform);
    expect(await whenFinished(platform, id)).toMatchObject({ status: "SUCCEEDED" });
    await rescuer.stop();
    await expectOneEvidence(id);
  });

  it("while it hands its job back: another one has it", async () => {
    const gate = await createGate();
    const id = await ask(platform, waiting.slug);
    const at = { point: "shutting-down", signal: "SIGKILL" } as const;
    const doomed = await startProcess({ owner: "doomed", at, gate: gate.path });
    await gate.arrival();
    doomed.kill("SIGTERM");
    expect(await doomed.ended).toMatchObject({ signal: "SIGKILL" });
    await silenceAll(database);
    gate.open();
    const rescuer = runWorkerHere(platform, { gate });
    await whenFinished(platform, id);
    await rescuer.stop();
    await expectOneEvidence(id);
    await gate.close();
  });

  it("keeps the runs that it had recorded: the next attempt computes the rest", async () => {
    const id = await ask(platform, steady.slug);
    const at = { point: "run-recorded", signal: "SIGKILL" } as const;
    await (
      await startProcess({ owner: "doomed", at })
    ).ended;
    await silenceAll(database);
    const rescuer = runWorkerHere(platform);
    await whenFinished(platform, id);
    await rescuer.stop();
    const runs = await platform.dataSource.manager.findBy(RunEntity, { experimentId: id });
    expect(runs.filter(({ attempt }) => attempt === 1).map(({ ordinal }) => ordinal)).toEqual([0]);
    expect(await shardOf(platform, id)).toMatchObject({ attempt: 2, losses: 1 });
  });
});

describe("a worker stalled beyond its heartbeat", () => {
  /**
   * It stops (SIGSTOP) with everything computed, just before it commits. Its silence hands the job
   * to another, which has started when the first one wakes up and commits.
   */
  async function staleCommit({ unfenced }: { unfenced: boolean }) {
    const id = await ask(platform, steady.slug);
    const at = { point: "before-commit", signal: "SIGSTOP" } as const;
    const stalled = await startProcess({ owner: "stalled", at, unfenced });
    await stalled.says("at before-commit");
    // With the fence it is the silence alone that hands the job on, in the time that it takes.
    if (unfenced) await silenceAll(database);
    const job = await platform.queue.take("verify-claim", patience());
    if (job === null) throw new Error("the job was not handed out again");
    // The second attempt lives, however long the steps from here take.
    const beat = () => void platform.queue.touch(job).catch(() => undefined);
    beats.push(setInterval(beat, 1_000));
    const attempt = await platform.services.attempts.start(job, "second");
    if (attempt === null) throw new Error("the second attempt did not start");
    stalled.kill("SIGCONT");
    await stalled.says(`${steady.slug} at smoke: `);
    return { id, attempt, lines: stalled.lines };
  }

  async function expectRefused(stale: Awaited<ReturnType<typeof staleCommit>>): Promise<void> {
    expect(stale.lines).toContain(
      `${steady.slug} at smoke: given to another worker, nothing stored`,
    );
    expect(await platform.services.attempts.isHeld(stale.attempt)).toBe(true);
    expect(await platform.services.attempts.commitEvidence(stale.attempt)).toBe("COMMITTED");
    await expectOneEvidence(stale.id);
  }

  it("has its commit refused", async () => {
    await expectRefused(await staleCommit({ unfenced: false }));
  });

  it("would commit over another's attempt if there were no fence, and this test would see it", async () => {
    const stale = await staleCommit({ unfenced: true });
    expect(stale.lines).toContain(`${steady.slug} at smoke: evidence stored`);
    await expect(expectRefused(stale)).rejects.toThrow("at smoke: given");
  });
});
