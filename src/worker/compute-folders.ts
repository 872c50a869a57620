import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import type { ComputeFolders } from "./child-protocol.ts";

/** Trained networks beyond this are removed, the oldest first; whoever needs one trains it again. */
const STATES_BYTES_MAX = 2e9;

interface Kept {
  readonly path: string;
  readonly bytes: number;
  readonly usedAt: number;
}

function filesIn(folder: string): Kept[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    // Another process may have removed it since.
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? [] : [{ path, bytes: found.size, usedAt: found.mtimeMs }];
  });
}

/**
 * Removes the files of a folder that were written longest ago until the rest fit.
 *
 * @returns how many were removed
 */
export function trimFolder(folder: string, bytesMax: number): number {
  const files = filesIn(folder).toSorted((left, right) => left.usedAt - right.usedAt);
  let bytes = files.reduce((sum, one) => sum + one.bytes, 0);
  let removed = 0;
  for (const one of files) {
    if (bytes <= bytesMax) break;
    rmSync(one.path, { force: true });
    bytes -= one.bytes;
    removed += 1;
  }
  return removed;
}

/** The folder below the product's home; null where trained networks cannot be kept there. */
function statesBelow(home: string): string | null {
  if (!existsSync(home)) return null;
  const folder = join(home, "states");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // One that is there already may be on a file system that cannot be written.
    accessSync(folder, constants.W_OK);
    trimFolder(folder, STATES_BYTES_MAX);
    return folder;
  } catch {
    return null;
  }
}

/** Where data sets that were fetched lie, below the product's home. */
export function fetchedBelow(home: string): string {
  return join(home, "datasets");
}

/** Where engines that a command has installed lie, below the product's home. */
export function enginesBelow(home: string): string {
  return join(home, "engines");
}

/**
 * Where computing processes keep trained networks and look for data sets and engines. A home that is not there
 * or cannot be written costs time, no result: then nothing is kept.
 *
 * @param home of the product, made by whoever knows with which rights
 */
export function prepareFolders(home: string): ComputeFolders {
  const installed = enginesBelow(home);
  return { states: statesBelow(home), data: [fetchedBelow(home)], installed };
}
