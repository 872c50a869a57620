import { constants, existsSync } from "node:fs";
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { z } from "zod";
import type { Binaries } from "./binaries.ts";

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Static libraries and build settings: for those who compile against PostgreSQL. */
function isNeededToRun(file: string): boolean {
  return extname(file) !== ".a" && basename(file) !== "pkgconfig";
}

/** A umask of 077 would leave files that the database's account cannot read. */
async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openForReading(path);
    else if (entry.isFile()) await chmod(path, extname(entry.name) === "" ? 0o755 : 0o644);
  }
}

/** The links that the package's install script would make; install scripts never run here. */
async function makeLinks(native: string, folder: string): Promise<void> {
  const list: unknown = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8"));
  for (const { source, target } of symlinksSchema.parse(list)) {
    const from = join(folder, relative("native", source));
    const link = join(folder, relative("native", target));
    await symlink(relative(dirname(link), from), link);
  }
}

/**
 * A runnable copy of PostgreSQL that every account can read, made once for each version.
 * The caller holds the lock of `place`.
 *
 * @returns the folder that holds bin/, lib/ and share/
 */
export async function prepareRuntime(place: string, binaries: Binaries): Promise<string> {
  const parent = join(place, "runtime");
  const folder = join(parent, `postgresql-${binaries.version}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(parent, { recursive: true });
  await chmod(parent, 0o755);
  await cp(binaries.native, unfinished, {
    recursive: true,
    filter: isNeededToRun,
    mode: constants.COPYFILE_FICLONE,
  });
  await openForReading(unfinished);
  await makeLinks(binaries.native, unfinished);
  await rename(unfinished, folder);
  return folder;
}
