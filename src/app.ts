import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { LiveTable } from "./cli/live-table.ts";
import type { Output } from "./cli/output.ts";
import { closeInOrder } from "./close-in-order.ts";
import type { Platform } from "./cli/platform.ts";
import type { Config } from "./config/config.ts";
import { createDataSource } from "./database/data-source.ts";
import { homeOf, openDatabase } from "./database/embedded/index.ts";
import { migrate } from "./database/migrate.ts";
import { papers } from "./papers/index.ts";
import { openPgBossQueue } from "./queue/pg-boss.queue.ts";
import { verifyAtStart } from "./server/initial-verification.ts";
import { takeInstance } from "./database/instance.ts";
import { startServer } from "./server/server.ts";
import { keepWorker } from "./server/worker-process.ts";
import { createLoaders } from "./services/loaders.ts";
import { createServices } from "./services/services.ts";
import { absentBySlug } from "./worker/absent-data.ts";
import { enginesBelow, fetchedBelow } from "./worker/compute-folders.ts";
import { rememberProbes } from "./worker/remember-probes.ts";
import { loadRelease } from "./verification/release.ts";

/** The API's queries are short; a worker's process opens connections of its own. */
const API_POOL = 10;
const API_STATEMENT_TIMEOUT_MS = 5_000;

/** The same file, in whichever form this one runs. */
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";
const WORKER_SCRIPT = fileURLToPath(new URL(`./bin/worker.${EXTENSION}`, import.meta.url));

/** The git commit of the project's folder; null where there is none, or no git. */
function findCommit(root: string): string | null {
  try {
    const [prefix, commit = null] = execFileSync("git", ["rev-parse", "--show-prefix", "HEAD"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).split("\n");
    // A prefix means that the repository is another one, somewhere above.
    return prefix === "" ? commit : null;
  } catch {
    return null;
  }
}

export interface PlatformOptions {
  readonly log: (line: string) => void;
  /** Takes over a database that runs already; for the process that serves. */
  readonly adopt?: boolean;
}

/**
 * Opens everything that the product stands on: database, migrations, queue, services, catalogue.
 * What was opened is closed again when a later step fails.
 */
export async function openPlatform(config: Config, options: PlatformOptions): Promise<Platform> {
  const { log, adopt = false } = options;
  const opened = closeInOrder();
  try {
    const database = await openDatabase(config, log, { adopt });
    opened.add(() => database.close());
    await migrate(database.url);
    const dataSource = createDataSource(database.url, {
      pool: API_POOL,
      statementTimeoutMs: API_STATEMENT_TIMEOUT_MS,
      log,
    });
    await dataSource.initialize();
    opened.add(() => dataSource.destroy());
    const queue = await openPgBossQueue({ url: database.url, supervise: false, log });
    opened.add(() => queue.close());
    const release = loadRelease(config.root);
    const commit = findCommit(config.root);
    const services = createServices(dataSource, queue, {
      ...{ papers, release, commit, engine: config.engine },
      probe: rememberProbes(enginesBelow(homeOf(config))),
    });
    await services.catalogue.sync();
    return {
      home: database.home,
      url: database.url,
      services,
      queue,
      createLoaders: () => createLoaders(dataSource),
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close().catch(() => undefined);
    throw error;
  }
}

export interface ServeOptions {
  readonly version: string;
  readonly output: Output;
  readonly signal: AbortSignal;
}

function announce({ version, output }: ServeOptions, url: string, database: string): void {
  output.out(
    [
      `Corollary ${version}`,
      `  page      ${url}/`,
      `  API       ${url}/graphql`,
      `  database  ${database}`,
      `  stop with Ctrl-C`,
    ].join("\n"),
  );
}

/** Database, API, page and a worker, until the signal; then everything is stopped, last first. */
export async function serve(config: Config, options: ServeOptions): Promise<void> {
  const { output, signal } = options;
  const table = new LiveTable(output);
  const log = (line: string) => table.note(line);
  const opened = closeInOrder();
  try {
    const own = await takeInstance(homeOf(config));
    opened.add(() => {
      own.release();
      return Promise.resolve();
    });
    const platform = await openPlatform(config, { log, adopt: true });
    opened.add(() => platform.close());
    const { services, createLoaders } = platform;
    const folders = [fetchedBelow(homeOf(config))];
    const absentDatasets = absentBySlug(papers, folders);
    const server = await startServer({ config, services, absentDatasets, createLoaders, log });
    opened.add(() => server.close());
    own.announce(server.url);
    // Not the home of the configuration: the database's account may not be able to reach that.
    const where = config.databaseUrl === null ? `PostgreSQL in ${platform.home}` : "DATABASE_URL";
    announce(options, server.url, where);
    const onDeath = (owner: string, how: string) => services.attempts.abandon(owner, how);
    const worker = keepWorker({ root: config.root, script: WORKER_SCRIPT, log, onDeath });
    opened.add(() => worker.stop());
    if (config.verify !== "none") {
      const wish = { papers, budget: config.verify, folders };
      await verifyAtStart(platform, wish, { output, table, signal });
    }
    await untilAborted(signal);
    table.note("stopping");
    // Together: while the worker hands back its job, nobody is told that this server is ready.
    await Promise.all([server.close(), worker.stop()]);
  } finally {
    await opened.close();
  }
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
