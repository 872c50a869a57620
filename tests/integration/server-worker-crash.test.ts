import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startCommandLine } from "../support/command-line.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { until } from "../support/patience.ts";

interface Held {
  readonly losses: number;
  readonly owner: string;
}

let database: TestDatabase;
let home: string;
let server: ReturnType<typeof startCommandLine>;

beforeEach(async () => {
  database = await createTestDatabase();
  home = mkdtempSync(join(tmpdir(), "server-worker-crash-"));
});

afterEach(async () => {
  server.child.kill("SIGKILL");
  await server.finished;
  await database.drop();
  rmSync(home, { recursive: true });
});

/** A shard in work at that attempt of which runs are kept, and which was told this of before. */
async function whenInWork(attempt: number, told: string | null): Promise<Held> {
  return until(async () => {
    const [held] = await database.query<Held>(
      `SELECT losses, lease_owner AS owner
       FROM shard JOIN experiment ON experiment.id = experiment_id
       WHERE shard.status = 'RUNNING' AND done > 0 AND attempt = $1
         AND shard.message IS NOT DISTINCT FROM $2`,
      [attempt, told],
    );
    if (held === undefined) throw new Error(`no shard is in work at attempt ${attempt}`);
    return held;
  });
}

it("the worker of a server that is killed is followed by another, which goes on at once", async () => {
  const env = { DATABASE_URL: database.url, COROLLARY_HOME: home, PORT: "0" };
  server = startCommandLine(["start"], { env: { ...env, COROLLARY_VERIFY: "paper" } });
  const first = await whenInWork(1, null);
  process.kill(Number(first.owner.split(":")[1]), "SIGKILL");
  // Handed on by who saw it die: the queue, which waits for its silence, says other words.
  const second = await whenInWork(2, `worker ${first.owner} ended (SIGKILL) in attempt 1`);
  expect(second.losses).toBe(1);
  expect(second.owner).not.toBe(first.owner);
  server.child.kill("SIGTERM");
  expect(await server.finished).toMatchObject({
    code: 0,
    err: expect.stringContaining("worker ended (SIGKILL), starting another") as string,
  });
  expect(await database.query("SELECT 1 FROM shard WHERE status = 'RUNNING'")).toEqual([]);
  expect(await brokenInvariants(database)).toEqual([]);
});
