import { randomUUID } from "node:crypto";
import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import type { ErrorCode } from "../domain/errors.ts";
import { LIMITS } from "./limits.ts";

interface Failure {
  readonly status: number;
  readonly code: ErrorCode;
  readonly told: string;
}

function answer(response: Response, status: number, code: ErrorCode, message: string): void {
  response.status(status).json({ errors: [{ message, extensions: { code } }] });
}

export const answerNotFound: RequestHandler = (_request, response) => {
  answer(response, 404, "NOT_FOUND", "There is nothing here; the API is at /graphql");
};

function typeOf(error: unknown): string {
  return error instanceof Error && "type" in error ? String(error.type) : "";
}

function describe(error: unknown, log: (line: string) => void): Failure {
  const type = typeOf(error);
  if (type === "entity.too.large") {
    const told = `The body is larger than ${LIMITS.bodyBytes} bytes`;
    return { status: 413, code: "QUERY_TOO_LARGE", told };
  }
  if (type !== "") {
    const told = "The body is not JSON in UTF-8; send one JSON object";
    return { status: 400, code: "BAD_INPUT", told };
  }
  const id = randomUUID();
  log(`INTERNAL ${id}: ${error instanceof Error ? (error.stack ?? "") : String(error)}`);
  const told = `Something went wrong on our side; the server's log has it under ${id}`;
  return { status: 500, code: "INTERNAL", told };
}

/** What went wrong before Apollo saw the request: mostly its body. */
export function answerHttpError(log: (line: string) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, code, told } = describe(error, log);
    answer(response, status, code, told);
  };
}
