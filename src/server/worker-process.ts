import { randomBytes } from "node:crypto";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { ownerName } from "../worker/owner-name.ts";

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
  /** A worker did not end by itself: what it held, under this name, can be handed on at once. */
  readonly onDeath?: (owner: string, how: string) => Promise<unknown>;
}

interface Started {
  readonly child: ChildProcess;
  readonly token: string;
}

function start({ root, script, log }: WorkerOptions): Started {
  const token = randomBytes(4).toString("hex");
  // The channel closes when this process is killed; the worker then stops as on SIGTERM.
  const watch = join(root, "scripts", "lib", "orphan-watch.mjs");
  const child = spawn(process.execPath, ["--import", watch, script, token], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  if (child.stdout !== null) createInterface({ input: child.stdout }).on("line", log);
  return { child, token };
}

/** Where the database is away the worker's silence does it later. */
async function handOn({ onDeath, log }: WorkerOptions, owner: string, how: string): Promise<void> {
  try {
    await onDeath?.(owner, how);
  } catch (error) {
    log(`handing on its work: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Keeps one worker process alive until it is told to stop. */
export function keepWorker(options: WorkerOptions): WorkerProcess {
  const stopping = new AbortController();
  let { child, token } = start(options);

  const isStopping = () => stopping.signal.aborted;

  async function keep(): Promise<void> {
    const { firstPauseMs = FIRST_PAUSE_MS } = options;
    let pauseMs = firstPauseMs;
    for (;;) {
      const startedAt = performance.now();
      const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
      const how = signal ?? `exit ${code ?? "?"}`;
      const handedOn =
        code === 0 ? undefined : handOn(options, ownerName(child.pid ?? 0, token), how);
      if (isStopping()) return handedOn;
      options.log(`worker ended (${how}), starting another`);
      if (performance.now() - startedAt > HEALTHY_MS) pauseMs = firstPauseMs;
      await Promise.all([
        handedOn,
        pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined),
      ]);
      if (isStopping()) return;
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      ({ child, token } = start(options));
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
