import { createDataSource } from "../../src/database/data-source.ts";
import type { Release } from "../../src/domain/evidence-record.ts";
import type { Budget } from "../../src/domain/verdict.ts";
import { openPgBossQueue } from "../../src/queue/pg-boss.queue.ts";
import { createServices, type Services } from "../../src/services/services.ts";
import type { PaperDefinition } from "../../src/verification/define-paper.ts";
import { rememberProbes } from "../../src/worker/remember-probes.ts";
import { verifyWaiting } from "./api.ts";
import type { TestDatabase } from "./database.ts";
import { PATIENCE_MS } from "./patience.ts";

interface Installed {
  readonly papers: readonly PaperDefinition[];
  readonly release: Release;
}

/** The services of a release on a database, for a while. */
export async function underRelease<T>(
  { url }: Pick<TestDatabase, "url">,
  { papers, release }: Installed,
  work: (services: Services, verify: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const dataSource = createDataSource(url, { pool: 3, statementTimeoutMs: PATIENCE_MS });
  await dataSource.initialize();
  const queue = await openPgBossQueue({ url, supervise: false });
  try {
    const options = {
      papers,
      release,
      commit: null,
      engine: "auto" as const,
      probe: rememberProbes(""),
    };
    const services = createServices(dataSource, queue, options);
    await services.catalogue.sync();
    return await work(services, () => verifyWaiting(services, queue, papers));
  } finally {
    await queue.close();
    await dataSource.destroy();
  }
}

/** Verifies claims as a release did; the id of its row. */
export function verifyUnder(
  database: Pick<TestDatabase, "url">,
  installed: Installed,
  budget: Budget,
  slugs = installed.papers.flatMap(({ claims }) => claims.map(({ slug }) => slug)),
): Promise<string> {
  return underRelease(database, installed, async (services, verify) => {
    const asked = { budget, caller: "owner", force: true };
    for (const slug of slugs) await services.verification.request(slug, asked);
    await verify();
    return (await services.system.release()).id;
  });
}
