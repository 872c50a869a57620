import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startCluster } from "../../src/database/embedded/index.ts";
import { isAlive } from "../../src/database/embedded/process-table.ts";
import { isRoot, query, ScratchClusters } from "../support/scratch-clusters.ts";
import { canRun } from "../support/can-run.ts";
import { until } from "../support/patience.ts";

const clusters = new ScratchClusters();

beforeAll(() => clusters.prepare());
afterEach(() => clusters.closeAll());
afterAll(() => clusters.remove());

function settingOf(url: string, name: string): Promise<{ setting: string }[]> {
  return query(url, `SELECT current_setting('${name}') AS setting`);
}

describe("a database of our own", () => {
  it("is durable, speaks UTF-8 and sorts by code point, whatever the machine's locale", async () => {
    const folder = clusters.path("durable");
    const other = await clusters.startElsewhere(
      folder,
      { durable: true },
      { env: { PATH: process.env["PATH"], LC_ALL: "xx_YY.UTF-8", LANG: "de_DE" } },
    );
    const url = other.url ?? "";
    const settings = {
      fsync: "on",
      synchronous_commit: "on",
      full_page_writes: "on",
      data_checksums: "on",
      password_encryption: "scram-sha-256",
      server_encoding: "UTF8",
    };
    for (const [name, setting] of Object.entries(settings)) {
      expect(await settingOf(url, name), name).toEqual([{ setting }]);
    }
    const sorted = await query(
      url,
      "SELECT x FROM unnest('{é,z,Z,a,s2,s10}'::text[]) x ORDER BY x",
    );
    expect(sorted).toEqual(["Z", "a", "s10", "s2", "z", "é"].map((x) => ({ x })));
  });

  it("is closed to other accounts", async () => {
    const { home, url } = await clusters.start(clusters.copy("closed"));
    const modes = { "database/data": 0o700, "database/run": 0o700, log: 0o700 };
    for (const [path, mode] of Object.entries(modes)) {
      expect(statSync(join(home, path)).mode & 0o777, path).toBe(mode);
    }
    expect(statSync(join(home, "database/password")).mode & 0o777).toBe(0o600);
    expect(existsSync(join(home, "database/data.password"))).toBe(false);
    await expect(query(url.replace(/:[^:@]+@/, ":wrong@"), "SELECT 1")).rejects.toMatchObject({
      code: "28P01",
    });
    expect(await settingOf(url, "listen_addresses")).toEqual([{ setting: "" }]);
  });

  it.runIf(canRun("the database never runs as root", isRoot, "root"))(
    "never runs as root",
    async () => {
      const { pid } = await clusters.start(clusters.copy("unprivileged"));
      expect(statSync(`/proc/${pid()}`).uid).not.toBe(0);
    },
  );

  it("listens on loopback where the path is too long for a socket", async () => {
    const folder = join(clusters.copy("long"), "..", "x".repeat(120));
    execFileSync("mv", [clusters.path("long"), folder]);
    const { url } = await clusters.start(folder);
    expect(url).toContain("@127.0.0.1:");
    expect(await settingOf(url, "listen_addresses")).toEqual([{ setting: "127.0.0.1" }]);
  });

  it("is made once when two processes start at the same time", async () => {
    const folder = clusters.path("race");
    const [one, two] = await Promise.all([
      clusters.startElsewhere(folder),
      clusters.startElsewhere(folder),
    ]);
    expect(one.pid).toBeGreaterThan(0);
    expect(two.pid).toBe(one.pid);
    await Promise.all([one.close(), two.close()]);
    expect(isAlive(one.pid ?? 0)).toBe(false);
  });
});

describe("who stops it", () => {
  it("the process that started it", async () => {
    const database = await clusters.start(clusters.copy("starter"));
    const pid = database.pid() ?? 0;
    expect(isAlive(pid)).toBe(true);
    await database.close();
    await database.close();
    expect(isAlive(pid)).toBe(false);
  });

  it("not a process that found it running", async () => {
    const folder = clusters.copy("guest");
    const owner = await clusters.start(folder);
    const guest = await clusters.startElsewhere(folder);
    expect(guest.url).toBe(owner.url);
    await guest.close();
    expect(await query(owner.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("the process that started it, also where another one leaves at the same time", async () => {
    const folder = clusters.copy("together");
    const owner = await clusters.start(folder);
    const guest = await clusters.start(folder);
    const pid = owner.pid() ?? 0;
    await Promise.all([owner.close(), guest.close()]);
    expect(isAlive(pid)).toBe(false);
  });

  it("nobody while another process is connected, which the owner says", async () => {
    const folder = clusters.copy("busy");
    const owner = await clusters.start(folder);
    const pid = owner.pid() ?? 0;
    const guest = await clusters.startElsewhere(folder);
    await owner.close();
    expect(owner.log.at(-1)).toContain(`process ${pid}) goes on running: one other client`);
    expect(isAlive(pid)).toBe(true);
    await guest.close();
    await (await clusters.start(folder, { adopt: true })).close();
    expect(isAlive(pid)).toBe(false);
  });

  it("the next start, when the process that started it was killed", async () => {
    const folder = clusters.copy("orphan");
    const killed = await clusters.startElsewhere(folder);
    await query(killed.url ?? "", "CREATE TABLE kept AS SELECT 42 AS answer");
    await killed.kill();
    expect(isAlive(killed.pid ?? 0)).toBe(true);
    const next = await clusters.start(folder, { adopt: true });
    expect(next.pid()).toBe(killed.pid);
    expect(await query(next.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    await next.close();
    expect(isAlive(killed.pid ?? 0)).toBe(false);
  });
});

describe("when it dies", () => {
  it("its owner starts it again at the same address, with all that was committed", async () => {
    const database = await clusters.start(clusters.copy("revived"));
    const pid = database.pid() ?? 0;
    await query(database.url, "CREATE TABLE kept AS SELECT 42 AS answer; CHECKPOINT");
    process.kill(pid, "SIGKILL");
    await until(() => {
      expect(database.pid()).not.toBe(pid);
    });
    expect(await query(database.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  });

  it("the next start waits for those of its processes that have not noticed yet", async () => {
    const folder = clusters.copy("orphans");
    const owner = await clusters.startElsewhere(folder);
    const [slow] = await query<{ pid: number }>(
      owner.url ?? "",
      "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'",
    );
    process.kill(slow?.pid ?? 0, "SIGSTOP");
    await owner.kill();
    process.kill(owner.pid ?? 0, "SIGKILL");
    const log = (line: string) => {
      if (line.startsWith("Waiting for the processes")) process.kill(slow?.pid ?? 0, "SIGCONT");
    };
    const next = await startCluster({ folder, durable: false, log });
    expect(await query(next.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await next.close();
  });
});
