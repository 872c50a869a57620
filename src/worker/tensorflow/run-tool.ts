import { spawn } from "node:child_process";
import { once } from "node:events";
import { PlatformError } from "../../domain/errors.ts";

export interface ToolOptions {
  readonly signal?: AbortSignal | undefined;
  readonly cwd?: string;
}

export interface ToolResult {
  readonly ok: boolean;
  /** What it wrote to both of its outputs. */
  readonly output: string;
}

function interrupted(): PlatformError {
  return new PlatformError("INTERRUPTED", "stopped before the engine was installed");
}

/**
 * Runs a program of the machine to its end.
 *
 * @returns null where there is no such program
 * @throws PlatformError INTERRUPTED when the signal ends it
 */
export async function runTool(
  program: string,
  args: readonly string[],
  { signal, cwd }: ToolOptions = {},
): Promise<ToolResult | null> {
  if (signal?.aborted) throw interrupted();
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const stop = () => void child.kill();
  signal?.addEventListener("abort", stop, { once: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  try {
    const [code] = (await once(child, "close")) as [number | null];
    if (signal?.aborted) throw interrupted();
    return { ok: code === 0, output: output.trim() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
