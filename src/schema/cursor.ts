import { sha256 } from "../domain/canonical.ts";
import { PlatformError } from "../domain/errors.ts";

/** The place of a row in its list: the value of the list's order column. */
export type CursorKey = number | string;

const CHECK_CHARACTERS = 16;

function checkOf(list: string, key: string): string {
  return sha256(`cursor of ${list}: ${key}`).slice(0, CHECK_CHARACTERS);
}

/** An opaque cursor. It names its list, and carries a check so that an edited one is noticed. */
export function encodeCursor(list: string, key: CursorKey): string {
  const text = JSON.stringify(key);
  return Buffer.from(`${checkOf(list, text)}${text}`, "utf8").toString("base64url");
}

const keyKinds = {
  text: (key: unknown): key is string =>
    typeof key === "string" && !key.includes("\0") && key.isWellFormed(),
  sequence: (key: unknown): key is number => Number.isSafeInteger(key),
};

/** A list as its cursors know it: its name, and what orders it. */
export interface CursorList {
  readonly name: string;
  readonly keyKind: keyof typeof keyKinds;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The check of a cursor is no secret, so its key is looked at as well.
 *
 * @param list the one for which the cursor was made; a cursor of another list is refused
 * @throws PlatformError BAD_CURSOR for anything that `encodeCursor` did not make for this list
 */
export function decodeCursor(list: CursorList, cursor: string, argument: string): CursorKey {
  const decoded = Buffer.from(cursor, "base64url").toString("utf8");
  const key = parse(decoded.slice(CHECK_CHARACTERS));
  const isKey = keyKinds[list.keyKind];
  if (isKey(key) && encodeCursor(list.name, key) === cursor) return key;
  const told = `${argument}: is not a cursor of this list; pass one that it answered, unchanged`;
  throw new PlatformError("BAD_CURSOR", told, { path: [argument] });
}
