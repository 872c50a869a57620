import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { PlatformError } from "../../domain/errors.ts";

const UNFINISHED = "unfinished";
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/** Says whose it is: the next installation removes what a killed one has left. */
const OF_THIS_MACHINE = `${UNFINISHED}-${hostname()}-`;

/** Those that this process has made and not removed: in a container its number is an earlier one's too. */
const inWork = new Set<string>();

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Another machine or container may share the folder: there a process is not looked for. */
function isAbandoned(path: string): boolean {
  const name = basename(path);
  const isOurs = name.startsWith(OF_THIS_MACHINE);
  const owner = isOurs ? /^(\d+)-[^-]+$/.exec(name.slice(OF_THIS_MACHINE.length))?.[1] : undefined;
  if (Number(owner) === process.pid) return !inWork.has(name);
  if (owner !== undefined) return !isRunning(Number(owner));
  const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
  return Date.now() - since > ABANDONED_AFTER_MS;
}

/** One into which a tool writes while it is removed stays for the next sweep. */
function sweep(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  }
}

function removeAbandoned(folder: string): void {
  const names = readdirSync(folder).filter((name) => name.startsWith(`${UNFINISHED}-`));
  for (const path of names.map((name) => join(folder, name))) if (isAbandoned(path)) sweep(path);
}

/** @throws PlatformError DISK_FULL where less is free */
export function assertRoom(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= bytes) return;
  const [needed, found] = [bytes, free].map((one) => `${(one / 1e9).toFixed(1)} GB`);
  const told = `installing needs ${needed} while it lasts, and ${found} are free`;
  throw new PlatformError("DISK_FULL", `${folder}: ${told}; nothing was downloaded`);
}

function explain(folder: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || error instanceof PlatformError) {
    return error;
  }
  const { code, message } = error;
  return code === "ENOSPC" || code === "EDQUOT"
    ? new PlatformError("DISK_FULL", `${folder}: the disk is full; free some space and try again`)
    : new PlatformError(
        "DATA_FOLDER_UNUSABLE",
        `${folder}: ${message}; make it a folder that can be written`,
      );
}

/**
 * Makes a folder for work beside the finished ones, which is gone in the end, and removes those of
 * processes that were killed.
 *
 * @throws PlatformError DISK_FULL or DATA_FOLDER_UNUSABLE where the file system refuses
 */
export async function withWorkFolder<T>(
  folder: string,
  work: (made: string) => T | Promise<T>,
): Promise<T> {
  let made: string | null = null;
  try {
    mkdirSync(folder, { recursive: true });
    removeAbandoned(folder);
    made = mkdtempSync(join(folder, `${OF_THIS_MACHINE}${process.pid}-`));
    inWork.add(basename(made));
    const result = await work(made);
    // A tool outlives the process that was killed, and may have written once more since.
    removeAbandoned(folder);
    return result;
  } catch (error) {
    throw explain(folder, error);
  } finally {
    if (made !== null) {
      inWork.delete(basename(made));
      sweep(made);
    }
  }
}
