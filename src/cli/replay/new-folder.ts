/** A folder that is there whole or not at all, found to be possible before anything is computed. */
import { randomUUID } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { PlatformError } from "../../domain/errors.ts";
import { cannotWrite, missingFrom } from "../report-file.ts";

const badInput = (told: string) => new PlatformError("BAD_INPUT", told);

/** Of what may be there, only an empty folder can be replaced. */
function assertFree(out: string): void {
  if (out === "") throw badInput("--out names a new folder, such as --out run");
  if (out.includes("\0")) throw cannotWrite(out, { code: "ERR_INVALID_ARG_VALUE" });
  const path = resolve(out);
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (there.isSymbolicLink()) throw badInput(`${out} is a link: name a new folder`);
  if (!there.isDirectory()) throw cannotWrite(out, { message: "a file is there" });
  if (readdirSync(path).length > 0) {
    const why = "name a new one, so that nothing of another run is in it";
    throw badInput(`folder ${out} is not empty: ${why}`);
  }
  if (path === process.cwd()) throw badInput(`${out} is where you are: name a new folder in it`);
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody has put something there, or it was never made.
  }
}

/** Undone by the function that it answers with. */
function reserve(path: string, beside: string): () => void {
  const isThere = existsSync(path);
  const missing = missingFrom(dirname(path));
  const undo = () => {
    if (existsSync(beside)) rmSync(beside, { recursive: true });
    if (isThere && !existsSync(path)) mkdirSync(path);
    missing.forEach(removeEmpty);
  };
  try {
    for (const folder of [...missing.toReversed(), beside]) mkdirSync(folder);
    if (isThere) rmdirSync(path);
  } catch (error) {
    undo();
    throw error;
  }
  return undo;
}

/**
 * Makes a folder: written beside, then renamed. Where `write` fails all is as it was before.
 *
 * @throws PlatformError BAD_INPUT before `write` for a folder that cannot be made; else what `write` throws
 */
export async function makeWhole<T>(out: string, write: (folder: string) => Promise<T>): Promise<T> {
  const path = resolve(out);
  const beside = `${path}.corollary-${randomUUID()}.tmp`;
  let undo: (() => void) | null = null;
  try {
    assertFree(out);
    undo = reserve(path, beside);
    const written = await write(beside);
    renameSync(beside, path);
    return written;
  } catch (error) {
    undo?.();
    if (error instanceof Error && "syscall" in error) throw cannotWrite(out, error);
    throw error;
  }
}
