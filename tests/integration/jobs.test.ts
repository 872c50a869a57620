import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { isAlive } from "../../src/database/embedded/process-table.ts";
import { EXACT_ENVIRONMENT } from "../../src/domain/environment.ts";
import { EvidenceEntity } from "../../src/entities/evidence.entity.ts";
import { RunEntity } from "../../src/entities/run.entity.ts";
import { ShardEntity } from "../../src/entities/shard.entity.ts";
import type { Attempt } from "../../src/services/attempt.ts";
import { findProject } from "../../src/config/root.ts";
import { executeRun } from "../../src/verification/execute-run.ts";
import { createSlots } from "../../src/worker/slots.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { ask, shardOf, silenceAll, whenFinished } from "../support/experiment.ts";
import { createGate, type Gate } from "../support/gate.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { patience, until } from "../support/patience.ts";
import { openTestPlatform, type TestPlatform } from "../support/platform.ts";
import { runWorkerHere, type WorkerHere } from "../support/run-worker.ts";
import {
  asking,
  hanging,
  killing,
  steady,
  swaying,
  trainedHanging,
  waiting,
} from "../support/scratch-papers.ts";
import { openSmallRegistry } from "../support/small-registry.ts";
import { startWorkerProcess } from "../support/worker-process.ts";

let database: TestDatabase;
let platform: TestPlatform;
let gate: Gate;
let worker: WorkerHere | null = null;

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await openTestPlatform(database.url, { supervise: true });
});

afterAll(async () => {
  await platform.close();
  await database.drop();
});

afterEach(async () => {
  await worker?.stop();
  worker = null;
  expect(await brokenInvariants(database)).toEqual([]);
});

async function whenGone(pid: number): Promise<void> {
  await until(() => {
    if (isAlive(pid)) throw new Error(`process ${pid} lives on`);
  });
}

