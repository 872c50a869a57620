import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { WorkerOrder } from "./worker.ts";

export interface WorkerProcess {
  readonly pid: number;
  /** Everything it has said so far. */
  readonly lines: readonly string[];
  /** The next line, or one said already, that holds the words. */
  says(words: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Settles when it has ended and all that it said was read. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));
const TRANSPILE = new URL("./transpile.mjs", import.meta.url).href;

/** Starts a worker as a process of its own; it has said "ready" when this settles. */
export async function startWorkerProcess(order: WorkerOrder): Promise<WorkerProcess> {
  const flags = ["--disable-warning=ExperimentalWarning", "--import", TRANSPILE];
  const child = spawn(process.execPath, [...flags, WORKER, JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const heard = new EventTarget();
  let rest = "";
  let hasEnded = false;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    heard.dispatchEvent(new Event("line"));
  });
  const ended = once(child, "close").then(([code, signal]) => {
    hasEnded = true;
    heard.dispatchEvent(new Event("line"));
    return { code: code as number | null, signal: signal as NodeJS.Signals | null };
  });
  const says = async (words: string): Promise<void> => {
    while (!lines.some((line) => line.includes(words))) {
      if (hasEnded) throw new Error(`worker ended; it said:\n${lines.join("\n")}`);
      await once(heard, "line");
    }
  };
  await says("ready");
  return {
    pid: child.pid ?? 0,
    ...{ lines, says, ended },
    kill: (signal) => void child.kill(signal),
  };
}
