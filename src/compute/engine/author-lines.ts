/** Which line of an author's program the tracer is at: for nodes, and for errors. */
import { PlatformError } from "../../domain/errors.ts";

/** A frame of the stack is the author's when it is neither of tfjs nor of this folder. */
function authorLine(stack: string): string | null {
  const own = /tfjs\.cjs|compute\/engine\/|node:/;
  const frame = stack
    .split("\n")
    .slice(1)
    .find((line) => /[/\\]/.test(line) && !own.test(line));
  const place = /([^/\\]+:\d+):\d+\)?$/.exec(frame ?? "");
  return place?.[1] ?? null;
}

/** Where the author's code stands now. The stack's text is made only when it is asked for. */
export function lineNow(): () => string | null {
  const here = new Error("here");
  return () => authorLine(here.stack ?? "");
}

/** An error with the line of the program that it is about, once. */
export function located(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof PlatformError && error.path !== null) return error;
  const line = authorLine(error.stack ?? "");
  const where = line === null ? "" : ` (${line})`;
  // A second pass through an outer kernel finds the path set and leaves the words alone.
  return new PlatformError("BAD_PROGRAM", `${error.message}${where}`, {
    path: line === null ? [] : [line],
    cause: error,
  });
}
