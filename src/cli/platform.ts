import type { RunningQueue } from "../queue/pg-boss.queue.ts";
import type { Loaders } from "../services/loaders.ts";
import type { Services } from "../services/services.ts";

/** Database, queue and services, opened together and closed together. */
export interface Platform {
  /** Folder of the database that this product started; with DATABASE_URL, of its own notes. */
  readonly home: string;
  readonly url: string;
  readonly services: Services;
  readonly queue: RunningQueue;
  createLoaders(): Loaders;
  /** Idempotent. Stops the database when this process started it and nobody else is connected. */
  close(): Promise<void>;
}
