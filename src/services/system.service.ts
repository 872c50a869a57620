import type { DataSource } from "typeorm";
import type { EngineChoice } from "../domain/engine-name.ts";
import type { Release } from "../domain/evidence-record.ts";
import { ReleaseEntity } from "../entities/release.entity.ts";
import type { Queue, QueueStats } from "../queue/queue.ts";
import { findReleaseId } from "./release-row.ts";

export interface SystemDescription {
  readonly version: string;
  readonly nodeVersion: string;
  readonly databaseVersion: string;
  readonly engine: EngineChoice;
  readonly queue: QueueStats;
}

export interface SystemService {
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  describe(): Promise<SystemDescription>;
  /** The row of the release that runs here. */
  release(): Promise<ReleaseEntity>;
  /** Whether a release is the one that runs here. */
  isCurrent(one: Release): boolean;
}

export function createSystemService(
  dataSource: DataSource,
  queue: Pick<Queue, "stats">,
  { release, engine }: { readonly release: Release; readonly engine: EngineChoice },
): SystemService {
  return {
    async ping() {
      await dataSource.query("SELECT 1");
    },
    async describe() {
      const rows: { version: string }[] = await dataSource.query(
        "SELECT current_setting('server_version') AS version",
      );
      return {
        version: release.version,
        nodeVersion: process.versions.node,
        databaseVersion: rows[0]?.version ?? "",
        engine,
        queue: await queue.stats("verify-claim"),
      };
    },
    async release() {
      const id = await findReleaseId(dataSource.manager, release);
      return dataSource.manager.findOneByOrFail(ReleaseEntity, { id });
    },
    isCurrent: ({ version, sourceDigest, dependencyDigest }) =>
      version === release.version &&
      sourceDigest === release.sourceDigest &&
      dependencyDigest === release.dependencyDigest,
  };
}