describe("a computing process", () => {
  it("that is killed is started again, and finished runs are kept", async () => {
    gate = await createGate();
    const id = await ask(platform, waiting.slug);
    worker = runWorkerHere(platform, { gate });
    const first = await gate.arrival();
    process.kill(first.pid, "SIGKILL");
    await gate.arrival();
    gate.open();
    expect(await whenFinished(platform, id)).toMatchObject({ status: "SUCCEEDED", done: 6 });
    const shard = await shardOf(platform, id);
    expect(shard).toMatchObject({ attempt: 2, losses: 1 });
    const runs = await platform.dataSource.manager.findBy(RunEntity, { experimentId: id });
    expect(
      runs.toSorted((one, two) => one.ordinal - two.ordinal).map(({ attempt }) => attempt),
    ).toEqual([1, 1, 1, 1, 1, 2]);
    await gate.close();
  });

  it("that dies three times parks its shard, with the signal in words", async () => {
    const id = await ask(platform, killing.slug);
    worker = runWorkerHere(platform);
    const dead = await whenFinished(platform, id);
    expect(dead).toMatchObject({ status: "DEAD" });
    expect(dead.message).toMatch(/ended by signal SIGKILL \(peak memory \d+ MiB/);
    expect(await shardOf(platform, id)).toMatchObject({ status: "DEAD", losses: 3, attempt: 3 });
  });

  it("that takes too long is ended and counted as lost", async () => {
    const id = await ask(platform, hanging.slug);
    worker = runWorkerHere(platform, { maxDurationMs: 1_500 });
    const dead = await whenFinished(platform, id);
    expect(dead).toMatchObject({ status: "DEAD" });
    expect(dead.message).toContain("longer than 2 s");
  });

  it("waits for its turn with an engine, and the wait does not count", async () => {
    const first = await ask(platform, trainedHanging.slug);
    // One process each: the start of another would count, and take long where others compute.
    const slots = { ...createSlots(2), takeFree: () => null };
    worker = runWorkerHere(platform, {
      ...{ concurrency: 2, maxDurationMs: 8_000 },
      computing: { slots, turns: createSlots(1) },
    });
    await until(async () => {
      expect(await shardOf(platform, first)).toMatchObject({ status: "RUNNING" });
    });
    // There is next to nothing to compute, so that its own time suffices on any machine.
    const second = await ask(platform, swaying.slug);
    expect(await whenFinished(platform, second)).toMatchObject({ status: "SUCCEEDED" });
    expect(await shardOf(platform, second)).toMatchObject({ attempt: 1, losses: 0 });
    // It was the first one's end, after all of its time, that let the second begin.
    await until(async () => {
      expect((await shardOf(platform, first)).losses).toBeGreaterThan(0);
    });
    await platform.services.verification.cancel(first);
  });

  it("needs data that cannot be fetched: it is lost at once, and there is no evidence", async () => {
    const registry = await openSmallRegistry();
    const { root } = findProject(import.meta.url);
    const folder = mkdtempSync(join(tmpdir(), "corollary-datasets-"));
    const id = await ask(platform, asking.slug);
    const lines: string[] = [];
    const fetching = { root, folder, log: (line: string) => void lines.push(line) };
    worker = runWorkerHere(platform, { computing: { fetching } });
    const dead = await whenFinished(platform, id);
    registry.close();
    expect(dead).toMatchObject({ status: "DEAD" });
    expect(dead.message).toContain("fashion-mnist 1.1.0 was not fetched");
    expect(lines).toEqual(["fetching fashion-mnist 1.1.0, 155 MB, once"]);
    expect(await shardOf(platform, id)).toMatchObject({ status: "DEAD", losses: 1, attempt: 1 });
  });

  it("ends with its worker, even while it blocks", async () => {
    gate = await createGate();
    const id = await ask(platform, hanging.slug);
    const process = await startWorkerProcess({
      ...{ url: database.url, owner: "doomed", gate: gate.path },
    });
    const { pid } = await gate.arrival();
    gate.open();
    process.kill("SIGKILL");
    await process.ended;
    await whenGone(pid);
    await platform.services.verification.cancel(id);
    await gate.close();
  });

  it("sees nothing of its worker's environment", async () => {
    gate = await createGate();
    const id = await ask(platform, waiting.slug);
    worker = runWorkerHere(platform, { gate });
    const { environment } = await gate.arrival();
    expect(environment).toEqual([]);
    gate.open();
    await whenFinished(platform, id);
    await gate.close();
  });
});

describe("a running experiment", () => {
  it("that is cancelled ends at once and leaves no evidence", async () => {
    gate = await createGate();
    const id = await ask(platform, waiting.slug);
    worker = runWorkerHere(platform, { gate });
    const { pid } = await gate.arrival();
    const cancelled = await platform.services.verification.cancel(id);
    expect(cancelled).toMatchObject({ status: "CANCELLED" });
    await whenGone(pid);
    await gate.close();
  });

  it("is given back by a worker that is told to stop, and counts as no loss", async () => {
    gate = await createGate();
    const id = await ask(platform, waiting.slug);
    const process = await startWorkerProcess({
      ...{ url: database.url, owner: "leaving", gate: gate.path },
    });
    const { pid } = await gate.arrival();
    process.kill("SIGTERM");
    expect(await process.ended).toMatchObject({ code: 0 });
    await whenGone(pid);
    expect(await shardOf(platform, id)).toMatchObject({ status: "QUEUED", losses: 0 });
    gate.open();
    worker = runWorkerHere(platform, { gate });
    expect(await whenFinished(platform, id)).toMatchObject({ status: "SUCCEEDED" });
    await gate.close();
  });
});

describe("an attempt", () => {
  async function startHere(owner: string) {
    const job = await platform.queue.take("verify-claim", patience());
    if (job === null) throw new Error("there is no job");
    return { job, attempt: await platform.services.attempts.start(job, owner) };
  }

  async function recordAll(attempt: Attempt): Promise<void> {
    await platform.services.attempts.resume(attempt, EXACT_ENVIRONMENT);
    for (const planned of steady.plan("smoke")) {
      await platform.services.attempts.recordRun(attempt, await executeRun(planned), 1);
    }
  }

  it("whose job the queue has handed on commits nothing, though its shard is still its own", async () => {
    const id = await ask(platform, steady.slug);
    const { attempts } = platform.services;
    const { attempt } = await startHere("one");
    if (attempt === null) throw new Error("not started");
    await recordAll(attempt);
    await silenceAll(database);
    const again = await platform.queue.take("verify-claim", patience());
    if (again === null) throw new Error("the job was not handed out again");
    expect(await attempts.isHeld(attempt)).toBe(true);
    expect(await attempts.commitEvidence(attempt)).toBe("SUPERSEDED");
    const { manager } = platform.dataSource;
    expect(await manager.countBy(EvidenceEntity, { experimentId: id })).toBe(0);
    expect(await shardOf(platform, id)).toMatchObject({ status: "RUNNING", attempt: 1 });
    const second = await attempts.start(again, "two");
    if (second === null) throw new Error("not started");
    expect(await attempts.commitEvidence(second)).toBe("COMMITTED");
    expect(await whenFinished(platform, id)).toMatchObject({ status: "SUCCEEDED", done: 6 });
  });

  it("is not lost when its own holder starts it again, and the one before can write no more", async () => {
    const id = await ask(platform, steady.slug);
    const { attempts } = platform.services;
    const { job, attempt: first } = await startHere("one");
    if (first === null) throw new Error("not started");
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      expect(await attempts.start(job, "one")).toMatchObject({ attempt });
    }
    expect(await shardOf(platform, id)).toMatchObject({ status: "RUNNING", losses: 0 });
    expect(await attempts.isHeld(first)).toBe(false);
    expect(await attempts.commitEvidence(first)).toBe("SUPERSEDED");
    await platform.services.verification.cancel(id);
  });

  it("is parked when three workers fell silent over it", async () => {
    const id = await ask(platform, steady.slug);
    const { job } = await startHere("one");
    const { attempts } = platform.services;
    expect(await attempts.start(job, "two")).toMatchObject({ attempt: 2 });
    expect(await attempts.start(job, "three")).toMatchObject({ attempt: 3 });
    expect(await attempts.start(job, "four")).toBeNull();
    expect(await whenFinished(platform, id)).toMatchObject({
      status: "DEAD",
      message: "worker three fell silent in attempt 3",
    });
  });

  it("of a worker that is known to be dead is handed on at once, with its runs", async () => {
    const id = await ask(platform, steady.slug);
    const { attempts } = platform.services;
    const { attempt: first } = await startHere("doomed");
    if (first === null) throw new Error("not started");
    await recordAll(first);
    expect(await attempts.abandon("somebody else", "SIGKILL")).toBe(0);
    expect(await attempts.isHeld(first)).toBe(true);
    expect(await attempts.abandon("doomed", "SIGKILL")).toBe(1);
    expect(await attempts.abandon("doomed", "SIGKILL")).toBe(0);
    expect(await shardOf(platform, id)).toMatchObject({
      ...{ status: "QUEUED", losses: 1 },
      message: "worker doomed ended (SIGKILL) in attempt 1",
    });
    const { attempt: second } = await startHere("two");
    if (second === null) throw new Error("not started");
    expect(second).toMatchObject({ attempt: 2 });
    expect(await attempts.resume(second, EXACT_ENVIRONMENT)).toHaveLength(6);
    expect(await attempts.commitEvidence(first)).toBe("SUPERSEDED");
    expect(await attempts.commitEvidence(second)).toBe("COMMITTED");
    expect(await attempts.abandon("two", "SIGKILL")).toBe(0);
    expect(await whenFinished(platform, id)).toMatchObject({ status: "SUCCEEDED", done: 6 });
  });

  it("that another has begun meanwhile is not taken for the dead one's", async () => {
    const id = await ask(platform, steady.slug);
    const { attempt } = await startHere("doomed");
    const { shardId } = attempt ?? { shardId: "" };
    const abandoned = await platform.dataSource.transaction(async (manager) => {
      await manager.update(ShardEntity, shardId, { leaseOwner: "two", attempt: 2 });
      const answer = platform.services.attempts.abandon("doomed", "SIGKILL");
      await until(async () => {
        const waiting = `SELECT 1 FROM pg_stat_activity
          WHERE wait_event_type = 'Lock' AND datname = current_database()`;
        if ((await database.query(waiting)).length === 0) throw new Error("nobody waits yet");
      });
      return { answer };
    });
    expect(await abandoned.answer).toBe(0);
    expect(await shardOf(platform, id)).toMatchObject({ status: "RUNNING", leaseOwner: "two" });
    await platform.services.verification.cancel(id);
  });

  it("is parked when it was the death of three workers", async () => {
    const id = await ask(platform, steady.slug);
    for (const owner of ["one", "two", "three"]) {
      await startHere(owner);
      await platform.services.attempts.abandon(owner, "exit 134");
    }
    expect(await whenFinished(platform, id)).toMatchObject({
      status: "DEAD",
      message: "worker three ended (exit 134) in attempt 3",
    });
    expect(await platform.queue.stats("verify-claim")).toEqual({ waiting: 0, active: 0 });
  });

  it("finds the runs of the one before it, which can keep none any more", async () => {
    const id = await ask(platform, steady.slug);
    const { job, attempt: first } = await startHere("one");
    const { attempts, verification } = platform.services;
    if (first === null) throw new Error("not started");
    const outputs = await Promise.all(steady.plan("smoke").map((planned) => executeRun(planned)));
    const record = (attempt: Attempt, index: number) => {
      const output = outputs[index];
      if (output === undefined) throw new Error("no output");
      return attempts.recordRun(attempt, output, 1);
    };
    expect(await attempts.resume(first, EXACT_ENVIRONMENT)).toEqual([]);
    expect(await record(first, 0)).toBe(true);
    const second = await attempts.start(job, "two");
    if (second === null) throw new Error("not started");
    expect(await attempts.resume(first, EXACT_ENVIRONMENT)).toBeNull();
    expect(await attempts.resume(second, EXACT_ENVIRONMENT)).toEqual([outputs[0]?.record]);
    expect(await record(first, 1)).toBe(false);
    expect(await attempts.lose(first, "too late")).toBe("SUPERSEDED");
    expect(await record(second, 2)).toBe(true);
    await verification.cancel(id);
    expect(await record(second, 3)).toBe(false);
    const runs = await platform.dataSource.manager.findBy(RunEntity, { experimentId: id });
    expect(runs.map(({ ordinal }) => ordinal).toSorted()).toEqual([0, 2]);
  });

  it("that computes in another environment drops the runs of the one before it", async () => {
    const id = await ask(platform, steady.slug);
    const { job, attempt: first } = await startHere("one");
    const { attempts, verification } = platform.services;
    if (first === null) throw new Error("not started");
    await recordAll(first);
    const second = await attempts.start(job, "two");
    if (second === null) throw new Error("not started");
    const elsewhere = { ...EXACT_ENVIRONMENT, cpuFeatures: "another machine" };
    expect(await attempts.resume(second, elsewhere)).toEqual([]);
    expect(await attempts.resume(second, elsewhere)).toEqual([]);
    const { manager } = platform.dataSource;
    expect(await manager.countBy(RunEntity, { experimentId: id })).toBe(0);
    expect(await shardOf(platform, id)).toMatchObject({ environment: elsewhere });
    await verification.cancel(id);
  });

  it("that never said in what it computes gets no verdict", async () => {
    const id = await ask(platform, steady.slug);
    const { attempt } = await startHere("one");
    if (attempt === null) throw new Error("not started");
    for (const planned of steady.plan("smoke")) {
      await platform.services.attempts.recordRun(attempt, await executeRun(planned), 1);
    }
    expect(await platform.services.attempts.commitEvidence(attempt)).toBe("FAILED");
    expect(await whenFinished(platform, id)).toMatchObject({
      message: "no verdict: nobody said what its runs were computed in",
    });
  });

  it("answers the same when its commit is repeated", async () => {
    const id = await ask(platform, steady.slug);
    const { attempt } = await startHere("one");
    if (attempt === null) throw new Error("not started");
    const { attempts } = platform.services;
    await recordAll(attempt);
    await recordAll(attempt);
    expect(await attempts.commitEvidence(attempt)).toBe("COMMITTED");
    expect(await attempts.commitEvidence(attempt)).toBe("COMMITTED");
    expect(await whenFinished(platform, id)).toMatchObject({ done: 6 });
  });
});
