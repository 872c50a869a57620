import { createHash, timingSafeEqual } from "node:crypto";
import { GraphQLError } from "graphql";

/** Whose idempotency keys a request uses. There is one owner until tokens have a table. */
export const OWNER = "owner";

export type Standing = "owner" | "anonymous" | "wrong token";

function sameText(left: string, right: string): boolean {
  const [a, b] = [left, right].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

/**
 * Without a configured token whoever reaches the (loopback) port is the owner.
 *
 * @param authorization the request's Authorization header
 */
export function standingOf(authorization: string | undefined, token: string | null): Standing {
  if (token === null) return "owner";
  if (authorization === undefined) return "anonymous";
  const [, given] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
  return given !== undefined && sameText(given, token) ? "owner" : "wrong token";
}

/** @throws GraphQLError UNAUTHENTICATED (401): a mutation without the token, anything with a wrong one */
export function assertMay(
  operation: "query" | "mutation" | "subscription",
  standing: Standing,
): void {
  if (standing === "owner" || (standing === "anonymous" && operation === "query")) return;
  const message =
    standing === "anonymous"
      ? "A mutation needs the server's token: send it as `Authorization: Bearer <COROLLARY_TOKEN>`"
      : "The token is not this server's: send the value of its COROLLARY_TOKEN, or no token to read";
  throw new GraphQLError(message, {
    extensions: { code: "UNAUTHENTICATED", http: { status: 401 } },
  });
}
