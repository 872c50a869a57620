import { spawn } from "node:child_process";
import { once } from "node:events";
import { PlatformError } from "../domain/errors.ts";

export interface ToolOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ToolResult {
  readonly ok: boolean;
  /** What it wrote to both of its outputs. */
  readonly output: string;
}

/** A tool that was told to end and has not within this time is killed. */
const GRACE_MS = 2_000;

function interrupted(): PlatformError {
  return new PlatformError("INTERRUPTED", "stopped before it was done");
}

/** What the system said in place of starting a program; other errors pass unchanged. */
function notStarted(program: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall?.startsWith("spawn") !== true) return error;
  const told = `${program} is here and cannot be started (${code ?? "for no reason"})`;
  return new PlatformError("ENGINE_UNAVAILABLE", `${told}: see that it may be executed`);
}

/** Ends a group of processes: a compiler and pip have children, which would go on. */
function endGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/**
 * Ends the tool's group when the signal comes, or when this process ends by itself: a group of its
 * own gets no Ctrl-C from the terminal. Whoever is left of it when its leader has ended is killed: it
 * may not heed the signal, and without the tool's outputs nobody would see it.
 *
 * @returns what to do when it has ended
 */
function watch(leader: number, signal: AbortSignal | undefined): () => void {
  let grace: NodeJS.Timeout | undefined;
  const kill = () => {
    endGroup(leader, "SIGKILL");
  };
  const stop = () => {
    endGroup(leader, "SIGTERM");
    grace = setTimeout(kill, GRACE_MS);
  };
  signal?.addEventListener("abort", stop, { once: true });
  process.once("exit", kill);
  return () => {
    clearTimeout(grace);
    signal?.removeEventListener("abort", stop);
    process.off("exit", kill);
    if (signal?.aborted) kill();
  };
}

/**
 * Runs a program of the machine to its end.
 *
 * @returns null where there is no such program
 * @throws PlatformError INTERRUPTED when the signal ends it, and all that it had started;
 *         ENGINE_UNAVAILABLE for one that may not be executed
 */
export async function runTool(
  program: string,
  args: readonly string[],
  { signal }: ToolOptions = {},
): Promise<ToolResult | null> {
  if (signal?.aborted) throw interrupted();
  const child = spawn(program, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const unwatch = child.pid === undefined ? () => undefined : watch(child.pid, signal);
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
    throw notStarted(program, error);
  } finally {
    unwatch();
  }
}
