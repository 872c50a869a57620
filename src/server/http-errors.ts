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

/** The status of a caller's mistake that body parser, file server or router found; else null. */
function mistakeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !("status" in error)) return null;
  const { status } = error;
  return typeof status === "number" && status >= 400 && status < 500 ? status : null;
}

const MISTAKES: Partial<Record<number, Omit<Failure, "status">>> = {
  404: { code: "NOT_FOUND", told: "There is nothing here; the API is at /graphql" },
  412: { code: "CONFLICT", told: "The file is not the one that the request's conditions name" },
  413: { code: "QUERY_TOO_LARGE", told: `The body is larger than ${LIMITS.bodyBytes} bytes` },
  415: { code: "BAD_INPUT", told: "The body's charset or encoding is not known; send UTF-8" },
  416: { code: "BAD_INPUT", told: "The range lies beyond the end of the file" },
};

function describe(error: unknown, isApi: boolean, log: (line: string) => void): Failure {
  const status = mistakeOf(error);
  if (status !== null) {
    const told = isApi
      ? "The body is not JSON in UTF-8; send one JSON object"
      : "The request is malformed";
    return { status, ...(MISTAKES[status] ?? { code: "BAD_INPUT", told }) };
  }
  const id = randomUUID();
  log(`INTERNAL ${id}: ${error instanceof Error ? (error.stack ?? "") : String(error)}`);
  const told = `Something went wrong on our side; the server's log has it under ${id}`;
  return { status: 500, code: "INTERNAL", told };
}

/** What went wrong before Apollo saw the request: mostly its body. */
export function answerHttpError(log: (line: string) => void): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, code, told } = describe(error, request.path.startsWith("/graphql"), log);
    answer(response, status, code, told);
  };
}
