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
];

function toUserError({ code, message, path }: PlatformError): UserError {
  return { code, message, path: path === null ? null : ["input", ...path.map(String)] };
}

/** The payload of a mutation: what the work gave, or `nothing` with what the caller did wrong. */
export async function settle<Outcome>(
  nothing: Outcome,
  work: () => Promise<Outcome>,
): Promise<Outcome & { errors: UserError[] }> {
  try {
    return { ...(await work()), errors: [] };
  } catch (error) {
    if (!(error instanceof PlatformError) || !CALLERS.includes(error.code)) throw error;
    return { ...nothing, errors: [toUserError(error)] };
  }
}
