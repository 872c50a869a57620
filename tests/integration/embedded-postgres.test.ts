import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startCluster, type DatabaseHandle } from "../../src/database/embedded/index.ts";
import { isAlive, isPostgresOn } from "../../src/database/embedded/process-table.ts";
import { PlatformError } from "../../src/domain/errors.ts";
import { openInProcess, type ClusterProcess } from "../support/cluster-process.ts";

const isRoot = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };

let scratch: string;
let template: string;
const open: { close(): Promise<void> }[] = [];

/** Closed after the test, whatever comes of it. */
async function start(folder: string, options: { adopt?: boolean } = {}) {
  const log: string[] = [];
  const database = await startCluster({
    folder,
    durable: false,
    log: (line) => log.push(line),
    ...options,
  });
  open.push(database);
  return Object.assign(database, { log });
}

async function startElsewhere(folder: string, options: { adopt?: boolean } = {}) {
  const other = await openInProcess({ folder, durable: false, ...options });
  open.push(other);
  return other;
}

/** A stopped cluster of its own for the test; ownership as it was. */
function copyOfTemplate(name: string): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  chmodSync(folder, statSync(template).mode);
  execFileSync("cp", ["-a", join(template, "database"), folder]);
  execFileSync("cp", ["-al", join(template, "runtime"), folder]);
  return folder;
}

async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function errorOf(work: Promise<unknown>): Promise<PlatformError> {
  const error: unknown = await work.then(
    () => new Error("it was accepted"),
    (reason: unknown) => reason,
  );
  if (error instanceof PlatformError) return error;
  throw error;
}

function settingOf(url: string, name: string): Promise<{ setting: string }[]> {
  return query(url, `SELECT current_setting('${name}') AS setting`);
}

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "corollary embedded ü-"));
  chmodSync(scratch, 0o755);
  template = join(scratch, "template");
  await (await start(template)).close();
});

