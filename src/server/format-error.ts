/** The only place where an error becomes an answer: code from one list, words for people. */
import { randomUUID } from "node:crypto";
import { unwrapResolverError } from "@apollo/server/errors";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { ERROR_CODES, PlatformError, type ErrorCode } from "../domain/errors.ts";
import { toDatabaseFailure } from "./database-failure.ts";
import { withoutValue } from "./variables.ts";

type Path = readonly (string | number)[];

/** Codes of Apollo for what the caller wrote wrongly. */
const CALLER_MISTAKES = [
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "OPERATION_RESOLUTION_FAILURE",
];
/** A client of persisted queries waits for these two, as they are. */
const PROTOCOL_CODES = ["PERSISTED_QUERY_NOT_FOUND", "PERSISTED_QUERY_NOT_SUPPORTED"];

const MESSAGE_LENGTH = 500;

interface Told {
  readonly code: string;
  readonly message: string;
  readonly path?: Path | null;
}

function isKnownCode(code: unknown): code is ErrorCode {
  return ERROR_CODES.some((known) => known === code);
}

function tellMistake(message: string): Told {
  // graphql-js writes "more that".
  if (/Document contains more tha[nt] /.test(message)) return { code: "QUERY_TOO_LARGE", message };
  return { code: "BAD_INPUT", message: withoutValue(message) };
}

/** Some errors of Apollo have no code, but the status of a caller's mistake. */
function isMistake({ extensions: { code, http } }: GraphQLError): boolean {
  if (CALLER_MISTAKES.includes(String(code))) return true;
  if (typeof http !== "object" || http === null || !("status" in http)) return false;
  return typeof http.status === "number" && http.status >= 400 && http.status < 500;
}

function tellGraphQL(error: GraphQLError): Told | null {
  const { originalError, message } = error;
  if (originalError instanceof PlatformError) return originalError;
  const code = String(error.extensions["code"]);
  // Apollo gives every broken rule its own code; ours is on the error below.
  const own = originalError instanceof GraphQLError ? originalError.extensions["code"] : code;
  const known = [own, code].find((one) => isKnownCode(one) && one !== "INTERNAL");
  if (known !== undefined) return { code: known, message };
  if (PROTOCOL_CODES.includes(code)) return { code, message };
  if (isMistake(error)) return tellMistake(message);
  return originalError === undefined ? null : tell(originalError);
}

function tell(error: unknown): Told | null {
  if (error instanceof PlatformError) return error;
  if (error instanceof GraphQLError) return tellGraphQL(error);
  return error instanceof Error ? toDatabaseFailure(error) : null;
}

/**
 * Whatever is not on the list becomes INTERNAL with an id; what it was goes to the log under that
 * id, and nothing of it to the caller.
 */
export function createErrorFormatter(log: (line: string) => void) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { locations, path: answerPath } = formatted;
    const where = {
      ...(locations === undefined ? {} : { locations }),
      ...(answerPath === undefined ? {} : { path: answerPath }),
    };
    const told = tell(unwrapResolverError(error)) ?? tell(error);
    if (told !== null) {
      const { code, path = null } = told;
      const message = told.message.slice(0, MESSAGE_LENGTH);
      return { message, ...where, extensions: path === null ? { code } : { code, path } };
    }
    const id = randomUUID();
    const cause = unwrapResolverError(error);
    log(
      `INTERNAL ${id}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`,
    );
    const message = `Something went wrong on our side; the server's log has it under ${id}`;
    return { message, ...where, extensions: { code: "INTERNAL", id } };
  };
}
