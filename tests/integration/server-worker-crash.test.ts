import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startCommandLine } from "../support/command-line.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { brokenInvariants } from "../support/invariants.ts";

/** Below the silence (15 s) after which the queue itself would rescue: nobody waited for it. */
const HANDED_ON_MS = 10_000;
const START_MS = 40_000;

interface Held {
  readonly id: string;
  readonly attempt: number;
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

/** The shard in work with that attempt, once some of its runs are kept. */
async function whenInWork(attempt: number, timeout: number): Promise<Held> {
  return vi.waitFor(
    async () => {
      const [held] = await database.query<Held>(
        `SELECT shard.id, attempt, losses, lease_owner AS owner
         FROM shard JOIN experiment ON experiment.id = experiment_id
         WHERE shard.status = 'RUNNING' AND done > 0 AND attempt = $1`,
        [attempt],
      );
      if (held === undefined) throw new Error(`no shard is in work at attempt ${attempt}`);
      return held;
    },
    { timeout, interval: 50 },
  );
}

it("the worker of a server that is killed is followed by another, which goes on at once", async () => {
  const env = { DATABASE_URL: database.url, COROLLARY_HOME: home, PORT: "0" };
  server = startCommandLine(["start"], { env: { ...env, COROLLARY_VERIFY: "paper" } });
  const first = await whenInWork(1, START_MS);
  process.kill(Number(first.owner.split(":")[1]), "SIGKILL");
  const second = await whenInWork(2, HANDED_ON_MS);
  expect(second).toMatchObject({ id: first.id, losses: 1 });
  expect(second.owner).not.toBe(first.owner);
  server.child.kill("SIGTERM");
  expect(await server.finished).toMatchObject({
    code: 0,
    err: expect.stringContaining("worker ended (SIGKILL), starting another") as string,
  });
  expect(await database.query("SELECT 1 FROM shard WHERE status = 'RUNNING'")).toEqual([]);
  expect(await brokenInvariants(database)).toEqual([]);
});
