import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../domain/canonical.ts";
import { PlatformError } from "../../domain/errors.ts";
import { decodeState, encodeState, type StoredState } from "./state-file.ts";

export type { StoredState } from "./state-file.ts";

/**
 * States of computations by key. The key is whatever decides the result, so that a state never
 * serves another computation; a file is whole or it is refused.
 */
export interface StateStore {
  /**
   * The newest state that was saved, or null where there is none.
   *
   * @throws PlatformError BAD_CHECKPOINT for a file that is damaged, foreign or of another key: the
   *   caller computes again, says so, and saves over it
   */
  load(key: string): Promise<StoredState | null>;
  /** After it returns, the state outlives a kill and a loss of power. */
  save(key: string, state: StoredState): Promise<void>;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
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
  const beside = join(folder, `${name}.${randomUUID()}.tmp`);
  try {
    await writeDurably(beside, bytes);
    await rename(beside, join(folder, name));
  } catch (cause) {
    await rm(beside, { force: true });
    const words = cause instanceof Error ? cause.message : String(cause);
    const isFull = cause instanceof Error && "code" in cause && cause.code === "ENOSPC";
    const code = isFull ? "DISK_FULL" : "DATA_FOLDER_UNUSABLE";
    throw new PlatformError(code, `a checkpoint cannot be written: ${words}`, { cause });
  }
  await syncFolder(folder);
}

/** A store of one file a key; the folder is made when something is first saved. */
export function openStateStore(folder: string): StateStore {
  const nameOf = (key: string) => `${sha256(key)}.state`;
  return {
    async load(key) {
      try {
        return decodeState(key, await readFile(join(folder, nameOf(key))));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async save(key, state) {
      await mkdir(folder, { recursive: true });
      await replace(folder, nameOf(key), encodeState(key, state));
    },
  };
}
