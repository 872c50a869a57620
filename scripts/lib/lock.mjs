import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isRunning, thisProcess } from "./processes.mjs";
import { note } from "./problem.mjs";

const POLL_MS = 50;

function holderOf(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

function tryTake(path, ticket) {
  try {
    linkSync(ticket, path);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Of several waiters one wins the rename, so a lock that was taken meanwhile is given back. */
function clearStale(path, ticket) {
  const aside = `${ticket}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  const holder = holderOf(aside);
  if (holder !== null && isRunning(holder)) tryTake(path, aside);
  rmSync(aside, { force: true });
}

/**
 * Runs `work` while no other process holds the lock file. The lock of a process that is gone is
 * taken over. (The launcher of the database has its own in TypeScript: this one must run before
 * anything is built.)
 */
export async function withLock(path, waitingFor, work) {
  mkdirSync(dirname(path), { recursive: true });
  const ticket = `${path}.${process.pid}`;
  writeFileSync(ticket, JSON.stringify(thisProcess()));
  try {
    let said = false;
    while (!tryTake(path, ticket)) {
      const holder = holderOf(path);
      if (holder !== null && !isRunning(holder)) {
        clearStale(path, ticket);
        continue;
      }
      if (!said && holder !== null) note(`Waiting for process ${holder.pid}: ${waitingFor}.`);
      said = true;
      await pause(POLL_MS);
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
