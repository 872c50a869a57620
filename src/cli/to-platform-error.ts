import { randomUUID } from "node:crypto";
import { PlatformError } from "../domain/errors.ts";

/** What a person is told of any error: what was not meant to happen is a bug, with a number of its own. */
export function toPlatformError(error: unknown, signal: AbortSignal): PlatformError {
  if (error instanceof PlatformError) return error;
  if (signal.aborted) return new PlatformError("INTERRUPTED", "stopped before it was done");
  const told =
    `a bug of ours (${randomUUID()}): run the same command with --debug and report what it ` +
    "prints";
  return new PlatformError("INTERNAL", told, { cause: error });
}
