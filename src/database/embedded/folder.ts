import { accessSync, chmodSync, constants, mkdirSync, statfsSync, statSync } from "node:fs";
import { PlatformError } from "../../domain/errors.ts";

/** File systems of other machines, by the magic numbers of statfs(2). */
const NETWORK_SHARES = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
]);

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "this account may not write there",
  EPERM: "this account may not change it",
  EROFS: "the file system is read-only",
  ENOENT: "it cannot be made: a link leads nowhere, or the file system is read-only",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "it is a file, not a folder",
  ENAMETOOLONG: "a name in the path is too long",
  ELOOP: "the path goes round in symbolic links",
};

const ELSEWHERE = "set COROLLARY_HOME to another folder";

export function unusable(folder: string, reason: string, fix: string): PlatformError {
  return new PlatformError("DATA_FOLDER_UNUSABLE", `${folder}: ${reason}; ${fix}.`);
}

/** Turns what the file system says about a folder into a sentence; other errors pass unchanged. */
export function explainFolderError(folder: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new PlatformError(
      "DISK_FULL",
      `${folder}: the disk is full; free 200 MB and start again, or ${ELSEWHERE}.`,
      { cause: error },
    );
  }
  const reason = REASONS[code];
  if (reason === undefined) return error;
  return new PlatformError(
    "DATA_FOLDER_UNUSABLE",
    `${folder}: ${reason}; make it writable, or ${ELSEWHERE}.`,
    { cause: error },
  );
}

/** Makes a folder with exactly this mode, whatever the umask. An existing one keeps its own. */
export function makeFolder(folder: string, mode: number): void {
  try {
    const first = mkdirSync(folder, { recursive: true, mode });
    if (first !== undefined) chmodSync(folder, mode);
  } catch (error) {
    throw explainFolderError(folder, error);
  }
}

/**
 * Refuses a folder that cannot hold a database: one line naming the path, the reason, the fix.
 *
 * @throws PlatformError DATA_FOLDER_UNUSABLE
 */
export function checkFolder(folder: string): void {
  const stats = statSync(folder);
  if (!stats.isDirectory()) throw unusable(folder, "it is no folder", ELSEWHERE);
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw explainFolderError(folder, error);
  }
  const isSticky = (stats.mode & 0o1000) !== 0;
  if ((stats.mode & 0o002) !== 0 && !isSticky) {
    const reason = "every account of this machine may replace what is in it";
    throw unusable(folder, reason, `run \`chmod 755 '${folder}'\``);
  }
  const share = NETWORK_SHARES.get(statfsSync(folder).type);
  if (share !== undefined) {
    const reason = `it is on a network share (${share}), which does not keep a database safe`;
    throw unusable(folder, reason, `set COROLLARY_HOME to a folder on a disk of this machine`);
  }
}
