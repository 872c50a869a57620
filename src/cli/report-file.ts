import { randomUUID } from "node:crypto";
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { PlatformError } from "../domain/errors.ts";
import { shellWord } from "../exports/shell-word.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOTDIR: "a part of its path is a file, not a folder",
  EISDIR: "it is a folder: name a file in it",
  EACCES: "there is no permission to write there",
  EPERM: "there is no permission to write there",
  EROFS: "the file system can only be read",
  ENAMETOOLONG: "its name is too long",
  EBUSY: "another file system is mounted there",
  ELOOP: "its path leads in a circle of links",
  ERR_INVALID_ARG_VALUE: "its path has a NUL character in it: name another",
};

/** Of a path and the folders above it, the link that leads nowhere: not there, and no folder can be made. */
function lostLinkIn(path: string): string | null {
  const [lost] = missingFrom(resolve(path)).slice(-1);
  if (lost === undefined) return null;
  return lstatSync(lost, { throwIfNoEntry: false })?.isSymbolicLink() === true ? lost : null;
}

function reasonOf(path: string, { code = "", message }: NodeJS.ErrnoException): string {
  const lost = code === "ENOENT" || code === "EEXIST" ? lostLinkIn(path) : null;
  if (lost !== null)
    return `${lost} is a link that leads nowhere: remove it or name another folder`;
  if (code === "ENOENT") return `its folder does not exist: mkdir -p ${shellWord(dirname(path))}`;
  return REASONS[code] ?? message;
}

/** Why a file or folder cannot be written, as an error that says what to do. */
export function cannotWrite(path: string, cause: unknown): PlatformError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new PlatformError("DISK_FULL", `${path} was not written: the disk is full`, { cause });
  }
  const reason = reasonOf(path, cause as NodeJS.ErrnoException);
  const told = `${path.replaceAll("\0", "\\0")} cannot be written: ${reason}`;
  return new PlatformError("BAD_INPUT", told, { cause });
}

interface Place {
  /** Behind links: a link stays one. */
  readonly path: string;
  /** Null where nothing is there yet. */
  readonly there: Stats | null;
  /** A device or a pipe cannot be replaced, only written to. */
  readonly isStream: boolean;
}

function placeOf(path: string): Place {
  const whole = resolve(path);
  const there = statSync(whole, { throwIfNoEntry: false }) ?? null;
  if (there?.isDirectory() ?? path.endsWith(sep)) {
    throw Object.assign(new Error("no file"), { code: "EISDIR" });
  }
  if (there === null) return { path: whole, there, isStream: false };
  const isStream = !there.isFile() || whole.startsWith("/dev/");
  // Where /dev/stdout leads is no path when it is a pipe.
  return { path: isStream ? whole : realpathSync(whole), there, isStream };
}

const besides = (path: string) => join(dirname(path), `.corollary-${randomUUID()}.tmp`);

/**
 * Finds out, before hours of computing, whether a file can be written, by making one beside it. What
 * is there already stays as it is.
 *
 * @throws PlatformError BAD_INPUT with the path and the reason, or DISK_FULL
 */
export function assertWritable(path: string): void {
  try {
    const { path: place, there, isStream } = placeOf(path);
    if (there !== null) closeSync(openSync(place, "r+"));
    if (isStream) return;
    const temporary = besides(place);
    closeSync(openSync(temporary, "wx"));
    rmSync(temporary);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/**
 * Writes beside and renames: whoever reads it sees the old file or the new one, never half of it.
 *
 * @throws PlatformError BAD_INPUT with the path and the reason, or DISK_FULL
 */
export function writeWhole(path: string, text: string): void {
  try {
    const { path: place, there, isStream } = placeOf(path);
    if (isStream) {
      writeFileSync(place, text);
      return;
    }
    const temporary = besides(place);
    try {
      const mode = there === null ? 0o666 : there.mode & 0o777;
      writeFileSync(temporary, text, { flag: "wx", flush: true, mode });
      renameSync(temporary, place);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/**
 * A folder and those above it that are not there, from the folder up. Made one by one: `recursive` never
 * comes back from a file system in which nothing can be made (/proc).
 */
export function missingFrom(folder: string): string[] {
  const isThere = statSync(folder, { throwIfNoEntry: false }) !== undefined;
  return isThere || dirname(folder) === folder ? [] : [folder, ...missingFrom(dirname(folder))];
}

/**
 * Makes a folder that files will be written to, before anything is computed; nothing without one.
 *
 * @throws PlatformError BAD_INPUT for a folder that cannot be made or written to
 */
export function prepareFolder(folder: string | undefined): void {
  if (folder === undefined) return;
  try {
    for (const one of missingFrom(resolve(folder)).toReversed()) mkdirSync(one);
  } catch (cause) {
    throw cannotWrite(folder, cause);
  }
  assertWritable(join(folder, "any-name.json"));
}
