import { PlatformError } from "../domain/errors.ts";

const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there; start PostgreSQL or correct host and port",
  ENOENT: "there is no such socket; start PostgreSQL or correct the folder",
  EACCES: "this account may not open the socket",
  ENOTFOUND: "its host name is unknown",
  EAI_AGAIN: "its host name cannot be looked up now",
  ETIMEDOUT: "it does not answer; correct host and port, or open the firewall",
  ECONNRESET: "the connection was cut while it was being made",
  "28P01": "it refuses the user or the password",
  "3D000": "it has no database of that name; create it with createdb",
  "42501": "the user may not create tables there",
  "53300": "it has no connection left; raise max_connections or close some",
  "57P03": "it is still starting or is being shut down; try again in a moment",
};

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

function causeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/no encryption|SSL off|SSL connection is required/i.test(message)) {
    return "it wants TLS; add ?sslmode=require to the URL";
  }
  if (/does not support SSL/i.test(message)) {
    return "it has no TLS; take sslmode out of the URL";
  }
  if (/connection timeout|timeout expired/i.test(message)) return CAUSES["ETIMEDOUT"] ?? message;
  const code = codeOf(error);
  if (code === "28000") return "it does not let this user in from here (pg_hba.conf)";
  return (code === undefined ? undefined : CAUSES[code]) ?? "it cannot be used";
}

/** Where a database is, in words that are safe to print: never the password. */
export function describeDatabase(url: string): string {
  const match = /^postgres(?:ql)?:\/\/(?:[^@/]*@)?([^/?]*)\/?([^?]*)(?:\?(.*))?$/i.exec(url);
  if (match === null) return "the database";
  const [, host = "", name = "", query = ""] = match;
  const socket = new URLSearchParams(query).get("host");
  return `database "${decodeURIComponent(name)}" at ${socket ?? (host === "" ? "localhost" : host)}`;
}

/** One line that names the cause of a failed connection; the driver's own words may hold secrets. */
export function toConnectionError(error: unknown, url: string): PlatformError {
  if (error instanceof PlatformError) return error;
  const where = describeDatabase(url);
  return new PlatformError("DATABASE_UNAVAILABLE", `${where} is not available: ${causeOf(error)}`, {
    cause: error,
  });
}
