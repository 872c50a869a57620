import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, chownSync, openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { PlatformError } from "../../domain/errors.ts";
import type { Account } from "./account.ts";
import { isSocket, type Address } from "./address.ts";
import { explainFolderError } from "./folder.ts";
import type { ClusterFolders } from "./initialise.ts";
import { readPostmasterFile } from "./postmaster-file.ts";
import { isAlive } from "./process-table.ts";
import { followLogs } from "./server-log.ts";

const POLL_MS = 20;
const RETRY_MS = 250;
/** What processes of a server that was killed may take to notice that it is gone, and end. */
const ORPHANS_MS = 30_000;
const ORPHANS = /FATAL: .*pre-existing shared memory block/;
/** Said again at this interval while a server replays its log. */
const PATIENCE_NOTE_MS = 5_000;
const FAST_STOP_MS = 30_000;
const IMMEDIATE_STOP_MS = 30_000;

export interface ServerOptions {
  readonly runtime: string;
  readonly folders: ClusterFolders;
  readonly logFolder: string;
  readonly account: Account | null;
  readonly address: Address;
  readonly durable: boolean;
  readonly log: (line: string) => void;
}

/** Every setting that matters is stated here, whatever postgresql.conf says. */
function settings({ address, durable, logFolder }: ServerOptions): Record<string, string> {
  const safe = durable ? "on" : "off";
  const quoted = `"${address.host.replaceAll('"', '""')}"`;
  return {
    listen_addresses: isSocket(address) ? "" : address.host,
    unix_socket_directories: isSocket(address) ? quoted : "",
    unix_socket_permissions: "0700",
    port: String(address.port),
    max_connections: "50",
    shared_buffers: "128MB",
    fsync: safe,
    // Also without fsync: what is acknowledged survives the death of the server, if not of the machine.
    synchronous_commit: "on",
    full_page_writes: safe,
    password_encryption: "scram-sha-256",
    timezone: "UTC",
    log_timezone: "UTC",
    logging_collector: "on",
    log_directory: logFolder,
    // One file a weekday, written over a week later.
    log_filename: "postgresql-%a.log",
    log_rotation_age: "1d",
    log_rotation_size: "0",
    log_truncate_on_rotation: "on",
    log_line_prefix: "%m [%p] %q%a ",
  };
}

/**
 * postmaster.pid may name a process that lives and is no PostgreSQL (ids are given again, quickly
 * so in containers); PostgreSQL would refuse to start. It does not mind the id of its own
 * grandparent, which pg_ctl hands on in this variable. Deleting the file would also work, and
 * would throw away the shared memory key by which PostgreSQL sees orphaned backends.
 */
function staleOwner(dataFolder: string): Record<string, string> {
  const file = readPostmasterFile(dataFolder);
  return file === null ? {} : { PG_GRANDPARENT_PID: String(file.pid) };
}

function launch(options: ServerOptions, output: number): ChildProcess {
  const { runtime, folders, account } = options;
  const args = Object.entries(settings(options)).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  return spawn(join(runtime, "bin/postgres"), ["-D", folders.data, ...args], {
    cwd: folders.data,
    // Out of reach of the terminal's Ctrl-C, and of the death of this process.
    detached: true,
    stdio: ["ignore", output, output],
    env: { LC_ALL: "C", ...staleOwner(folders.data) },
    ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
  });
}

function startFailure({ folders, logFolder }: ServerOptions, said: string): PlatformError {
  if (said.includes("No space left on device")) {
    return new PlatformError(
      "DISK_FULL",
      `${folders.base}: the disk is full; free 200 MB and start again (nothing stored is lost).`,
    );
  }
  const reason = said.match(/(?:FATAL|PANIC): .*/g)?.at(-1) ?? "it said nothing";
  return new PlatformError(
    "DATABASE_UNAVAILABLE",
    `PostgreSQL does not start: ${reason} (all it said is in ${logFolder}).`,
  );
}

async function untilReady(child: ChildProcess, options: ServerOptions): Promise<boolean> {
  let nextNote = performance.now() + PATIENCE_NOTE_MS;
  while (child.exitCode === null && child.signalCode === null) {
    const file = readPostmasterFile(options.folders.data);
    if (file !== null && file.pid === child.pid && file.ready) return true;
    if (performance.now() > nextNote) {
      options.log("PostgreSQL is still starting (it may be replaying its log after a crash).");
      nextNote += PATIENCE_NOTE_MS;
    }
    await pause(POLL_MS);
  }
  return false;
}

/** The process id of a server that accepts connections, or what one said that does not start. */
async function tryToStart(options: ServerOptions): Promise<number | string> {
  // For what is said before the log's own process runs. Begun anew, and only then read on.
  const output = openSync(join(options.logFolder, "start.log"), "w", 0o600);
  const said = followLogs(options.logFolder);
  const child = launch(options, output);
  closeSync(output);
  child.unref();
  try {
    await once(child, "spawn");
  } catch (error) {
    throw explainFolderError(options.runtime, error);
  }
  return (await untilReady(child, options)) && child.pid !== undefined ? child.pid : said();
}

/**
 * Starts the server and waits until it accepts connections, crash recovery included.
 *
 * @returns its process id
 * @throws PlatformError DATABASE_UNAVAILABLE or DISK_FULL with PostgreSQL's own words
 */
export async function startServer(options: ServerOptions): Promise<number> {
  const { account, folders, logFolder, log } = options;
  for (const folder of [logFolder, folders.run]) {
    if (existsSync(folder)) continue;
    mkdirSync(folder, { mode: 0o700 });
    if (account !== null) chownSync(folder, account.uid, account.gid);
  }
  const deadline = performance.now() + ORPHANS_MS;
  for (let tries = 1; ; tries += 1) {
    const started = await tryToStart(options);
    if (typeof started === "number") return started;
    if (!ORPHANS.test(started) || performance.now() > deadline) {
      throw startFailure(options, started);
    }
    if (tries === 1) log("Waiting for the processes of a PostgreSQL that was killed to end.");
    await pause(RETRY_MS);
  }
}

async function hasEnded(pid: number, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await pause(POLL_MS);
  }
  return true;
}

/**
 * Fast shutdown; after 30 s immediate shutdown, which the next start recovers from. Never SIGKILL:
 * that would leave backends and shared memory behind.
 */
export async function stopServer(pid: number, log: (line: string) => void): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, "SIGINT");
  if (await hasEnded(pid, FAST_STOP_MS)) return;
  log("PostgreSQL takes long to stop; it is told to stop at once.");
  process.kill(pid, "SIGQUIT");
  if (await hasEnded(pid, IMMEDIATE_STOP_MS)) return;
  throw new PlatformError("DATABASE_UNAVAILABLE", `PostgreSQL (process ${pid}) does not stop.`);
}
