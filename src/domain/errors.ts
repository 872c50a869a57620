/** The closed list of error codes, the same in the API and on the command line. */
export const ERROR_CODES = [
  "BAD_INPUT",
  "BAD_CURSOR",
  "BAD_CONFIGURATION",
  "BAD_CLAIM",
  "BAD_PROGRAM",
  "BAD_CHECKPOINT",
  "NOT_FOUND",
  "CONFLICT",
  "IDEMPOTENCY_CONFLICT",
  "ALREADY_FINISHED",
  "ALREADY_RUNNING",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "QUERY_TOO_LARGE",
  "TIMEOUT",
  "DATA_FOLDER_UNUSABLE",
  "DATABASE_UNAVAILABLE",
  "DATABASE_UNSUPPORTED",
  "PORT_UNAVAILABLE",
  "DISK_FULL",
  "DATA_MISSING",
  "DATA_DAMAGED",
  "ENGINE_UNAVAILABLE",
  "NOT_ENOUGH_MEMORY",
  "VERIFICATION_FAILED",
  "UNSUPPORTED_EVIDENCE_VERSION",
  "DIGEST_MISMATCH",
  "NO_BASELINE",
  "INTERRUPTED",
  "INTERNAL",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Exit codes of every command: 5-fold and nothing else (README, "Exit codes"). */
export const EXIT = { done: 0, no: 1, wrongInput: 2, undecided: 3, failed: 4, interrupted: 130 };

const WRONG_INPUT: readonly ErrorCode[] = [
  "BAD_INPUT",
  "BAD_CURSOR",
  "BAD_CONFIGURATION",
  "BAD_CLAIM",
  "BAD_PROGRAM",
  "BAD_CHECKPOINT",
  "NOT_FOUND",
  "CONFLICT",
  "IDEMPOTENCY_CONFLICT",
  "ALREADY_FINISHED",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "QUERY_TOO_LARGE",
  "UNSUPPORTED_EVIDENCE_VERSION",
  "DIGEST_MISMATCH",
];

/** What is wrong with this machine and can be put right: no result, and nothing about a claim. */
const OF_THE_MACHINE: readonly ErrorCode[] = [
  "DATA_FOLDER_UNUSABLE",
  "DISK_FULL",
  "DATA_MISSING",
  "DATA_DAMAGED",
  "ENGINE_UNAVAILABLE",
  "NOT_ENOUGH_MEMORY",
];

export function isOfTheMachine(error: unknown): error is PlatformError {
  return error instanceof PlatformError && OF_THE_MACHINE.includes(error.code);
}

export function exitCodeOf(code: ErrorCode): number {
  if (code === "INTERRUPTED") return EXIT.interrupted;
  if (code === "NO_BASELINE") return EXIT.undecided;
  return WRONG_INPUT.includes(code) ? EXIT.wrongInput : EXIT.failed;
}

/** An error that a person is meant to read: what is wrong, where, and what to do. */
export class PlatformError extends Error {
  override readonly name = "PlatformError";
  readonly code: ErrorCode;
  /** Where in the caller's input, such as ["input", "budget"]. */
  readonly path: readonly (string | number)[] | null;

  constructor(
    code: ErrorCode,
    message: string,
    options: { path?: readonly (string | number)[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.path = options.path ?? null;
  }
}
