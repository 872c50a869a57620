import { PlatformError } from "../domain/errors.ts";

/** Codes of Node and SQLSTATE (classes 08, 57P) by which the database says that it is not there. */
const UNAVAILABLE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT|53300|08...|57P0[123])$/;
const UNAVAILABLE_TEXT = /connection terminated|timeout exceeded when trying to connect/i;
const STATEMENT_CANCELLED = "57014";
const LOCK_NOT_AVAILABLE = "55P03";

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

/** What a failure of the database means to a caller; null where it is something else. */
export function toDatabaseFailure(error: Error): PlatformError | null {
  const code = codeOf(error);
  if (UNAVAILABLE.test(code) || UNAVAILABLE_TEXT.test(error.message)) {
    const told = "The database is not reachable at the moment; try again in a few seconds";
    return new PlatformError("DATABASE_UNAVAILABLE", told, { cause: error });
  }
  if (code === STATEMENT_CANCELLED || code === LOCK_NOT_AVAILABLE) {
    const told = "The answer took too long and was given up; ask for a smaller page";
    return new PlatformError("TIMEOUT", told, { cause: error });
  }
  return null;
}
