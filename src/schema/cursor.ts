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

/**
 * @param list the name under which the cursor was made; a cursor of another list is refused
 * @throws PlatformError BAD_CURSOR for anything that `encodeCursor` did not make for this list
 */
export function decodeCursor(list: string, cursor: string, argument: string): CursorKey {
  const decoded = Buffer.from(cursor, "base64url").toString("utf8");
  const text = decoded.slice(CHECK_CHARACTERS);
  if (decoded.slice(0, CHECK_CHARACTERS) === checkOf(list, text)) {
    const key: unknown = JSON.parse(text);
    if (typeof key === "number" || typeof key === "string") return key;
  }
  const told = `${argument}: is not a cursor of this list; pass one that it answered, unchanged`;
  throw new PlatformError("BAD_CURSOR", told, { path: [argument] });
}
