import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { startCluster, type DatabaseHandle } from "../../src/database/embedded/index.ts";
import { PlatformError } from "../../src/domain/errors.ts";
import { openInProcess, type ClusterProcess, type SpawnAs } from "./cluster-process.ts";

export const isRoot = process.getuid?.() === 0;

export interface StartOptions {
  readonly adopt?: boolean;
  readonly durable?: boolean;
}

/** Clusters of one test file, in a folder whose name has a space and a letter beyond ASCII. */
export class ScratchClusters {
  readonly folder = mkdtempSync(join(tmpdir(), "corollary embedded ü-"));
  readonly #open: { close(): Promise<void> }[] = [];
  readonly #template = join(this.folder, "template");

  constructor() {
    chmodSync(this.folder, 0o755);
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /** Makes the cluster that `copy` copies. */
  async prepare(): Promise<void> {
    await (await this.start(this.#template)).close();
  }

  /** A stopped cluster of its own, ownership as it was. */
  copy(name: string): string {
    const folder = this.path(name);
    mkdirSync(folder);
    chmodSync(folder, statSync(this.#template).mode);
    execFileSync("cp", ["-a", join(this.#template, "database"), folder]);
    execFileSync("cp", ["-al", join(this.#template, "runtime"), folder]);
    return folder;
  }

  /** Opened by this process; closed by `closeAll`, whatever comes of the test. */
  async start(
    folder: string,
    options: StartOptions = {},
  ): Promise<DatabaseHandle & { readonly log: readonly string[] }> {
    const log: string[] = [];
    const database = await startCluster({
      folder,
      durable: false,
      log: (line) => log.push(line),
      ...options,
    });
    this.#open.push(database);
    return Object.assign(database, { log });
  }

  /** Opened by another process. */
  async startElsewhere(
    folder: string,
    options: StartOptions = {},
    as: SpawnAs = {},
  ): Promise<ClusterProcess> {
    const other = await openInProcess({ folder, durable: false, ...options }, as);
    this.#open.push(other);
    return other;
  }

  async closeAll(): Promise<void> {
    for (const database of this.#open.splice(0).toReversed()) await database.close();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One statement over a connection of its own. */
export async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The error that a person would read; anything else, success included, fails the test. */
export async function errorOf(work: Promise<unknown>): Promise<PlatformError> {
  const error: unknown = await work.then(
    () => new Error("it was accepted"),
    (reason: unknown) => reason,
  );
  if (error instanceof PlatformError) return error;
  throw error;
}
