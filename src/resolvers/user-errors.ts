import { PlatformError, type ErrorCode } from "../domain/errors.ts";

interface UserError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly path: string[] | null;
}

/** What the caller can mend is part of the answer; all else is thrown. */
const CALLERS: readonly ErrorCode[] = [
  "BAD_INPUT",
  "NOT_FOUND",
  "CONFLICT",
  "IDEMPOTENCY_CONFLICT",
  "ALREADY_FINISHED",
  "NO_BASELINE",
  "ENGINE_UNAVAILABLE",
  "DATA_MISSING",
];

function toUserError({ code, message, path }: PlatformError): UserError {
  return { code, message, path: path === null ? null : ["input", ...path.map(String)] };
}

/**
 * The payload of a mutation: what the work gave, with what it had to leave out, or `nothing` with what
 * the caller did wrong.
 */
export async function settle<Outcome>(
  nothing: Outcome,
  work: () => Promise<Outcome & { readonly lacks?: readonly PlatformError[] }>,
): Promise<Outcome & { errors: UserError[] }> {
  try {
    const outcome = await work();
    return { ...outcome, errors: (outcome.lacks ?? []).map(toUserError) };
  } catch (error) {
    if (!(error instanceof PlatformError) || !CALLERS.includes(error.code)) throw error;
    return { ...nothing, errors: [toUserError(error)] };
  }
}
