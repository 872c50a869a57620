import { setTimeout as pause } from "node:timers/promises";
import { Client, DatabaseError } from "pg";
import { DATABASE, toUrl, type Address } from "./address.ts";

const POLL_MS = 50;
/** What a client that has just been closed may take to disappear from the server. */
const DEPARTURE_MS = 5_000;
const INVALID_CATALOG_NAME = "3D000";

async function connect(address: Address, password: string, database?: string): Promise<Client> {
  const client = new Client({
    connectionString: toUrl(address, password, database),
    application_name: `corollary ${process.pid}`,
  });
  // Without a listener the end of the server would end this process.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

async function createDatabase(address: Address, password: string): Promise<void> {
  const client = await connect(address, password, "postgres");
  try {
    await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/**
 * A connection that stays open and idle: by it a process shows that it uses the server, so that
 * another one does not stop it. Makes the database when it is not there yet.
 *
 * @param isNew the cluster has just been made, so there is no need to look
 */
export async function connectKeeper(
  address: Address,
  password: string,
  isNew: boolean,
): Promise<Client> {
  if (isNew) await createDatabase(address, password);
  try {
    return await connect(address, password);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== INVALID_CATALOG_NAME) throw error;
    // The process that made the cluster was killed before it made the database.
    await createDatabase(address, password);
    return await connect(address, password);
  }
}

async function countOthers(keeper: Client): Promise<number> {
  const { rows } = await keeper.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  return rows[0]?.count ?? 0;
}

/** How many clients other than `keeper` stay connected. */
export async function countStayingClients(keeper: Client): Promise<number> {
  const deadline = performance.now() + DEPARTURE_MS;
  let others = await countOthers(keeper);
  while (others > 0 && performance.now() < deadline) {
    await pause(POLL_MS);
    others = await countOthers(keeper);
  }
  return others;
}
