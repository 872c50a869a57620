import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "pg";
import { chooseAccount, isRoot, type Account } from "./account.ts";
import { chooseAddress, toUrl, type Address } from "./address.ts";
import { findBinaries } from "./binaries.ts";
import { connectKeeper, countStayingClients } from "./clients.ts";
import { explainFolderError } from "./folder.ts";
import { ensureCluster, foldersOf, type ClusterFolders } from "./initialise.ts";
import { withLock } from "./lock.ts";
import { openToAccounts, resolvePlace } from "./place.ts";
import { findRunningServer } from "./postmaster-file.ts";
import { prepareRuntime } from "./runtime.ts";
import { startServer, stopServer } from "./server-process.ts";

/** A database in use by this process. */
export interface DatabaseHandle {
  /** What `new pg.Client({ connectionString })` takes; holds the password. */
  readonly url: string;
  /** The folder that holds everything stored. */
  readonly home: string;
  /** Process id of the server now; null when it is not ours to know. */
  pid(): number | null;
  /** Stops the server when it is this process's to stop and nobody else is connected; idempotent. */
  close(): Promise<void>;
}

export interface ClusterOptions {
  /** Absolute path; made when it is not there. */
  readonly folder: string;
  /** False: a throw-away cluster for tests, which a power cut may corrupt. Default true. */
  readonly durable?: boolean;
  /** Take over a server that runs already, as `npm start` does. Default false: leave it alone. */
  readonly adopt?: boolean;
  readonly log?: (line: string) => void;
}

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;

interface Cluster {
  readonly place: string;
  readonly account: Account | null;
  readonly durable: boolean;
  readonly log: (line: string) => void;
}

interface Connected {
  readonly keeper: Client;
  readonly pid: number;
  readonly address: Address;
  readonly password: string;
  /** This process started the server. */
  readonly started: boolean;
}

/** Starts the server, or joins the one that runs; `address` is kept over restarts. */
async function connect(cluster: Cluster, address?: Address): Promise<Connected> {
  const { place, account, durable, log } = cluster;
  const binaries = findBinaries();
  const runtime = await prepareRuntime(place, binaries);
  const { folders, isNew } = ensureCluster(
    { place, runtime, account, durable, log },
    binaries.major,
  );
  const password = readFileSync(folders.password, "utf8");
  const joined = await joinServer(folders, password, isNew);
  if (joined !== null) return { ...joined, password, started: false };
  if (account !== null) {
    log(`PostgreSQL never runs as root: it runs as ${account.name}, its data are in ${place}.`);
  }
  const chosen = address ?? (await chooseAddress(folders.run));
  const where = { runtime, folders, logFolder: join(place, "log"), address: chosen };
  const pid = await startServer({ ...where, account, durable, log });
  try {
    const keeper = await connectKeeper(chosen, password, isNew);
    return { keeper, pid, address: chosen, password, started: true };
  } catch (error) {
    await stopServer(pid, log);
    throw error;
  }
}

/** Waits out a server that another hand has just started or is stopping. */
async function findReadyServer(folders: ClusterFolders) {
  for (;;) {
    const running = findRunningServer(folders.data);
    if (running === null || running.ready) return running;
    await pause(FIRST_RETRY_MS);
  }
}

/** Connects to the server that runs; null where none does, or one has ended meanwhile. */
async function joinServer(folders: ClusterFolders, password: string, isNew: boolean) {
  for (;;) {
    const running = await findReadyServer(folders);
    if (running === null) return null;
    try {
      return { ...running, keeper: await connectKeeper(running.address, password, isNew) };
    } catch (error) {
      // Killed a moment ago, it is not gone from the table of processes at once.
      await pause(FIRST_RETRY_MS);
      if (findRunningServer(folders.data)?.ready === true) throw error;
    }
  }
}

function prepare(options: ClusterOptions): Cluster {
  const { folder, durable = true, log = () => undefined } = options;
  if (!durable && isRoot() && existsSync(folder)) openToAccounts(folder);
  const newcomer = chooseAccount(foldersOf(folder).data);
  const place = resolvePlace(folder, newcomer);
  const account = newcomer === null ? null : chooseAccount(foldersOf(place).data);
  return { place, account, durable, log };
}

/**
 * A PostgreSQL of our own in `folder`: started, or joined when it runs already. A server that the
 * process owns is started again when it dies.
 *
 * @throws PlatformError DATA_FOLDER_UNUSABLE, DATABASE_UNSUPPORTED, DATABASE_UNAVAILABLE, DISK_FULL
 */
export async function startCluster(options: ClusterOptions): Promise<DatabaseHandle> {
  const cluster = prepare(options);
  const lock = join(cluster.place, "database.lock");
  let state = await withLock(lock, () => connect(cluster)).catch((error: unknown) => {
    throw explainFolderError(cluster.place, error);
  });
  const owned = state.started || options.adopt === true;
  let closing = false;

  const revive = async (): Promise<void> => {
    for (let wait = FIRST_RETRY_MS; !closing; wait = Math.min(2 * wait, LAST_RETRY_MS)) {
      try {
        state = await withLock(lock, () => connect(cluster, state.address));
        cluster.log(`The database is back (process ${state.pid}).`);
        watch();
        return;
      } catch (error) {
        cluster.log(`The database is gone: ${error instanceof Error ? error.message : "?"}`);
        await pause(wait);
      }
    }
  };
  const watch = (): void => {
    state.keeper.once("end", () => {
      if (!closing && owned) reviving = revive();
    });
  };
  let reviving: Promise<void> = Promise.resolve();
  watch();

  const close = async (): Promise<void> => {
    closing = true;
    await reviving;
    // Who stops nothing takes no turn: an owner that stops waits for it with the lock in hand.
    if (owned) await withLock(lock, () => stopUnlessUsed(state, cluster.log));
    else await state.keeper.end().catch(() => undefined);
  };
  let closed: Promise<void> | null = null;
  return {
    url: toUrl(state.address, state.password),
    home: cluster.place,
    pid: () => state.pid,
    close: () => (closed ??= close()),
  };
}

/** Ends the owner's use of the server and, when nobody else uses it, the server. */
async function stopUnlessUsed(
  { keeper, pid }: Connected,
  log: (line: string) => void,
): Promise<void> {
  const staying = await countStayingClients(keeper).catch(() => 0);
  await keeper.end().catch(() => undefined);
  if (staying === 0) return stopServer(pid, log);
  const clients = staying === 1 ? "one other client uses" : `${staying} other clients use`;
  log(`PostgreSQL (process ${pid}) goes on running: ${clients} it.`);
}
