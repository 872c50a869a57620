import { PgBoss, type Db, type JobWithMetadata } from "pg-boss";
import { z } from "zod";
import {
  taskPayloads,
  type Job,
  type Queue,
  type QueueTransaction,
  type TaskName,
  type TaskPayload,
} from "./queue.ts";

/** The queue's tables live in a schema of their own beside ours. */
const QUEUE_SCHEMA = "queue";
const WAKE_CHANNEL = "corollary_job";
/** The longest that pg-boss lets a job be in work; the supervisor ends long work before. */
const EXPIRE_SECONDS = 23 * 3_600;
/** A waiting job is kept until it is done, however long no worker comes: ten years. */
const RETENTION_SECONDS = 3_650 * 86_400;
/** Parking is decided by the shard's own count of losses; pg-boss must never give up before it. */
const RETRY_LIMIT = 1_000;
const RETRY_DELAY_MAX_SECONDS = 300;
/** A job that is given back keeps its place: before those that nobody has begun. */
const GIVEN_BACK_PRIORITY = 1;

export interface PgBossQueueOptions {
  readonly url: string;
  /** Rescues jobs of silent workers; on in workers, off in a process that only enqueues. */
  readonly supervise: boolean;
  readonly pool?: number;
  readonly log?: (line: string) => void;
  /** Silence after which a job is handed to another worker; at least 10. */
  readonly heartbeatSeconds?: number;
  readonly monitorSeconds?: number;
  /**
   * Before a rescued job is handed out again, growing with each rescue. Short by default: the
   * silence before was long enough.
   */
  readonly retryDelaySeconds?: number;
  /** Between two looks for a job that no notification has told of. */
  readonly pollMs?: number;
}

/** Counted afresh: pg-boss' own statistics may be a minute old. */
const COUNT_JOBS = `
  SELECT count(*) FILTER (WHERE state IN ('created', 'retry'))::int AS waiting,
    count(*) FILTER (WHERE state = 'active')::int AS active
  FROM ${QUEUE_SCHEMA}.job WHERE name = $1`;
const statsSchema = z.object({ waiting: z.int(), active: z.int() });

const DEFAULTS = { heartbeatSeconds: 15, monitorSeconds: 5, retryDelaySeconds: 1, pool: 3 };
/** LISTEN wakes at once; polling alone does where notifications are not delivered (poolers). */
const DEFAULT_POLL_MS = 2_000;

export interface RunningQueue extends Queue {
  close(): Promise<void>;
}

function toDb(transaction: QueueTransaction): Db {
  return {
    executeSql: async (text, values = []) => ({ rows: await transaction.query(text, values) }),
  };
}

function affectedOf(response: object): number {
  return "affected" in response ? Number(response.affected) : 0;
}

function attemptOf({ id, delivery }: Job) {
  return { id, retryCount: delivery };
}

interface Waiting {
  readonly wake: EventTarget;
  readonly signal: AbortSignal;
  readonly pollMs: number;
}

/** Settles when woken, after the poll interval, or when the signal aborts. */
function waitForWork({ wake, signal, pollMs }: Waiting): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      wake.removeEventListener("wake", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, pollMs);
    wake.addEventListener("wake", done);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}

function toJob<Name extends TaskName>(
  task: Name,
  { id, retryCount, data }: Pick<JobWithMetadata<unknown>, "id" | "retryCount" | "data">,
): Job<Name> {
  const payload = taskPayloads[task].parse(data) as TaskPayload<Name>;
  return { task, id, delivery: retryCount, payload };
}

async function fetchOne<Name extends TaskName>(boss: PgBoss, task: Name) {
  const [found] = await boss.fetch(task, { includeMetadata: true });
  return found === undefined ? null : toJob(task, found);
}

