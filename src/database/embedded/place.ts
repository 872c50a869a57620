import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { canReach, isRoot, type Account } from "./account.ts";
import { checkFolder, explainFolderError, makeFolder, unusable } from "./folder.ts";

/** Kept in a home that the database's account cannot reach: where its data are instead. */
const RECORD = "location.json";
const recordSchema = z.object({ home: z.string(), place: z.string() });
type LocationRecord = z.infer<typeof recordSchema>;

/** Folders that survive a restart of the machine, in order of preference. */
const PARENTS = ["/var/lib", "/var/db", "/var/tmp"];

/** Others may pass through, not look: the database's account must, when it is not ours. */
const HOME_MODE = 0o711;

/**
 * Makes the data folder when it is not there, and sees that it can be used.
 *
 * @returns its path without symbolic links
 * @throws PlatformError DATA_FOLDER_UNUSABLE naming the path, the reason and the fix, or DISK_FULL
 */
export function makeHome(home: string): string {
  makeFolder(home, isRoot() ? HOME_MODE : 0o700);
  checkFolder(home);
  return realpathSync(home);
}

function readRecord(home: string): LocationRecord | null {
  const path = join(home, RECORD);
  if (!existsSync(path)) return null;
  try {
    return recordSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw unusable(path, "it does not say where the data are", "restore it, or delete it");
  }
}

/** A copied project must not serve the data of the one it was copied from; a moved one must. */
function belongsTo(record: LocationRecord, home: string): boolean {
  if (record.home === home) return true;
  return !existsSync(join(record.home, RECORD));
}

function record(home: string, place: string): string {
  const text = JSON.stringify({ home, place } satisfies LocationRecord, null, 2);
  writeFileSync(join(home, RECORD), `${text}\n`, { mode: 0o644 });
  return place;
}

function chooseElsewhere(home: string, account: Account): string {
  const parent = PARENTS.find((folder) => existsSync(folder) && canReach(account, folder));
  if (parent === undefined) {
    const reason = `the account ${account.name}, which runs the database, cannot reach it`;
    throw unusable(home, reason, "set COROLLARY_HOME to a folder that it can reach, such as /srv");
  }
  return record(home, join(parent, `corollary-${randomBytes(6).toString("hex")}`));
}

/**
 * The folder that holds the database: the home itself or, where the database's account cannot
 * reach that (a project below a closed /root), another one, recorded in the home and found again.
 *
 * @param home absolute path; made when it is not there
 */
export function resolvePlace(home: string, account: Account | null): string {
  const real = makeHome(home);
  if (account === null || canReach(account, real)) return real;
  try {
    const known = readRecord(real);
    const place =
      known !== null && belongsTo(known, real)
        ? record(real, known.place)
        : chooseElsewhere(real, account);
    makeFolder(place, HOME_MODE);
    checkFolder(place);
    return place;
  } catch (error) {
    throw explainFolderError(real, error);
  }
}

/** For folders made for one test run: `mkdtemp` closes them to the database's account. */
export function openToAccounts(folder: string): void {
  chmodSync(folder, HOME_MODE);
}
