import { createDataSource } from "./data-source.ts";
import { migrate } from "./migrate.ts";

/** pg-boss keeps its tables in a schema of its own; the queue makes it again when it opens. */
const QUEUE_SCHEMA = "queue";

/**
 * Empties the database: everything of ours is taken down, migration by migration, and made again.
 * Tables of others in the same database are not touched.
 */
export async function resetDatabase(url: string): Promise<void> {
  await migrate(url);
  const dataSource = createDataSource(url, { pool: 2, statementTimeoutMs: 0 });
  await dataSource.initialize();
  try {
    await dataSource.query(`DROP SCHEMA IF EXISTS ${QUEUE_SCHEMA} CASCADE`);
    for (let left = dataSource.migrations.length; left > 0; left -= 1) {
      await dataSource.undoLastMigration();
    }
    await dataSource.runMigrations({ transaction: "each" });
  } finally {
    await dataSource.destroy();
  }
}
