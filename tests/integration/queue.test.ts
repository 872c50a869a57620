import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EntityManager } from "typeorm";
import { toQueueTransaction } from "../../src/services/transaction.ts";
import { openPgBossQueue } from "../../src/queue/pg-boss.queue.ts";
import type { Job } from "../../src/queue/queue.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { silenceAll } from "../support/experiment.ts";
import { patience } from "../support/patience.ts";
import { openTestPlatform, type TestPlatform } from "../support/platform.ts";

let database: TestDatabase;
let platform: TestPlatform;

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await openTestPlatform(database.url, { supervise: true });
});

afterAll(async () => {
  await platform.close();
  await database.drop();
});

function inTransaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return platform.dataSource.transaction(work);
}

async function enqueue(id: string = randomUUID()): Promise<string> {
  await inTransaction((manager) => {
    const transaction = toQueueTransaction(manager);
    return platform.queue.enqueue("verify-claim", { shardId: id }, { id, transaction });
  });
  return id;
}

async function take(): Promise<Job> {
  const job = await platform.queue.take("verify-claim", patience());
  if (job === null) throw new Error("there is no job");
  return job;
}

function settle(job: Job): Promise<boolean> {
  return inTransaction((manager) => platform.queue.settle(job, toQueueTransaction(manager)));
}

describe("the queue", () => {
  it("adds a job with the transaction or not at all", async () => {
    const id = randomUUID();
    const failed = inTransaction(async (manager) => {
      const transaction = toQueueTransaction(manager);
      await platform.queue.enqueue("verify-claim", { shardId: id }, { id, transaction });
      throw new Error("rolled back on purpose");
    });
    await expect(failed).rejects.toThrow("on purpose");
    expect(await platform.queue.take("verify-claim", AbortSignal.timeout(200))).toBeNull();
  });

  it("has a job of one id once", async () => {
    const id = await enqueue();
    await enqueue(id);
    const job = await take();
    expect(job).toMatchObject({ id, payload: { shardId: id } });
    expect(await platform.queue.take("verify-claim", AbortSignal.timeout(200))).toBeNull();
    expect(await settle(job)).toBe(true);
    expect(await settle(job)).toBe(false);
  });

  it("refuses a payload of another shape", async () => {
    const id = randomUUID();
    const wrong = inTransaction((manager) => {
      const transaction = toQueueTransaction(manager);
      return platform.queue.enqueue("verify-claim", { shardId: "none" }, { id, transaction });
    });
    await expect(wrong).rejects.toThrow();
  });

  it("wakes a waiting worker at once, not at the next look", async () => {
    const { url } = database;
    const never = 24 * 3_600_000;
    const listening = await openPgBossQueue({ url, supervise: true, pollMs: never });
    const waiting = listening.take("verify-claim", patience());
    await enqueue();
    const job = await waiting;
    expect(job && (await settle(job))).toBe(true);
    await listening.close();
  });

  it("hands a silent worker's job to another; the first can then do nothing with it", async () => {
    const id = await enqueue();
    const first = await take();
    expect(await platform.queue.touch(first)).toBe(true);
    await silenceAll(database);
    const second = await take();
    expect(second.id).toBe(id);
    expect(second.delivery).toBeGreaterThan(first.delivery);
    expect(await platform.queue.touch(first)).toBe(false);
    expect(await settle(first)).toBe(false);
    const released = await inTransaction((manager) => {
      const transaction = toQueueTransaction(manager);
      return platform.queue.release(first, { transaction, delaySeconds: 0 });
    });
    expect(released).toBe(false);
    expect(await settle(second)).toBe(true);
  });

  it("gives a job back under its id, before those that wait", async () => {
    const id = await enqueue();
    const job = await take();
    await enqueue();
    await inTransaction((manager) => {
      const transaction = toQueueTransaction(manager);
      return platform.queue.release(job, { transaction, delaySeconds: 0 });
    });
    const again = await take();
    expect(again.id).toBe(id);
    await settle(again);
    await settle(await take());
  });

  it("finds a job in work as its holder has it, and none that waits or is done", async () => {
    const id = await enqueue();
    const find = () =>
      inTransaction((manager) =>
        platform.queue.findInWork("verify-claim", id, toQueueTransaction(manager)),
      );
    expect(await find()).toBeNull();
    const job = await take();
    expect(await find()).toEqual(job);
    await settle(job);
    expect(await find()).toBeNull();
  });

  it("counts what waits and what is in work", async () => {
    const ids = [await enqueue(), await enqueue()];
    const job = await take();
    expect(await platform.queue.stats("verify-claim")).toEqual({ waiting: 1, active: 1 });
    await inTransaction((manager) =>
      platform.queue.cancel("verify-claim", ids, toQueueTransaction(manager)),
    );
    expect(await platform.queue.touch(job)).toBe(false);
    expect(await platform.queue.take("verify-claim", AbortSignal.timeout(200))).toBeNull();
  });
});
