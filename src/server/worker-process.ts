import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

/** A worker that dies at once, again and again, must not keep the machine busy with starting it. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** One that lived this long did not die of its start. */
const HEALTHY_MS = 60_000;

export interface WorkerProcess {
  /** SIGTERM, and waits: the worker hands its job back within ten seconds. Idempotent. */
  stop(): Promise<void>;
}

interface WorkerOptions {
  /** Folder of the project. */
  readonly root: string;
  /** The compiled worker. */
  readonly script: string;
  readonly log: (line: string) => void;
  readonly firstPauseMs?: number;
}

function start({ root, script, log }: WorkerOptions): ChildProcess {
  // The channel closes when this process is killed; the worker then stops as on SIGTERM.
  const watch = join(root, "scripts", "lib", "orphan-watch.mjs");
  const child = spawn(process.execPath, ["--import", watch, script], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  if (child.stdout !== null) createInterface({ input: child.stdout }).on("line", log);
  return child;
}

/** Keeps one worker process alive until it is told to stop. */
export function keepWorker(options: WorkerOptions): WorkerProcess {
  const stopping = new AbortController();
  let child = start(options);

  const isStopping = () => stopping.signal.aborted;

  async function keep(): Promise<void> {
    const { firstPauseMs = FIRST_PAUSE_MS } = options;
    let pauseMs = firstPauseMs;
    for (;;) {
      const startedAt = performance.now();
      const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
      if (isStopping()) return;
      options.log(`worker ended (${signal ?? `exit ${code ?? "?"}`}), starting another`);
      if (performance.now() - startedAt > HEALTHY_MS) pauseMs = firstPauseMs;
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (isStopping()) return;
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      child = start(options);
    }
  }

  const kept = keep();
  return {
    async stop() {
      stopping.abort();
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await kept;
    },
  };
}
