/** SQLSTATE classes and system errors that speak of the connection, not of the statement. */
const CONNECTION_CODES =
  /^(08\w{3}|57P0[1-5]|53300|25P03|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT)$/;
const CONNECTION_WORDS =
  /connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable|connection error|server closed/i;

/** Somebody else held a row for too long, or two waited for each other: nothing was written. */
const CONTENTION_CODES = /^(55P03|40P01|40001)$/;

export function isContention(error: unknown): boolean {
  return error instanceof Error && "code" in error && CONTENTION_CODES.test(String(error.code));
}

/** Whether an error says that the database is away for now, so that trying again later may help. */
export function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && CONNECTION_CODES.test(String(error.code))) return true;
  return CONNECTION_WORDS.test(error.message) || isDatabaseGone(error.cause);
}
