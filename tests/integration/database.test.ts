import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import type { DataSource } from "typeorm";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { migrations } from "../../migrations/index.ts";
import { createDataSource } from "../../src/database/data-source.ts";
import { migrate } from "../../src/database/migrate.ts";
import { describeSchema } from "../../src/database/schema-page.ts";
import { urlOfDatabase } from "../support/database-url.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { PATIENCE_MS, until } from "../support/patience.ts";

const SCHEMA_PAGE = new URL("../../docs/generated/schema.sql", import.meta.url);
const MIGRATE = fileURLToPath(new URL("../support/migrate.ts", import.meta.url));
const TRANSPILE = new URL("../support/transpile.mjs", import.meta.url).href;

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
});

afterEach(async () => {
  await database.drop();
});

async function withDataSource<T>(
  work: (dataSource: DataSource) => Promise<T>,
  statementTimeoutMs = PATIENCE_MS,
): Promise<T> {
  const dataSource = createDataSource(database.url, { pool: 2, statementTimeoutMs });
  await dataSource.initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** What TypeORM would do to make the tables what the entities say. */
function changesWanted(): Promise<string[]> {
  return withDataSource(async (dataSource) => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  });
}

describe("the migrated schema", () => {
  it("is what the entities say: TypeORM would change nothing", async () => {
    await migrate(database.url);
    expect(await changesWanted()).toEqual([]);
  });

  it.each([
    ["a column", `ALTER TABLE run DROP COLUMN arm`, /"arm"/],
    ["a constraint", `ALTER TABLE run DROP CONSTRAINT run_ordinal_key`, /run_ordinal_key/],
    ["an index", `DROP INDEX evidence_experiment_key`, /evidence_experiment_key/],
    ["a foreign key", `ALTER TABLE shard DROP CONSTRAINT shard_experiment_id_fkey`, /shard_exp/],
  ])("without %s would be told apart from the entities", async (_name, statement, told) => {
    await migrate(database.url);
    await database.query(statement);
    expect((await changesWanted()).join("\n")).toMatch(told);
  });

  it("is what docs/generated/schema.sql says, CHECK expressions included", async () => {
    await migrate(database.url);
    const page = readFileSync(SCHEMA_PAGE, "utf8");
    expect(await describeSchema(database.url)).toBe(page);
    await database.query(`ALTER TABLE experiment DROP CONSTRAINT experiment_progress_sane,
      ADD CONSTRAINT experiment_progress_sane CHECK (done >= 0)`);
    expect(await describeSchema(database.url)).not.toBe(page);
  });

  it("allows the words that the code knows, and no others", async () => {
    await migrate(database.url);
    await withDataSource(async (dataSource) => {
      for (const { tableName, checks } of dataSource.entityMetadatas) {
        for (const { name = "", expression } of checks) {
          await dataSource.query(
            `ALTER TABLE ${tableName} ADD CONSTRAINT as_the_code_says CHECK (${expression})`,
          );
          const found = await dataSource.query<{ definition: string }[]>(
            `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint
             WHERE conname IN ($1, 'as_the_code_says') AND conrelid = $2::regclass`,
            [name, tableName],
          );
          expect(found, name).toHaveLength(2);
          expect(found[0], name).toEqual(found[1]);
          await dataSource.query(`ALTER TABLE ${tableName} DROP CONSTRAINT as_the_code_says`);
        }
      }
    });
  });

  it("goes back as it came", async () => {
    await migrate(database.url);
    await withDataSource(async (dataSource) => {
      for (let left = migrations.length; left > 0; left -= 1) await dataSource.undoLastMigration();
    });
    const left = await database.query<{ relname: string }>(
      `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    expect(left).toEqual([{ relname: "schema_migration" }]);
  });
});

describe("migrating", () => {
  it("by several at once is done once", async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
    expect(all.flatMap(({ applied }) => applied)).toHaveLength(migrations.length);
    expect(await migrate(database.url)).toEqual({ applied: [] });
  });

  it("killed with -9 in the middle leaves nothing behind, and can be done again", async () => {
    // An uncommitted table of the same name holds the migration up in its middle.
    const blocker = new Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query("BEGIN; CREATE TABLE figure (id integer)");
    const flags = ["--disable-warning=ExperimentalWarning", "--import", TRANSPILE];
    const child = spawn(process.execPath, [...flags, MIGRATE, database.url], { stdio: "inherit" });
    await until(async () => {
      const waiting = await database.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
         AND wait_event_type = 'Lock' AND query LIKE '%CREATE TABLE paper%'`,
      );
      if (waiting.length === 0) throw new Error("the migration is not in its middle yet");
    });
    child.kill("SIGKILL");
    await once(child, "exit");
    await blocker.query("ROLLBACK");
    await blocker.end();
    expect((await migrate(database.url)).applied).toHaveLength(migrations.length);
    expect(await changesWanted()).toEqual([]);
  });

  it("refuses a schema of a newer release and touches nothing", async () => {
    await migrate(database.url);
    await database.query(`INSERT INTO schema_migration ("timestamp", name)
      VALUES (9999999999999, 'FromTheFuture9999999999999')`);
    await expect(migrate(database.url)).rejects.toMatchObject({
      code: "DATABASE_UNSUPPORTED",
      message: expect.stringContaining("FromTheFuture9999999999999") as string,
    });
  });
});

describe("a database that cannot be reached", () => {
  const secret = "s3cret-word";

  async function refused(url: string): Promise<string> {
    const error: unknown = await migrate(url).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    const { message } = error as Error;
    expect(message).not.toContain(secret);
    return message;
  }

  it("is named with the cause, and never with the password", async () => {
    expect(await refused(`postgresql://me:${secret}@127.0.0.1:1/lab`)).toBe(
      'database "lab" at 127.0.0.1:1 is not available: ' +
        "nothing listens there; start PostgreSQL or correct host and port",
    );
  });

  it("for a wrong password, or a name that does not exist, says which", async () => {
    const wrong = inject("clusterUrl").replace(/:[^:@/]+@/, `:${secret}@`);
    expect(await refused(wrong)).toContain("it refuses the user or the password");
    const nowhere = urlOfDatabase(inject("clusterUrl"), "nowhere");
    expect(await refused(nowhere)).toContain(`database "nowhere"`);
    expect(await refused(nowhere)).toContain("createdb");
  });
});

describe("a connection of ours", () => {
  it("ends a statement that takes too long", async () => {
    await expect(
      withDataSource((dataSource) => dataSource.query("SELECT pg_sleep(3600)"), 500),
    ).rejects.toMatchObject({ code: "57014" });
  });

  it("that is cut does not end the process, and is replaced", async () => {
    await withDataSource(async (dataSource) => {
      const [row] = await dataSource.query<{ pid: number }[]>("SELECT pg_backend_pid() AS pid");
      await database.query("SELECT pg_terminate_backend($1)", [row?.pid]);
      await until(() => dataSource.query("SELECT 1"));
    });
  });
});
