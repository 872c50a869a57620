import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { PlatformError } from "../../domain/errors.ts";

/** An account of the system that the database server runs as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Without rights, in order of preference. None is ever created. */
const ACCOUNTS = ["postgres", "_postgres", "nobody"];

function listAccounts(): Account[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 4)
    .map(([name = "", , uid = "", gid = ""]) => {
      // macOS writes nobody's id as -2.
      return { name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
    });
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The owner of an existing data folder: PostgreSQL serves a folder for its owner alone. */
function ownerOf(dataFolder: string): Account | null {
  const stats = statSync(dataFolder, { throwIfNoEntry: false });
  if (stats === undefined || stats.uid === 0) return null;
  const known = listAccounts().find(({ uid }) => uid === stats.uid);
  return known ?? { name: `uid ${stats.uid}`, uid: stats.uid, gid: stats.gid };
}

/**
 * Whom the server runs as. PostgreSQL refuses to run as root, so root hands it to the owner of the
 * data folder or, for a new one, to an account without rights.
 *
 * @returns null when it runs as the account of this process
 */
export function chooseAccount(dataFolder: string): Account | null {
  if (!isRoot()) return null;
  const owner = ownerOf(dataFolder);
  if (owner !== null) return owner;
  const accounts = listAccounts();
  for (const wanted of ACCOUNTS) {
    const account = accounts.find(({ name, uid }) => name === wanted && uid !== 0);
    if (account !== undefined) return account;
  }
  throw new PlatformError(
    "DATABASE_UNSUPPORTED",
    "PostgreSQL refuses to run as root, and there is no account without rights to hand it to " +
      `(looked for ${ACCOUNTS.join(", ")}): start as an ordinary user, ` +
      "or set DATABASE_URL to a PostgreSQL of your own.",
  );
}

/** Whether an account may pass through every folder down to and including `folder`. */
export function canReach(account: Account, folder: string): boolean {
  const { mode, uid, gid } = statSync(folder);
  const execute = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  if ((mode & execute) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || canReach(account, parent);
}
