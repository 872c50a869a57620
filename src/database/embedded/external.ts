import { Client } from "pg";
import { PlatformError } from "../../domain/errors.ts";

const OLDEST_MAJOR = 14;
const CONNECT_MS = 10_000;

/** The address without the password, for people. */
function describe(client: Client): string {
  return `${client.user ?? "?"}@${client.host}:${client.port}/${client.database ?? ""}`;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing answers there; start that PostgreSQL or correct host and port",
  ENOTFOUND: "the host name is not known; correct it",
  EAI_AGAIN: "the host name cannot be looked up now; check the network",
  ENOENT: "there is no such socket; start that PostgreSQL or correct the path",
  EACCES: "this account may not open its socket",
  ETIMEDOUT: "it does not answer in time; check host, port and firewall",
  EHOSTUNREACH: "the host cannot be reached; check the network",
  ECONNRESET: "it closed the connection; check that it is a PostgreSQL",
  "28P01": "it refuses user name or password; correct them",
  "28000": "it refuses this user from here (pg_hba.conf); if it wants TLS add ?sslmode=require",
  "3D000": "there is no such database; create it",
  "53300": "it has no connection left; raise its max_connections",
  "57P03": "it is starting or stopping; try again in a moment",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed; add &sslrootcert=<file>",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not trusted; add &sslrootcert=<file>",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not trusted; add &sslrootcert=<file>",
};

function explain(client: Client, error: unknown): PlatformError {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  const known =
    REASONS[code] ??
    (message.includes("timeout") ? REASONS["ETIMEDOUT"] : undefined) ??
    (message.includes("does not support SSL") ? "it has no TLS; drop sslmode" : undefined);
  return new PlatformError(
    "DATABASE_UNAVAILABLE",
    `DATABASE_URL (${describe(client)}): ${known ?? `it cannot be used (${code || message})`}.`,
    { cause: error },
  );
}

function createClient(url: string): Client {
  try {
    return new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  } catch {
    // What the parser says repeats the URL, and so the password.
    throw new PlatformError(
      "BAD_CONFIGURATION",
      "DATABASE_URL: the value given is not postgresql://user:password@host:5432/database " +
        "(write special characters of the password as %-codes).",
    );
  }
}

/**
 * @param number server_version_num, such as 150004
 * @param name server_version, such as "15.4 (Debian)"
 * @throws PlatformError DATABASE_UNSUPPORTED
 */
export function assertSupported(number: number, name: string, where: string): void {
  if (Math.floor(number / 10_000) >= OLDEST_MAJOR) return;
  throw new PlatformError(
    "DATABASE_UNSUPPORTED",
    `DATABASE_URL (${where}): it is PostgreSQL ${name}, ${OLDEST_MAJOR} or later is needed; ` +
      `upgrade it, or unset DATABASE_URL.`,
  );
}

/**
 * Checks that a PostgreSQL that is not ours can be used.
 *
 * @throws PlatformError naming the cause; never with the password
 */
export async function checkExternal(url: string): Promise<void> {
  const client = createClient(url);
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ number: string; name: string }>(
      `SELECT current_setting('server_version_num') AS number,
              current_setting('server_version') AS name`,
    );
    const { number = "0", name = "?" } = rows[0] ?? {};
    assertSupported(Number(number), name, describe(client));
  } catch (error) {
    throw error instanceof PlatformError ? error : explain(client, error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
