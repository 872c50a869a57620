import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { startCluster } from "./embedded/index.ts";
import { openToAccounts } from "./embedded/place.ts";
import { migrate } from "./migrate.ts";

const HEADER = `-- The tables after all migrations, as PostgreSQL describes them.
-- Written by \`npm run generate\`; do not edit.
`;

/** Columns, then constraints (not those of "not null", which the columns say), then indexes. */
const DESCRIPTION = `
  SELECT format('%s', relation.relname) AS "table",
    ARRAY(
      SELECT format('  %s %s%s%s%s', attribute.attname,
        format_type(attribute.atttypid, attribute.atttypmod),
        CASE WHEN attribute.attcollation IN (SELECT oid FROM pg_collation WHERE collname = 'C')
          THEN ' COLLATE "C"' ELSE '' END,
        CASE WHEN attribute.attnotnull THEN ' NOT NULL' ELSE '' END,
        CASE WHEN attribute.attidentity = 'a' THEN ' GENERATED ALWAYS AS IDENTITY'
          WHEN fallback.adbin IS NOT NULL
          THEN ' DEFAULT ' || pg_get_expr(fallback.adbin, fallback.adrelid) ELSE '' END)
      FROM pg_attribute attribute
      LEFT JOIN pg_attrdef fallback
        ON fallback.adrelid = relation.oid AND fallback.adnum = attribute.attnum
      WHERE attribute.attrelid = relation.oid AND attribute.attnum > 0
        AND NOT attribute.attisdropped
      ORDER BY attribute.attnum
    ) AS columns,
    ARRAY(
      SELECT format('  CONSTRAINT %s %s', con.conname, pg_get_constraintdef(con.oid))
      FROM pg_constraint con WHERE con.conrelid = relation.oid AND con.contype <> 'n'
      ORDER BY con.conname COLLATE "C"
    ) AS constraints,
    ARRAY(
      SELECT pg_get_indexdef(index.indexrelid) || ';'
      FROM pg_index index JOIN pg_class name ON name.oid = index.indexrelid
      WHERE index.indrelid = relation.oid
        AND NOT EXISTS (SELECT 1 FROM pg_constraint con WHERE con.conindid = index.indexrelid
          AND con.contype IN ('p', 'u'))
      ORDER BY name.relname COLLATE "C"
    ) AS indexes
  FROM pg_class relation
  WHERE relation.relkind = 'r' AND relation.relnamespace = 'public'::regnamespace
  ORDER BY relation.relname COLLATE "C"`;

interface Described {
  readonly table: string;
  readonly columns: readonly string[];
  readonly constraints: readonly string[];
  readonly indexes: readonly string[];
}

/** The tables of a migrated database in words that show a changed CHECK as a changed line. */
export async function describeSchema(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Described>(DESCRIPTION);
    const tables = rows.map(({ table, columns, constraints, indexes }) =>
      [`CREATE TABLE ${table} (`, [...columns, ...constraints].join(",\n"), ");", ...indexes].join(
        "\n",
      ),
    );
    return `${HEADER}\n${tables.join("\n\n")}\n`;
  } finally {
    await client.end();
  }
}

/** The page docs/generated/schema.sql, from a database that is made for it and thrown away. */
export async function schemaPage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "corollary-schema-"));
  openToAccounts(folder);
  const cluster = await startCluster({ folder, durable: false });
  try {
    await migrate(cluster.url);
    return await describeSchema(cluster.url);
  } finally {
    await cluster.close();
    rmSync(cluster.home, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}
