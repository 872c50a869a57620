import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { PlatformError } from "../../domain/errors.ts";
import type { Account } from "./account.ts";
import { ROLE } from "./address.ts";
import { explainFolderError, unusable } from "./folder.ts";

/** Everything of one cluster; renamed into place as a whole, so a killed initdb leaves no half. */
export interface ClusterFolders {
  readonly base: string;
  readonly data: string;
  /** The superuser's password, 0600, of the account that started the product. */
  readonly password: string;
  /** Holds the socket. */
  readonly run: string;
}

export function foldersOf(place: string, name = "database"): ClusterFolders {
  const base = join(place, name);
  return {
    base,
    data: join(base, "data"),
    password: join(base, "password"),
    run: join(base, "run"),
  };
}

interface InitialiseOptions {
  readonly place: string;
  readonly runtime: string;
  readonly account: Account | null;
  readonly durable: boolean;
  readonly log: (line: string) => void;
}

function isComplete({ data }: ClusterFolders): boolean {
  return existsSync(join(data, "PG_VERSION")) && existsSync(join(data, "global/pg_control"));
}

/** Nothing that may hold data is deleted. */
function moveAside(place: string, name: string, log: (line: string) => void): void {
  const stamp = new Date().toISOString().replaceAll(/[^0-9]/g, "");
  const suffix = `${stamp}-${randomBytes(2).toString("hex")}`;
  const aside = join(place, `${name.replace(/\..*/, "")}.half-made-${suffix}`);
  renameSync(join(place, name), aside);
  log(`The database was only half made; it is now ${aside}, a new one is made.`);
}

function giveTo(account: Account | null, path: string): void {
  if (account !== null) chownSync(path, account.uid, account.gid);
}

function makeOwnFolder(account: Account | null, folder: string): void {
  mkdirSync(folder, { mode: 0o700 });
  giveTo(account, folder);
}

/** Runs initdb. It reads the password from a file that is gone when it ends. */
function runInitdb(folders: ClusterFolders, options: InitialiseOptions): void {
  const { account, runtime, durable } = options;
  const passwordFile = `${folders.data}.password`;
  writeFileSync(passwordFile, readFileSync(folders.password), { mode: 0o600 });
  giveTo(account, passwordFile);
  const { status, stderr, error } = spawnSync(
    join(runtime, "bin/initdb"),
    [
      `--pgdata=${folders.data}`,
      `--username=${ROLE}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // Of PostgreSQL itself: no locale of the machine is needed, none can change an index's order.
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--data-checksums",
      "--no-instructions",
      ...(durable ? [] : ["--no-sync"]),
    ],
    {
      encoding: "utf8",
      cwd: folders.base,
      env: { LC_ALL: "C" },
      ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
    },
  );
  rmSync(passwordFile, { force: true });
  if (error !== undefined) throw explainFolderError(folders.base, error);
  if (status !== 0) throw explainInitdb(folders.base, stderr);
}

function explainInitdb(folder: string, stderr: string): unknown {
  if (/No space left|Disk quota/.test(stderr)) {
    return explainFolderError(folder, Object.assign(new Error(stderr), { code: "ENOSPC" }));
  }
  const lines = stderr.split("\n").filter((line) => /^initdb: (error|detail|hint)/.test(line));
  const reason = `initdb failed: ${lines.join(" ") || stderr.trim() || "it said nothing"}`;
  return unusable(folder, reason, "mend that, or set COROLLARY_HOME to another folder");
}

function initialise(options: InitialiseOptions): void {
  const { place, account } = options;
  const name = `database.unfinished-${process.pid}`;
  const folders = foldersOf(place, name);
  try {
    mkdirSync(folders.base, { mode: 0o711 });
    makeOwnFolder(account, folders.data);
    makeOwnFolder(account, folders.run);
    if ((statSync(folders.data).mode & 0o777) !== 0o700) {
      const reason = "its file system keeps no permissions";
      throw unusable(place, reason, "set COROLLARY_HOME to a folder on a disk of this machine");
    }
    writeFileSync(folders.password, randomBytes(32).toString("base64url"), { mode: 0o600 });
    runInitdb(folders, options);
    renameSync(folders.base, foldersOf(place).base);
  } catch (error) {
    // Made here a moment ago and never served: nothing in it is anybody's.
    rmSync(folders.base, { recursive: true, force: true });
    throw error;
  }
}

function checkExisting({ data, password }: ClusterFolders, major: number): void {
  const found = readFileSync(join(data, "PG_VERSION"), "utf8").trim();
  if (found !== String(major)) {
    throw new PlatformError(
      "DATABASE_UNSUPPORTED",
      `${data} was made by PostgreSQL ${found}, this program brings PostgreSQL ${major}: carry the ` +
        `data over with PostgreSQL ${found}'s \`pg_dumpall\`, or set COROLLARY_HOME to a new folder.`,
    );
  }
  const { mode } = statSync(data);
  if ((mode & 0o077) !== 0) {
    const octal = (mode & 0o777).toString(8);
    throw unusable(data, `other accounts may enter it (mode ${octal})`, `\`chmod 700 '${data}'\``);
  }
  if (!existsSync(password)) {
    const reason = "the password of the database is missing";
    throw unusable(password, reason, "restore it, or set COROLLARY_HOME to a new folder");
  }
}

/**
 * Sees to it that `place` holds a whole cluster of this major version. The caller holds the lock.
 *
 * @throws PlatformError DATA_FOLDER_UNUSABLE, DATABASE_UNSUPPORTED or DISK_FULL
 */
export function ensureCluster(
  options: InitialiseOptions,
  major: number,
): { folders: ClusterFolders; isNew: boolean } {
  const { place, log } = options;
  const folders = foldersOf(place);
  for (const name of readdirSync(place)) {
    if (name.startsWith("database.unfinished-")) moveAside(place, name, log);
  }
  if (existsSync(folders.base)) {
    if (isComplete(folders)) checkExisting(folders, major);
    else moveAside(place, "database", log);
  }
  const isNew = !existsSync(folders.base);
  if (isNew) {
    log("Making the database (once; a few seconds).");
    initialise(options);
  }
  return { folders, isNew };
}
