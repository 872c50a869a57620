import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { RequestedAnswer } from "../compute/measures/requested/index.ts";
import { PlatformError } from "../domain/errors.ts";

export interface ThreadInput {
  readonly name: string;
  readonly input: unknown;
}

export type ThreadOutput =
  | { readonly answer: RequestedAnswer }
  | { readonly refusal: Pick<PlatformError, "code" | "message" | "path"> };

const EXTENSION = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
const THREAD = new URL(`./measure-thread${EXTENSION}`, import.meta.url);

/**
 * Applies a measure in a thread of its own, which ends at once when the signal aborts.
 *
 * @throws PlatformError BAD_INPUT with the path of what does not fit together, or INTERRUPTED
 */
export async function applyMeasure(
  asked: ThreadInput,
  signal: AbortSignal,
): Promise<RequestedAnswer> {
  const thread = new Worker(THREAD, { workerData: asked });
  try {
    const [output] = (await once(thread, "message", { signal })) as [ThreadOutput];
    if ("answer" in output) return output.answer;
    const { code, message, path } = output.refusal;
    throw new PlatformError(code, message, path === null ? {} : { path });
  } finally {
    await thread.terminate();
  }
}
