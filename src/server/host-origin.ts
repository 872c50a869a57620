/** Against DNS rebinding and foreign pages: who the request says it talks to, and who sent it. */
import { isIP } from "node:net";
import { hostname } from "node:os";
import type { RequestHandler } from "express";

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "::1"];

function isLoopback(address: string): boolean {
  return LOOPBACK_NAMES.includes(address.toLowerCase()) || address.startsWith("127.");
}

/** The name in a Host header, without port and brackets; null when it is malformed. */
function nameOf(host: string | undefined): string | null {
  if (host === undefined) return null;
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host);
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

/**
 * A rebinding attack always comes under a name that its attacker owns. On loopback only loopback
 * names pass. Beyond it any literal address passes too, and this machine's own name.
 *
 * @param boundTo the address that the server listens on
 * @param further names in lower case that were configured, such as that of a proxy in front
 */
export function isKnownHost(
  host: string | undefined,
  boundTo: string,
  further: readonly string[] = [],
): boolean {
  const name = nameOf(host);
  if (name === null) return false;
  if ([...LOOPBACK_NAMES, boundTo.toLowerCase(), ...further].includes(name)) return true;
  if (isLoopback(boundTo)) return false;
  return isIP(name) !== 0 || name === hostname().toLowerCase();
}

/** A browser's Origin must be the very host that it talks to; without one, it is no browser. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  return host !== undefined && /^https?:\/\/(.+)$/.exec(origin)?.[1] === host;
}

/** Answers 403 to a foreign Host or Origin. */
export function refuseForeign(boundTo: string, further?: readonly string[]): RequestHandler {
  return (request, response, next) => {
    const { host, origin } = request.headers;
    const known = isKnownHost(host, boundTo, further);
    if (known && isOwnOrigin(origin, host)) {
      next();
      return;
    }
    const what = known ? "Origin" : "Host";
    const message =
      `${what}: this server does not answer to that ${what.toLowerCase()}; open it under the ` +
      "address that it printed, or name its host in COROLLARY_HOSTS";
    response.status(403).json({ errors: [{ message, extensions: { code: "FORBIDDEN" } }] });
  };
}
