import type { DataSource, QueryRunner } from "typeorm";
import { PlatformError } from "../domain/errors.ts";
import { toConnectionError } from "./connection-error.ts";
import { createDataSource, MIGRATIONS_TABLE } from "./data-source.ts";

/** The oldest PostgreSQL that we are tested with, as `server_version_num`. */
const OLDEST_SERVER = 140_000;
/** Any number that nobody else is likely to lock: "corollar" in ASCII, cut to 48 bits. */
const MIGRATION_LOCK = 0x636f_726f_6c6c;

async function scalar<T>(runner: QueryRunner, sql: string, values: unknown[] = []): Promise<T> {
  const rows = (await runner.query(sql, values)) as Record<string, T>[];
  return Object.values(rows[0] ?? {})[0] as T;
}

async function assertServer(runner: QueryRunner): Promise<void> {
  const version = Number(await scalar<string>(runner, "SHOW server_version_num"));
  if (version >= OLDEST_SERVER) return;
  const found = await scalar<string>(runner, "SHOW server_version");
  throw new PlatformError(
    "DATABASE_UNSUPPORTED",
    `the database is PostgreSQL ${found}; Corollary needs 14 or newer`,
  );
}

/** A schema that a newer release has changed is not touched: its meaning is not known here. */
async function assertNotNewer(dataSource: DataSource, runner: QueryRunner): Promise<void> {
  const table = await scalar<string | null>(runner, "SELECT to_regclass($1)::text", [
    MIGRATIONS_TABLE,
  ]);
  if (table === null) return;
  const known = new Set(dataSource.migrations.map(({ name }) => name));
  const rows = (await runner.query(
    `SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY "timestamp"`,
  )) as { name: string }[];
  const unknown = rows.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new PlatformError(
    "DATABASE_UNSUPPORTED",
    `the database was written by a newer Corollary: it has the migration ${unknown.at(-1) ?? ""}, ` +
      "which this program does not know. Use the release that has it, or newer",
  );
}

async function migrateUnderLock(dataSource: DataSource): Promise<string[]> {
  const guard = dataSource.createQueryRunner();
  try {
    await guard.connect();
    await assertServer(guard);
    await guard.query("SET lock_timeout = 0");
    await guard.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await assertNotNewer(dataSource, guard);
    const applied = await dataSource.runMigrations({ transaction: "each" });
    return applied.map(({ name }) => name);
  } finally {
    await guard.query("SELECT pg_advisory_unlock_all()").catch(() => undefined);
    await guard.release();
  }
}

/**
 * Brings the database to this release's schema; several processes may do so at once, one works.
 * Each migration is a transaction: killed in the middle, it leaves nothing behind.
 *
 * @throws PlatformError DATABASE_UNAVAILABLE with the cause (never the password), or
 *   DATABASE_UNSUPPORTED for PostgreSQL before 14 and for a schema newer than this program
 */
export async function migrate(url: string): Promise<{ applied: string[] }> {
  const dataSource = createDataSource(url, { pool: 2, statementTimeoutMs: 0, lockTimeoutMs: 0 });
  try {
    await dataSource.initialize();
    return { applied: await migrateUnderLock(dataSource) };
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    if (dataSource.isInitialized) throw error;
    throw toConnectionError(error, url);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}
