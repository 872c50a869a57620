import { fork, type ChildProcess } from "node:child_process";
import type { RunRecord } from "../domain/evidence-record.ts";
import { PlatformError } from "../domain/errors.ts";
import type { Budget } from "../domain/verdict.ts";
import type { RunOutput } from "../verification/execute-run.ts";
import type { ChildMessage, ComputeOrder } from "./child-protocol.ts";

export interface ComputeRequest {
  /** Slug. */
  readonly claim: string;
  readonly budget: Budget;
  /** Runs that are kept from earlier; they are not computed again. */
  readonly completed: readonly RunRecord[];
}

export interface RunProgress {
  readonly done: number;
  readonly total: number;
  /** What this run took, by the child's monotonic clock. */
  readonly durationMs: number;
}

export interface ComputeOptions {
  /** Called run by run, in the order of the plan; the next call waits for the former. */
  onRun(output: RunOutput, progress: RunProgress): void | Promise<void>;
  readonly signal: AbortSignal;
  /** A module that exports `papers`; the product's own unless said otherwise. */
  readonly catalogue?: URL;
  /** Without a finished run for this long the child is taken for hung and killed. */
  readonly stallMs?: number;
}

const EXTENSION = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
const CHILD = new URL(`./child${EXTENSION}`, import.meta.url);
const CATALOGUE = new URL(`../papers/index${EXTENSION}`, import.meta.url);

/** A child that was told to end and has not within this time is killed. */
const GRACE_MS = 10_000;
/** One run at the largest budget is one step for us; a hung one must not hold a worker for ever. */
const STALL_MS = 30 * 60_000;
const STDERR_LINES_KEPT = 20;

/** The last lines that the child wrote to its standard error. */
function keepTail(child: ChildProcess): () => string {
  let tail = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    tail = (tail + text).split("\n").slice(-STDERR_LINES_KEPT).join("\n");
  });
  return () => tail.trim();
}

function describeEnd(
  code: number | null,
  signal: NodeJS.Signals | null,
  peakMemoryBytes: number,
  tail: string,
): string {
  const how = signal === null ? `with exit code ${code ?? "unknown"}` : `by signal ${signal}`;
  const memory = `${Math.round(peakMemoryBytes / 2 ** 20)} MiB when last heard of`;
  const words = tail === "" ? "it wrote nothing" : `it wrote: ${tail}`;
  return `the computing process ended ${how} (peak memory ${memory}); ${words}`;
}

/** SIGTERM, and SIGKILL for a child that does not heed it. */
function end(child: ChildProcess): void {
  child.kill("SIGTERM");
  const kill = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  child.once("exit", () => {
    clearTimeout(kill);
  });
}

/**
 * Computes the runs of a claim in a process of its own, which never outlives this one and sees
 * neither its environment nor the database.
 *
 * @throws PlatformError NOT_FOUND for a claim that the catalogue lacks, INTERRUPTED when the signal
 *   aborted, VERIFICATION_FAILED when the process died or hung; and whatever `onRun` throws
 */
export async function computeRuns(request: ComputeRequest, options: ComputeOptions): Promise<void> {
  const { signal, catalogue = CATALOGUE, stallMs = STALL_MS } = options;
  const interrupted = () => new PlatformError("INTERRUPTED", "the computation was interrupted");
  if (signal.aborted) throw interrupted();
  const child = fork(CHILD, {
    env: {},
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const tailOf = keepTail(child);
  const order: ComputeOrder = { ...request, catalogue: catalogue.href, parent: process.pid };

  await new Promise<void>((resolve, reject) => {
    let failure: unknown;
    let finished = false;
    let peakMemoryBytes = 0;
    let told = Promise.resolve();
    const giveUp = (error: unknown) => {
      failure ??= error;
      end(child);
    };
    const stalled = () => {
      const minutes = Math.round(stallMs / 60_000);
      const told = `no run was finished for ${minutes} minutes: the computing process hangs`;
      giveUp(new PlatformError("VERIFICATION_FAILED", told));
    };
    let watch = setTimeout(stalled, stallMs);
    const abort = () => {
      giveUp(interrupted());
    };
    signal.addEventListener("abort", abort, { once: true });

    child.on("message", (message: ChildMessage) => {
      clearTimeout(watch);
      watch = setTimeout(stalled, stallMs);
      if (message.kind === "finished") finished = true;
      if (message.kind === "refused") failure ??= new PlatformError("NOT_FOUND", message.message);
      if (message.kind !== "run") return;
      peakMemoryBytes = Math.max(peakMemoryBytes, message.peakMemoryBytes);
      const { output, done, total, durationMs } = message;
      told = told
        .then(() =>
          failure === undefined ? options.onRun(output, { done, total, durationMs }) : undefined,
        )
        .catch(giveUp);
    });
    child.once("error", giveUp);
    child.once("close", (code, killedBy) => {
      clearTimeout(watch);
      signal.removeEventListener("abort", abort);
      void told.then(() => {
        if (failure !== undefined) reject(failure as Error);
        else if (finished) resolve();
        else {
          const words = describeEnd(code, killedBy, peakMemoryBytes, tailOf());
          reject(new PlatformError("VERIFICATION_FAILED", words));
        }
      });
    });
    child.send(order);
  });
}
