import type { DataSource } from "typeorm";
import { createDataSource } from "../../src/database/data-source.ts";
import { openPgBossQueue, type RunningQueue } from "../../src/queue/pg-boss.queue.ts";
import { createAttemptService, type AttemptOptions } from "../../src/services/attempt.service.ts";
import { createServices, type Services } from "../../src/services/services.ts";
import type { Release } from "../../src/domain/evidence-record.ts";
import { rememberProbes } from "../../src/worker/remember-probes.ts";
import { PATIENCE_MS } from "./patience.ts";
import { papers } from "./scratch-papers.ts";

export const testRelease: Release = {
  version: "0.0.0-test",
  sourceDigest: "a".repeat(64),
  dependencyDigest: "b".repeat(64),
};

export interface TestPlatform {
  readonly dataSource: DataSource;
  readonly queue: RunningQueue;
  readonly services: Services;
  close(): Promise<void>;
}

export interface TestPlatformOptions extends Partial<AttemptOptions> {
  /** Rescue of silent workers; tests that want it there and then call `rescue`. */
  readonly supervise?: boolean;
  readonly log?: (line: string) => void;
}

/** Services over the scratch papers, composed as the product does. */
export async function openTestPlatform(
  url: string,
  options: TestPlatformOptions = {},
): Promise<TestPlatform> {
  const { supervise = false, log = () => undefined, ...attempts } = options;
  // A worker asks again for a lock that it was not given in time; a test asks once.
  const limits = { statementTimeoutMs: PATIENCE_MS, lockTimeoutMs: PATIENCE_MS };
  const dataSource = createDataSource(url, { pool: 10, ...limits, log });
  await dataSource.initialize();
  const timing = { heartbeatSeconds: 10, monitorSeconds: 1, retryDelaySeconds: 0 };
  const queue = await openPgBossQueue({ url, supervise, log, ...timing });
  const { release = testRelease } = options;
  const described = {
    papers,
    release,
    commit: null,
    engine: "auto" as const,
    probe: rememberProbes(""),
  };
  const services = {
    ...createServices(dataSource, queue, described),
    attempts: createAttemptService(dataSource, queue, {
      ...described,
      retryDelaySeconds: 0,
      ...attempts,
    }),
  };
  await services.catalogue.sync();
  return {
    ...{ dataSource, queue, services },
    async close() {
      await queue.close();
      await dataSource.destroy();
    },
  };
}
