import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { closeInOrder } from "./close-in-order.ts";
import type { Config } from "./config/config.ts";
import { createDataSource } from "./database/data-source.ts";
import { homeOf, openDatabase } from "./database/embedded/index.ts";
import { migrate } from "./database/migrate.ts";
import { papers } from "./papers/index.ts";
import { openPgBossQueue } from "./queue/pg-boss.queue.ts";
import { createServices } from "./services/services.ts";
import { loadRelease } from "./verification/release.ts";
import { enginesBelow, fetchedBelow, prepareFolders } from "./worker/compute-folders.ts";
import { ownerName } from "./worker/owner-name.ts";
import { rememberProbes } from "./worker/remember-probes.ts";
import { createSlots } from "./worker/slots.ts";
import { keepStaff } from "./worker/staff.ts";
import { startWorker } from "./worker/worker.ts";

const POOL = 3;
const STATEMENT_TIMEOUT_MS = 30_000;

export interface WorkOptions {
  readonly log: (line: string) => void;
  /** Aborted when the worker must stop: it hands back what it has in work. */
  readonly signal: AbortSignal;
  /** Part of the name in its leases; given by whoever watches over this process. */
  readonly token?: string;
}

/** One core is left to the database and the API. */
function concurrency(): number {
  return Math.max(1, availableParallelism() - 1);
}

/** Takes jobs from the queue and computes them until the signal; joins the database that runs. */
export async function work(config: Config, options: WorkOptions): Promise<void> {
  const { log, signal, token = randomBytes(4).toString("hex") } = options;
  const opened = closeInOrder();
  try {
    const database = await openDatabase(config, log);
    opened.add(() => database.close());
    await migrate(database.url);
    const limits = { pool: POOL, statementTimeoutMs: STATEMENT_TIMEOUT_MS };
    const dataSource = createDataSource(database.url, { ...limits, log });
    await dataSource.initialize();
    opened.add(() => dataSource.destroy());
    const queue = await openPgBossQueue({ url: database.url, supervise: true, log });
    opened.add(() => queue.close());
    const home = homeOf(config);
    const release = loadRelease(config.root);
    const services = createServices(dataSource, queue, {
      ...{ papers, release, commit: null, engine: config.engine },
      probe: rememberProbes(enginesBelow(home)),
    });
    await services.catalogue.sync();
    const owner = ownerName(process.pid, token);
    const { attempts } = services;
    const staff = keepStaff();
    opened.add(() => staff.close());
    const computing = {
      code: { root: config.root, release },
      folders: prepareFolders(home),
      fetching: { root: config.root, folder: fetchedBelow(home), log },
      slots: createSlots(config.processes ?? availableParallelism()),
      turns: createSlots(1),
      staff,
    };
    const jobs = { concurrency: concurrency(), computing };
    const worker = startWorker({ queue, attempts, owner, log, ...jobs });
    log("ready, waiting for verifications");
    if (!signal.aborted) await once(signal, "abort");
    await worker.stop();
  } finally {
    await opened.close();
  }
}
