import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ClusterOptions } from "../../src/database/embedded/index.ts";

const SCRIPT = fileURLToPath(new URL("open-cluster.ts", import.meta.url));

interface Said {
  readonly url?: string;
  readonly home?: string;
  readonly pid?: number;
  readonly code?: string;
  readonly message?: string;
}

/** Another process that has a database open. */
export interface ClusterProcess extends Said {
  readonly child: ChildProcess;
  /** What it logged so far. */
  readonly logged: readonly string[];
  /** SIGTERM, and wait until it has closed and ended. */
  close(): Promise<void>;
  /** SIGKILL: no chance to close anything. */
  kill(): Promise<void>;
}

export interface SpawnAs {
  readonly uid?: number;
  readonly gid?: number;
  readonly env?: NodeJS.ProcessEnv;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "close");
  child.kill(signal);
  await ended;
}

/** Starts `open-cluster.ts` and waits for its answer: a database, or the error it met. */
export async function openInProcess(
  options: Omit<ClusterOptions, "log">,
  as: SpawnAs = {},
): Promise<ClusterProcess> {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
    ...as,
  });
  const logged: string[] = [];
  const said = await new Promise<Said>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => reject(new Error("it ended without an answer")));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const message = JSON.parse(line) as Said & { log?: string };
      if (message.log === undefined) resolve(message);
      else logged.push(message.log);
    });
  });
  return {
    ...said,
    child,
    logged,
    close: () => end(child, "SIGTERM"),
    kill: () => end(child, "SIGKILL"),
  };
}
