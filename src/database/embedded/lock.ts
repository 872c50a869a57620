import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { PlatformError } from "../../domain/errors.ts";
import { isAlive, startMark } from "./process-table.ts";

const POLL_MS = 25;
/** Longer than the longest thing done under it: initdb on a slow disk. */
const PATIENCE_MS = 180_000;

interface Holder {
  readonly pid: number;
  readonly mark: string;
}

function readHolder(path: string): Holder | null {
  try {
    const [pid = "", mark = ""] = readFileSync(path, "utf8").split(" ");
    return { pid: Number(pid), mark };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Ids are given again (in a container within seconds), so the start of the process counts too. */
function isHeld({ pid, mark }: Holder): boolean {
  return isAlive(pid) && startMark(pid) === mark;
}

function tryTake(path: string, ticket: string): boolean {
  try {
    linkSync(ticket, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Only one of several waiters wins the rename, so a lock taken meanwhile is not removed. */
function clearStale(path: string, ticket: string): void {
  const aside = `${ticket}.stale`;
  try {
    renameSync(path, aside);
    const moved = readHolder(aside);
    if (moved !== null && isHeld(moved)) tryTake(path, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

let tickets = 0;

/**
 * Runs `work` while no other process does so under the same lock file. A lock whose process is
 * gone is taken over.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const ticket = `${path}.${process.pid}-${tickets++}`;
  writeFileSync(ticket, `${process.pid} ${startMark(process.pid)}`, { mode: 0o600 });
  try {
    const deadline = performance.now() + PATIENCE_MS;
    while (!tryTake(path, ticket)) {
      const holder = readHolder(path);
      if (holder !== null && !isHeld(holder)) clearStale(path, ticket);
      else if (performance.now() > deadline) throw stillHeld(path, holder);
      else await pause(POLL_MS);
    }
  } finally {
    rmSync(ticket, { force: true });
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function stillHeld(path: string, holder: Holder | null): PlatformError {
  return new PlatformError(
    "DATABASE_UNAVAILABLE",
    `${path} has been held by process ${holder?.pid ?? "?"} for ${PATIENCE_MS / 1000} s: ` +
      `look at what that process does, end it if it hangs, and start again.`,
  );
}
