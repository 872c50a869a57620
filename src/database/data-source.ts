import { DataSource } from "typeorm";
import { migrations } from "../../migrations/index.ts";
import { entities } from "../entities/index.ts";
import { SnakeNaming } from "./naming.ts";

export const MIGRATIONS_TABLE = "schema_migration";

/** A lock that is not had within this time is an error that a caller can repeat. */
const LOCK_TIMEOUT_MS = 3_000;
/** A transaction of ours never waits for anything but the database. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;

export interface DataSourceOptions {
  /** Connections at most. */
  readonly pool: number;
  readonly statementTimeoutMs: number;
  /** 0 waits for ever; 3 s unless said otherwise. */
  readonly lockTimeoutMs?: number;
  /** Told of connections that broke while idle; the pool replaces them. */
  readonly log?: (line: string) => void;
}

/**
 * The database as TypeORM sees it; not connected yet (`initialize` does that).
 *
 * @param url anything that `new pg.Client({ connectionString: url })` accepts
 */
export function createDataSource(url: string, options: DataSourceOptions): DataSource {
  const log = options.log ?? (() => undefined);
  return new DataSource({
    type: "postgres",
    url,
    entities,
    migrations,
    migrationsTableName: MIGRATIONS_TABLE,
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    installExtensions: false,
    applicationName: "corollary",
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolSize: options.pool,
    poolErrorHandler: (error: unknown) => {
      log(`database connection lost: ${error instanceof Error ? error.message : String(error)}`);
    },
    extra: {
      statement_timeout: options.statementTimeoutMs,
      lock_timeout: options.lockTimeoutMs ?? LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    },
  });
}
