import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../domain/canonical.ts";
import { PlatformError } from "../../domain/errors.ts";
import { badState, decodeState, encodeState, type StoredState } from "./state-file.ts";

export type { StoredState } from "./state-file.ts";

/**
 * States of computations by key. The key is whatever decides the result, so that a state never
 * serves another computation; a file is whole or it is refused.
 */
export interface StateStore {
  /**
   * The newest state that was saved, or null where there is none.
   *
   * @throws PlatformError BAD_CHECKPOINT for a file that cannot be read, is damaged, foreign or of
   *   another key: the caller computes again, says so, and saves over it
   */
  load(key: string): Promise<StoredState | null>;
  /** After it returns, the state outlives a kill and a loss of power. */
  save(key: string, state: StoredState): Promise<void>;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** A rename is kept only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, "w");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Written beside, then renamed: readers see the old state or the new one, never a part. */
async function replace(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  const beside = join(folder, `${name}.${randomUUID()}.tmp`);
  try {
    await writeDurably(beside, bytes);
    await rename(beside, join(folder, name));
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unusable(folder: string, cause: unknown): PlatformError {
  const advice = "make room or change its rights, or set COROLLARY_HOME to another folder";
  const told = `a checkpoint cannot be kept in ${folder}: ${describe(cause)}; ${advice}`;
  return new PlatformError(hasCode(cause, "ENOSPC") ? "DISK_FULL" : "DATA_FOLDER_UNUSABLE", told, {
    cause,
  });
}

/** A store of one file a key; the folder is made when something is first saved. */
export function openStateStore(folder: string): StateStore {
  const nameOf = (key: string) => `${sha256(key)}.state`;
  return {
    async load(key) {
      const bytes = await readFile(join(folder, nameOf(key))).catch((error: unknown) => {
        if (hasCode(error, "ENOENT")) return null;
        throw badState(`it cannot be read (${describe(error)})`);
      });
      return bytes === null ? null : decodeState(key, bytes);
    },
    async save(key, state) {
      await replace(folder, nameOf(key), encodeState(key, state)).catch((error: unknown) => {
        throw unusable(folder, error);
      });
    },
  };
}
