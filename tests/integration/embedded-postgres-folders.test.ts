import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { canReach } from "../../src/database/embedded/account.ts";
import { isAlive, isPostgresOn } from "../../src/database/embedded/process-table.ts";
import { errorOf, isRoot, query, ScratchClusters } from "../support/scratch-clusters.ts";
import { canRun } from "../support/can-run.ts";
import { until } from "../support/patience.ts";

const NOBODY = { uid: 65_534, gid: 65_534 };

const OPEN_CLUSTER = fileURLToPath(new URL("../support/open-cluster.ts", import.meta.url));
const clusters = new ScratchClusters();

beforeAll(() => clusters.prepare());
afterEach(() => clusters.closeAll());
afterAll(() => clusters.remove());

describe("a data folder that is not as it should be", () => {
  /** The account that the database runs as, and so the one whose processes it can see. */
  function ownerOf(folder: string) {
    const { uid, gid } = statSync(join(folder, "database/data"));
    return isRoot ? { uid, gid } : {};
  }

  it("half made: moved aside, made anew, nothing deleted", async () => {
    const folder = clusters.path("half");
    mkdirSync(join(folder, "database/data/base"), { recursive: true });
    writeFileSync(join(folder, "database/data/PG_VERSION"), "18\n");
    mkdirSync(join(folder, "database.unfinished-4711/data"), { recursive: true });
    const { url, log } = await clusters.start(folder);
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    const aside = readdirSync(folder).filter((name) => name.includes(".half-made-"));
    expect(aside).toHaveLength(2);
    expect(log.join("\n")).toContain("only half made");
  });

  it("whose making was killed (-9) in the middle: made anew by the next start", async () => {
    const folder = clusters.path("killed");
    const options = JSON.stringify({ folder, durable: false });
    // A group of its own, so that initdb dies with the process that started it.
    const starter = spawn(process.execPath, [OPEN_CLUSTER, options], {
      ...{ stdio: "ignore", detached: true },
    });
    const ended = once(starter, "close");
    const unfinished = join(folder, `database.unfinished-${starter.pid}`);
    await until(() => statSync(join(unfinished, "data/PG_VERSION")), 2);
    process.kill(-(starter.pid ?? 0), "SIGKILL");
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(existsSync(join(folder, "database"))).toBe(false);
    const { url, log } = await clusters.start(folder);
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(log.join("\n")).toContain("only half made");
    expect(existsSync(unfinished)).toBe(false);
  });

  it("a pid file that names a living process of another kind: started all the same", async () => {
    const folder = clusters.copy("stale");
    const data = join(folder, "database/data");
    // Not this Node: the account that owns the data may not reach this checkout.
    const bystander = spawn("sleep", ["3600"], { stdio: "ignore", ...ownerOf(folder) });
    await once(bystander, "spawn");
    const file = join(data, "postmaster.pid");
    const run = join(folder, "database/run");
    writeFileSync(file, `${bystander.pid}\n${data}\n1700000000\n5432\n${run}\n\n\nready   \n`);
    const { uid, gid } = statSync(data);
    chownSync(file, uid, gid);
    try {
      const { url, pid } = await clusters.start(folder);
      expect(pid()).not.toBe(bystander.pid);
      expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
      expect(isAlive(bystander.pid ?? 0)).toBe(true);
    } finally {
      const ended = once(bystander, "close");
      bystander.kill();
      await ended;
    }
  });

  it("of another major version: refused, naming both, touched by nobody", async () => {
    const folder = clusters.copy("major");
    const version = join(folder, "database/data/PG_VERSION");
    writeFileSync(version, "15\n");
    const { code, message } = await errorOf(clusters.start(folder));
    expect(code).toBe("DATABASE_UNSUPPORTED");
    expect(message).toMatch(/made by PostgreSQL 15, this program brings PostgreSQL 18/);
    expect(readFileSync(version, "utf8")).toBe("15\n");
  });

  it("open to others (mode 0777): refused with the command that mends it", async () => {
    const folder = clusters.copy("mode");
    const data = join(folder, "database/data");
    chmodSync(data, 0o777);
    const { code, message } = await errorOf(clusters.start(folder));
    expect(code).toBe("DATA_FOLDER_UNUSABLE");
    expect(message).toContain(`chmod 700 '${data}'`);
    chmodSync(data, 0o700);
    await clusters.start(folder);
  });

  it("below a folder that everyone may change: refused", async () => {
    const folder = clusters.copy("open");
    chmodSync(folder, 0o777);
    // startCluster opens throw-away folders itself, so this one is asked for as a lasting one.
    const { message } = await errorOf(clusters.start(folder, { durable: true }));
    expect(message).toContain(`chmod 755 '${folder}'`);
  });

  it("without its password: refused, naming the file", async () => {
    const folder = clusters.copy("password");
    rmSync(join(folder, "database/password"));
    const { code, message } = await errorOf(clusters.start(folder));
    expect(code).toBe("DATA_FOLDER_UNUSABLE");
    expect(message).toContain(join(folder, "database/password"));
  });

  it("a file in the place of the folder: refused", async () => {
    const path = clusters.path("file");
    writeFileSync(path, "");
    const { code, message } = await errorOf(clusters.start(join(path, "home")));
    expect(code).toBe("DATA_FOLDER_UNUSABLE");
    expect(message).toContain("is a file, not a folder");
  });

  it("a link that leads nowhere in its place: refused", async () => {
    const path = clusters.path("link");
    symlinkSync(clusters.path("nowhere"), path);
    const { code, message } = await errorOf(clusters.start(path));
    expect(code).toBe("DATA_FOLDER_UNUSABLE");
    expect(message).toContain("a link leads nowhere");
  });
});