afterEach(async () => {
  for (const database of open.splice(0).toReversed()) await database.close();
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("a database of our own", () => {
  it("is durable, speaks UTF-8 and sorts by code point, whatever the machine's locale", async () => {
    const folder = join(scratch, "durable");
    const other = await openInProcess(
      { folder },
      { env: { PATH: process.env["PATH"], LC_ALL: "xx_YY.UTF-8", LANG: "de_DE" } },
    );
    open.push(other);
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
    const { home, url } = await start(copyOfTemplate("closed"));
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

  it.runIf(isRoot)("never runs as root", async () => {
    const { pid } = await start(copyOfTemplate("unprivileged"));
    expect(statSync(`/proc/${pid()}`).uid).not.toBe(0);
  });

  it("listens on loopback where the path is too long for a socket", async () => {
    const folder = join(copyOfTemplate("long"), "..", "x".repeat(120));
    execFileSync("mv", [join(scratch, "long"), folder]);
    const { url } = await start(folder);
    expect(url).toContain("@127.0.0.1:");
    expect(await settingOf(url, "listen_addresses")).toEqual([{ setting: "127.0.0.1" }]);
  });

  it("is made once when two processes start at the same time", async () => {
    const folder = join(scratch, "race");
    const [one, two] = await Promise.all([startElsewhere(folder), startElsewhere(folder)]);
    expect(one.pid).toBeGreaterThan(0);
    expect(two.pid).toBe(one.pid);
  });
});

describe("who stops it", () => {
  it("the process that started it", async () => {
    const database = await start(copyOfTemplate("starter"));
    const pid = database.pid() ?? 0;
    expect(isAlive(pid)).toBe(true);
    await database.close();
    await database.close();
    expect(isAlive(pid)).toBe(false);
  });

  it("not a process that found it running", async () => {
    const folder = copyOfTemplate("guest");
    const owner = await start(folder);
    const guest = await startElsewhere(folder);
    expect(guest.url).toBe(owner.url);
    await guest.close();
    expect(await query(owner.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("nobody while another process is connected, which the owner says", async () => {
    const folder = copyOfTemplate("busy");
    const owner = await start(folder);
    const pid = owner.pid() ?? 0;
    const guest = await startElsewhere(folder);
    await owner.close();
    expect(owner.log.at(-1)).toContain(`process ${pid}) goes on running: one other client`);
    expect(isAlive(pid)).toBe(true);
    await guest.close();
    await (await start(folder, { adopt: true })).close();
    expect(isAlive(pid)).toBe(false);
  });

  it("the next start, when the process that started it was killed", async () => {
    const folder = copyOfTemplate("orphan");
    const killed = await startElsewhere(folder);
    await query(killed.url ?? "", "CREATE TABLE kept AS SELECT 42 AS answer");
    await killed.kill();
    expect(isAlive(killed.pid ?? 0)).toBe(true);
    const next = await start(folder, { adopt: true });
    expect(next.pid()).toBe(killed.pid);
    expect(await query(next.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    await next.close();
    expect(isAlive(killed.pid ?? 0)).toBe(false);
  });
});

describe("when it dies", () => {
  async function untilBack(database: DatabaseHandle, oldPid: number): Promise<void> {
    const deadline = performance.now() + 20_000;
    while (database.pid() === oldPid && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it("its owner starts it again at the same address, with all that was committed", async () => {
    const database = await start(copyOfTemplate("revived"));
    const pid = database.pid() ?? 0;
    await query(database.url, "CREATE TABLE kept AS SELECT 42 AS answer; CHECKPOINT");
    process.kill(pid, "SIGKILL");
    await untilBack(database, pid);
    expect(await query(database.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  });
});

describe("a data folder that is not as it should be", () => {
  /** The account that the database runs as, and so the one whose processes it can see. */
  function ownerOf(folder: string) {
    const { uid, gid } = statSync(join(folder, "database/data"));
    return isRoot ? { uid, gid } : {};
  }

  it("half made: moved aside, made anew, nothing deleted", async () => {
    const folder = join(scratch, "half");
    mkdirSync(join(folder, "database/data/base"), { recursive: true });
    writeFileSync(join(folder, "database/data/PG_VERSION"), "18\n");
    mkdirSync(join(folder, "database.unfinished-4711/data"), { recursive: true });
    const { url, log } = await start(folder);
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    const aside = readdirSync(folder).filter((name) => name.includes(".half-made-"));
    expect(aside).toHaveLength(2);
    expect(log.join("\n")).toContain("only half made");
  });

  it("a pid file that names a living process of another kind: started all the same", async () => {
    const folder = copyOfTemplate("stale");
    const data = join(folder, "database/data");
    const bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], {
      stdio: "ignore",
      ...ownerOf(folder),
    });
    await once(bystander, "spawn");
    const file = join(data, "postmaster.pid");
    const run = join(folder, "database/run");
    writeFileSync(file, `${bystander.pid}\n${data}\n1700000000\n5432\n${run}\n\n\nready   \n`);
    const { uid, gid } = statSync(data);
    chownSync(file, uid, gid);
    try {
      const { url, pid } = await start(folder);
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
    const folder = copyOfTemplate("major");
    const version = join(folder, "database/data/PG_VERSION");
    writeFileSync(version, "15\n");
    const { code, message } = await errorOf(start(folder));
    expect(code).toBe("DATABASE_UNSUPPORTED");
    expect(message).toMatch(/made by PostgreSQL 15, this program brings PostgreSQL 18/);
    expect(readFileSync(version, "utf8")).toBe("15\n");
  });

  it("open to others (mode 0777): refused with the command that mends it", async () => {
    const folder = copyOfTemplate("mode");
    const data = join(folder, "database/data");
    chmodSync(data, 0o777);
    const { code, message } = await errorOf(start(folder));
    expect(code).toBe("DATA_FOLDER_UNUSABLE");
    expect(message).toContain(`chmod 700 '${data}'`);
    chmodSync(data, 0o700);
    await start(folder);
  });

  it("below a folder that everyone may change: refused", async () => {
    const folder = copyOfTemplate("open");
    chmodSync(folder, 0o777);
    // startCluster opens throw-away folders itself, so this one is asked for as a lasting one.
    const { message } = await errorOf(startCluster({ folder }));
    expect(message).toContain(`chmod 755 '${folder}'`);
  });

  it("without its password: refused, naming the file", async () => {
    const folder = copyOfTemplate("password");
    rmSync(join(folder, "database/password"));
    const { code, message } = await errorOf(start(folder));
    expect(code).toBe("DATA_FOLDER_UNUSABLE");
    expect(message).toContain(join(folder, "database/password"));
  });

  it("a file in the place of the folder: refused", async () => {
    const path = join(scratch, "file");
    writeFileSync(path, "");
    const { code, message } = await errorOf(start(join(path, "home")));
    expect(code).toBe("DATA_FOLDER_UNUSABLE");
    expect(message).toContain("is a file, not a folder");
  });
});

/** Permissions do not bind root, so these run as another account, which only root can do. */
describe.runIf(isRoot)("started by another account than root", () => {
  async function startAsNobody(folder: string): Promise<ClusterProcess> {
    const other = await openInProcess({ folder, durable: false }, NOBODY);
    open.push(other);
    return other;
  }

  it("runs as that account", async () => {
    const parent = join(scratch, "nobody's");
    mkdirSync(parent);
    chownSync(parent, NOBODY.uid, NOBODY.gid);
    const { pid, home } = await startAsNobody(join(parent, "home"));
    expect(statSync(`/proc/${pid}`).uid).toBe(NOBODY.uid);
    expect(isPostgresOn(pid ?? 0, join(home ?? "", "database/data"))).toBe(true);
    await open.pop()?.close();
    // And root, who comes later, runs it as the owner of the data.
    const { pid: later } = await start(join(parent, "home"));
    expect(statSync(`/proc/${later()}`).uid).toBe(NOBODY.uid);
  });

  it("refuses a folder that may not be written", async () => {
    const folder = join(scratch, "read-only");
    mkdirSync(folder, { mode: 0o555 });
    const { code, message } = await startAsNobody(folder);
    expect(code).toBe("DATA_FOLDER_UNUSABLE");
    expect(message).toContain(`${folder}: this account may not`);
  });

  it("refuses a database that belongs to somebody else", async () => {
    const folder = copyOfTemplate("foreign");
    const { code, message } = await startAsNobody(folder);
    expect(code).toBe("DATA_FOLDER_UNUSABLE");
    expect(message).toContain(folder);
  });
});

describe.runIf(isRoot)(
  "started by root in a folder that is closed to the database's account",
  () => {
    const places: string[] = [];
    afterAll(() => {
      for (const place of places) rmSync(place, { recursive: true, force: true });
    });

    async function startClosed(folder: string) {
      const database = await startCluster({ folder, durable: true });
      open.push(database);
      if (!database.home.startsWith(scratch)) places.push(database.home);
      return database;
    }

    it("goes elsewhere, records where, and finds it again; a copy goes its own way", async () => {
      const parent = join(scratch, "shut");
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
