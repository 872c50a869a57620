import { PlatformError } from "../domain/errors.ts";
import { isContention, isDatabaseGone } from "../services/database-gone.ts";

/** SQLSTATE of a statement that ran out of time. */
const OUT_OF_TIME = "57014";

/** What a failure of the database means to a caller; null where it is something else. */
export function toDatabaseFailure(error: Error): PlatformError | null {
  if (isDatabaseGone(error)) {
    const told = "The database is not reachable at the moment; try again in a few seconds";
    return new PlatformError("DATABASE_UNAVAILABLE", told, { cause: error });
  }
  if (isContention(error)) {
    const told = "Others held what this needs for too long; nothing was written: try again";
    return new PlatformError("TIMEOUT", told, { cause: error });
  }
  if ("code" in error && error.code === OUT_OF_TIME) {
    const told = "The answer took too long and was given up; ask for a smaller page";
    return new PlatformError("TIMEOUT", told, { cause: error });
  }
  return null;
}
