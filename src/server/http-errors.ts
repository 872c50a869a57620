import { randomUUID } from "node:crypto";
import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import type { ErrorCode } from "../domain/errors.ts";
import { LIMITS } from "./limits.ts";

function answer(response: Response, status: number, code: ErrorCode, message: string): void {
  response.status(status).json({ errors: [{ message, extensions: { code } }] });
}

export const answerNotFound: RequestHandler = (_request, response) => {
  answer(response, 404, "NOT_FOUND", "There is nothing here; the API is at /graphql");
};

function typeOf(error: unknown): string {
  return error instanceof Error && "type" in error ? String(error.type) : "";
}

/** What went wrong before Apollo saw the request: mostly its body. */
export function answerHttpError(log: (line: string) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const type = typeOf(error);
    if (type === "entity.too.large") {
      const told = `The body is larger than ${LIMITS.bodyBytes} bytes`;
      return answer(response, 413, "QUERY_TOO_LARGE", told);
    }
    if (type !== "") {
      return answer(
        response,
        400,
        "BAD_INPUT",
        "The body is not JSON in UTF-8; send one JSON object",
      );
    }
    const id = randomUUID();
    log(`INTERNAL ${id}: ${error instanceof Error ? (error.stack ?? "") : String(error)}`);
    const told = `Something went wrong on our side; the server's log has it under ${id}`;
    return answer(response, 500, "INTERNAL", told);
  };
}
