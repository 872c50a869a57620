import { PlatformError } from "../../../domain/errors.ts";

/** The words of ONNX Runtime, of TensorFlow, of C++ and of JavaScript. */
const NO_MEMORY =
  /failed to allocate memory|OOM when allocating|out of memory|bad_alloc|buffer allocation failed|invalid typed array length/i;

export function firstLine(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
}

/** That the machine has no memory for what a program asks for, which says nothing about a claim; else null. */
export function noMemory(runtime: string, cause: unknown): PlatformError | null {
  const words = firstLine(cause);
  if (!NO_MEMORY.test(words)) return null;
  const todo = "take a smaller batch, less data or another machine";
  const told = `${runtime} gets no memory for this program: ${todo} (${words})`;
  return new PlatformError("NOT_ENOUGH_MEMORY", told, { cause });
}

/** Why a call of a program came to nothing. */
export function callFailed(runtime: string, cause: unknown): PlatformError {
  const told = `${runtime} failed: ${firstLine(cause)}`;
  return noMemory(runtime, cause) ?? new PlatformError("VERIFICATION_FAILED", told, { cause });
}
