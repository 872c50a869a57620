import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCluster, type DatabaseHandle } from "../../src/database/embedded/index.ts";
import { openToAccounts } from "../../src/database/embedded/place.ts";
import { migrate } from "../../src/database/migrate.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { openInProcess, type ClusterProcess } from "../support/cluster-process.ts";
import { until } from "../support/patience.ts";
import { toyPapers } from "../support/toy-papers.ts";

const QUERY = "{ papers(first: 1) { totalCount } }";

let folder: string;
/** Another process, so that nobody here starts the database again. */
let owner: ClusterProcess;
let cluster: DatabaseHandle | null = null;
let api: TestApi;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "corollary-gone-"));
  openToAccounts(folder);
  owner = await openInProcess({ folder });
  const { url = "" } = owner;
  await migrate(url);
  const none = () => Promise.resolve([]);
  const database = { url, query: none, drop: () => Promise.resolve() };
  api = await startApi({ papers: toyPapers, database });
});
afterAll(async () => {
  await api.close();
  await cluster?.close();
  rmSync(folder, { recursive: true, force: true });
  if (owner.home !== undefined) rmSync(owner.home, { recursive: true, force: true });
});

describe("a database that is killed", () => {
  it("is a 503 with Retry-After until it is back, and then served again", async () => {
    expect((await api.ask(QUERY)).status).toBe(200);
    await owner.kill();
    process.kill(owner.pid ?? 0, "SIGKILL");
    // Connections that are open end a moment after their server, each by itself.
    const ready = await until(async () => {
      const answer = await fetch(`${api.url}/health/ready`);
      expect(answer.status).toBe(503);
      return answer;
    });
    const { headers, errors, text } = await until(async () => {
      const answer = await api.ask(QUERY);
      expect(answer.status).toBe(503);
      return answer;
    });
    expect(headers.get("retry-after")).toBe("5");
    expect(errors[0]?.extensions["code"]).toBe("DATABASE_UNAVAILABLE");
    expect(text).not.toMatch(/postgresql:|\.sock|terminat|ECONN|    at /);
    expect(ready.headers.get("retry-after")).toBe("5");
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);

    cluster = await startCluster({ folder });
    const back = await api.ask(QUERY);
    expect([back.status, back.data]).toEqual([200, { papers: { totalCount: 3 } }]);
    expect((await fetch(`${api.url}/health/ready`)).status).toBe(200);
  });
});
