import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { openToAccounts } from "../../src/database/embedded/place.ts";
import { startCluster } from "../../src/database/embedded/index.ts";
import { stopServer } from "../../src/database/embedded/server-process.ts";
import { migrate } from "../../src/database/migrate.ts";
import { openPgBossQueue } from "../../src/queue/pg-boss.queue.ts";
import { urlOfDatabase } from "./database-url.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The cluster of this test run, by its maintenance database. */
    clusterUrl: string;
    /** A database with our tables and the queue's, to be copied. */
    templateName: string;
  }
}

const TEMPLATE = "template_corollary";

async function makeTemplate(clusterUrl: string): Promise<void> {
  const client = new Client({ connectionString: clusterUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  const url = urlOfDatabase(clusterUrl, TEMPLATE);
  await migrate(url);
  const queue = await openPgBossQueue({ url, supervise: false });
  await queue.close();
}

/** One throw-away cluster for a test run; it need not survive a power cut. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "corollary-tests-"));
  openToAccounts(folder);
  const cluster = await startCluster({ folder, durable: false });
  await makeTemplate(cluster.url);
  project.provide("clusterUrl", cluster.url);
  project.provide("templateName", TEMPLATE);
  return async () => {
    const pid = cluster.pid();
    await cluster.close();
    // Whoever is connected still: nobody else would stop it.
    if (pid !== null) await stopServer(pid, () => undefined);
    rmSync(folder, { recursive: true, force: true });
    rmSync(cluster.home, { recursive: true, force: true });
  };
}
