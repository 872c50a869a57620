import { PlatformError } from "../domain/errors.ts";
import { isDatabaseGone } from "../services/database-gone.ts";

/** SQLSTATE of a statement that ran out of time, and of a lock that was not given in time. */
const OUT_OF_TIME = ["57014", "55P03"];

/** What a failure of the database means to a caller; null where it is something else. */
export function toDatabaseFailure(error: Error): PlatformError | null {
  if (isDatabaseGone(error)) {
    const told = "The database is not reachable at the moment; try again in a few seconds";
    return new PlatformError("DATABASE_UNAVAILABLE", told, { cause: error });
  }
  if ("code" in error && OUT_OF_TIME.includes(String(error.code))) {
    const told = "The answer took too long and was given up; ask for a smaller page";
    return new PlatformError("TIMEOUT", told, { cause: error });
  }
  return null;
}