async function send(
  boss: PgBoss,
  { task, payload, id }: Omit<Job, "delivery">,
  { db, delaySeconds = 0, priority = 0 }: { db: Db; delaySeconds?: number; priority?: number },
): Promise<void> {
  // In seconds, not as a date: then the database's clock counts, and ours may be wrong.
  await boss.send(task, payload, { id, db, priority, startAfter: delaySeconds });
  if (delaySeconds === 0) await db.executeSql("SELECT pg_notify($1, $2)", [WAKE_CHANNEL, task]);
}

async function startBoss(options: PgBossQueueOptions): Promise<PgBoss> {
  const { heartbeatSeconds, monitorSeconds, retryDelaySeconds, pool } = { ...DEFAULTS, ...options };
  const log = options.log ?? (() => undefined);
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: "corollary-queue",
    schema: QUEUE_SCHEMA,
    max: pool,
    schedule: false,
    supervise: options.supervise,
    superviseIntervalSeconds: monitorSeconds,
    monitorIntervalSeconds: monitorSeconds,
  });
  boss.on("error", (error) => {
    log(`queue: ${error instanceof Error ? error.message : String(error)}`);
  });
  await boss.start();
  const settings = {
    heartbeatSeconds,
    retryLimit: RETRY_LIMIT,
    retryDelay: retryDelaySeconds,
    retryBackoff: retryDelaySeconds > 0,
    ...(retryDelaySeconds > 0 ? { retryDelayMax: RETRY_DELAY_MAX_SECONDS } : {}),
    expireInSeconds: EXPIRE_SECONDS,
    retentionSeconds: RETENTION_SECONDS,
  };
  for (const task of Object.keys(taskPayloads)) {
    // The settings of a queue that is there already are an earlier release's: both, then.
    await boss.createQueue(task, settings);
    await boss.updateQueue(task, settings);
  }
  return boss;
}

/** The queue on pg-boss; installs its tables when they are not there. */
export async function openPgBossQueue(options: PgBossQueueOptions): Promise<RunningQueue> {
  const { pollMs = DEFAULT_POLL_MS } = options;
  const boss = await startBoss(options);
  const wake = new EventTarget();
  let wakes = 0;
  const wakeUp = () => {
    wakes += 1;
    wake.dispatchEvent(new Event("wake"));
  };
  const listening = options.supervise
    ? await boss.getDb().listen?.(WAKE_CHANNEL, wakeUp, wakeUp)
    : undefined;

  return {
    async enqueue(task, payload, { id, transaction }) {
      const job = { task, payload: taskPayloads[task].parse(payload), id };
      await send(boss, job, { db: toDb(transaction) });
    },
    async take(task, signal) {
      while (!signal.aborted) {
        const wakesBefore = wakes;
        const job = await fetchOne(boss, task);
        if (job !== null) return job;
        // A job that was told of while we were looking is looked for again at once.
        if (wakes === wakesBefore) await waitForWork({ wake, signal, pollMs });
      }
      return null;
    },
    async touch(job) {
      return affectedOf(await boss.touch(job.task, attemptOf(job))) === 1;
    },
    async settle(job, transaction) {
      const db = toDb(transaction);
      return affectedOf(await boss.complete(job.task, attemptOf(job), null, { db })) === 1;
    },
    async release(job, { transaction, delaySeconds }) {
      const db = toDb(transaction);
      const gone = affectedOf(await boss.deleteJob(job.task, attemptOf(job), { db }));
      if (gone !== 1) return false;
      await send(boss, job, { db, delaySeconds, priority: GIVEN_BACK_PRIORITY });
      return true;
    },
    async findInWork(task, id, transaction) {
      const [found] = await boss.findJobs(task, { id, db: toDb(transaction) });
      return found?.state === "active" ? toJob(task, found) : null;
    },
    async cancel(task, ids, transaction) {
      await boss.cancel(task, [...ids], { db: toDb(transaction) });
    },
    async stats(task) {
      const { rows } = await boss.getDb().executeSql(COUNT_JOBS, [task]);
      return statsSchema.parse(rows[0]);
    },
    async close() {
      await listening?.close();
      await boss.stop({ graceful: false, close: true });
    },
  };
}
