import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";
import { urlOfDatabase } from "./database-url.ts";

export interface TestDatabase {
  readonly url: string;
  /** Rows of one statement, by a connection of its own. */
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Ends other connections to it, too. */
  drop(): Promise<void>;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A database of its own for a test file: a copy of the migrated template, or an empty one. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const cluster = inject("clusterUrl");
  const template = empty ? "template0" : inject("templateName");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await withClient(cluster, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`),
  );
  const url = urlOfDatabase(cluster, name);
  return {
    url,
    query: <Row extends object>(text: string, values: unknown[] = []) =>
      withClient(url, async (client) => (await client.query<Row>(text, values)).rows),
    drop: () =>
      withClient(cluster, async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      }),
  };
}
