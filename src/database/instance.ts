import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { withLock } from "./embedded/lock.ts";
import { makeHome } from "./embedded/place.ts";
import { isAlive, startMark } from "./embedded/process-table.ts";
import { PlatformError } from "../domain/errors.ts";

const instanceSchema = z.object({
  pid: z.int().positive(),
  /** Tells a process from a later one with the same id. */
  mark: z.string(),
  url: z.string().nullable(),
});
/** The process that serves a data folder; `url` is null until it answers. */
export type Instance = z.infer<typeof instanceSchema>;

const FILE = "server.json";

/** The running server of a data folder, or null: a file left by a killed one counts as none. */
export function findInstance(home: string): Instance | null {
  try {
    const instance = instanceSchema.parse(JSON.parse(readFileSync(join(home, FILE), "utf8")));
    return isAlive(instance.pid) && startMark(instance.pid) === instance.mark ? instance : null;
  } catch {
    return null;
  }
}

/** Written beside and renamed: half a file would count as none. */
function write(home: string, url: string | null): void {
  const instance: Instance = { pid: process.pid, mark: startMark(process.pid), url };
  const beside = join(home, `${FILE}.${process.pid}`);
  writeFileSync(beside, JSON.stringify(instance), { mode: 0o600 });
  renameSync(beside, join(home, FILE));
}

export interface OwnInstance {
  /** Tells other processes where this one answers. */
  announce(url: string): void;
  release(): void;
}

function alreadyRunning({ pid, url }: Instance): PlatformError {
  const where = url ?? "it is still starting";
  return new PlatformError(
    "ALREADY_RUNNING",
    `already running, pid ${pid}, ${where}: use that one, or stop it first (kill ${pid}).`,
  );
}

/**
 * Makes this process the one that serves a data folder.
 *
 * @throws PlatformError ALREADY_RUNNING naming the other's pid and address
 */
export async function takeInstance(home: string): Promise<OwnInstance> {
  makeHome(home);
  await withLock(join(home, "server.lock"), () => {
    const other = findInstance(home);
    if (other !== null) throw alreadyRunning(other);
    write(home, null);
    return Promise.resolve();
  });
  return {
    announce: (url) => write(home, url),
    release: () => rmSync(join(home, FILE), { force: true }),
  };
}