/** Permissions do not bind root, so these run as another account, which must reach this project. */
const REACHABLE = isRoot && canReach({ name: "nobody", ...NOBODY }, import.meta.dirname);
describe.runIf(
  canRun(
    "the database under another account",
    REACHABLE,
    "root, and a checkout that the account nobody can reach",
  ),
)("started by another account than root", () => {
  const startAsNobody = (folder: string) => clusters.startElsewhere(folder, {}, NOBODY);

  it("runs as that account", async () => {
    const parent = clusters.path("nobody's");
    mkdirSync(parent);
    chownSync(parent, NOBODY.uid, NOBODY.gid);
    const { pid, home } = await startAsNobody(join(parent, "home"));
    expect(statSync(`/proc/${pid}`).uid).toBe(NOBODY.uid);
    expect(isPostgresOn(pid ?? 0, join(home ?? "", "database/data"))).toBe(true);
    await clusters.closeAll();
    // And root, who comes later, runs it as the owner of the data.
    const { pid: later } = await clusters.start(join(parent, "home"));
    expect(statSync(`/proc/${later()}`).uid).toBe(NOBODY.uid);
  });

  it("refuses a folder that may not be written", async () => {
    const folder = clusters.path("read-only");
    mkdirSync(folder, { mode: 0o555 });
    const { code, message } = await startAsNobody(folder);
    expect(code).toBe("DATA_FOLDER_UNUSABLE");
    expect(message).toContain(`${folder}: this account may not`);
  });

  it("refuses a database that belongs to somebody else", async () => {
    const folder = clusters.copy("foreign");
    const { code, message } = await startAsNobody(folder);
    expect(code).toBe("DATA_FOLDER_UNUSABLE");
    expect(message).toContain(folder);
  });
});

describe.runIf(canRun("the database started by root", isRoot, "root"))(
  "started by root in a folder that is closed to the database's account",
  () => {
    const places: string[] = [];
    afterAll(() => {
      for (const place of places) rmSync(place, { recursive: true, force: true });
    });

    async function startClosed(folder: string) {
      const database = await clusters.start(folder, { durable: true });
      if (!database.home.startsWith(clusters.folder)) places.push(database.home);
      return database;
    }

    it("goes elsewhere, records where, and finds it again; a copy goes its own way", async () => {
      const parent = clusters.path("shut");
      mkdirSync(parent, { mode: 0o700 });
      const home = join(parent, "home");
      const first = await startClosed(home);
      expect(first.home).toMatch(/^\/var\/(lib|db|tmp)\/corollary-[0-9a-f]{12}$/);
      await query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
      await first.close();
      const again = await startClosed(home);
      expect(again.home).toBe(first.home);
      expect(await query(again.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
      await again.close();
      execFileSync("cp", ["-a", home, join(parent, "copy")]);
      expect((await startClosed(join(parent, "copy"))).home).not.toBe(first.home);
      execFileSync("mv", [home, join(parent, "moved")]);
      expect((await startClosed(join(parent, "moved"))).home).toBe(first.home);
    });
  },
);
