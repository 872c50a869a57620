import { once } from "node:events";
import { fork, type ChildProcess } from "node:child_process";
import type { RunRecord } from "../domain/evidence-record.ts";
import { PlatformError } from "../domain/errors.ts";
import type { Budget } from "../domain/verdict.ts";
import type { RunOutput } from "../verification/execute-run.ts";
import type { ChildMessage, ComputeOrder, VerifyingCode } from "./child-protocol.ts";

export interface ComputeRequest {
  /** Slug. */
  readonly claim: string;
  readonly budget: Budget;
  /** Runs that are kept from earlier; they are not computed again. */
  readonly completed: readonly RunRecord[];
  /** The code whose numbers are wanted: a child that loads other code computes nothing. */
  readonly code?: VerifyingCode;
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

/** What is known of a child when it has ended. */
interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly peakMemoryBytes: number;
  readonly lastWords: string;
}

function describeEnd({ code, signal, peakMemoryBytes, lastWords }: ChildEnd): string {
  const how = signal === null ? `with exit code ${code ?? "unknown"}` : `by signal ${signal}`;
  const memory = `${Math.round(peakMemoryBytes / 2 ** 20)} MiB when last heard of`;
  const words = lastWords === "" ? "it wrote nothing" : `it wrote: ${lastWords}`;
  return `the computing process ended ${how} (peak memory ${memory}); ${words}`;
}

function forkChild(): ChildProcess {
  return fork(CHILD, {
    // Nothing of our environment: it may hold the database's password or a token.
    env: {},
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

/** SIGTERM, and SIGKILL for a child that does not heed it. */
function endChild(child: ChildProcess): void {
  // One that has ended already does not end again, and the timer would keep this process alive.
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const kill = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  child.once("exit", () => {
    clearTimeout(kill);
  });
}

/** The last lines that the child has written to its standard error. */
function keepLastWords(child: ChildProcess): () => string {
  let words = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).split("\n").slice(-STDERR_LINES_KEPT).join("\n");
  });
  return () => words.trim();
}

/** Settles when the process has ended and everything that it sent has been read. */
async function whenEnded(child: ChildProcess): Promise<Pick<ChildEnd, "code" | "signal">> {
  const [[code, signal]] = (await Promise.all([
    once(child, "close"),
    once(child, "disconnect"),
  ])) as [[number | null, NodeJS.Signals | null], unknown];
  return { code, signal };
}

/** A timer that calls unless it is pushed back in time. */
function watchFor(ms: number, call: () => void) {
  let timer = setTimeout(call, ms);
  return {
    pushBack() {
      clearTimeout(timer);
      timer = setTimeout(call, ms);
    },
    stop() {
      clearTimeout(timer);
    },
  };
}

/** Feeds the child's runs to the caller one after the other; the first failure ends the child. */
function listen(child: ChildProcess, onRun: ComputeOptions["onRun"]) {
  let failure: Error | undefined;
  let finished = false;
  let peakMemoryBytes = 0;
  let handled = Promise.resolve();
  const fail = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error(String(error));
    endChild(child);
  };
  child.on("message", (message: ChildMessage) => {
    if (message.kind === "finished") finished = true;
    if (message.kind === "refused") fail(new PlatformError(message.code, message.message));
    if (message.kind !== "run") return;
    peakMemoryBytes = Math.max(peakMemoryBytes, message.peakMemoryBytes);
    const { output, done, total, durationMs } = message;
    handled = handled
      .then(() => (failure === undefined ? onRun(output, { done, total, durationMs }) : undefined))
      .catch(fail);
  });
  return {
    fail,
    /** Waits for the caller's part of the work, then tells how it all went. */
    async conclude(): Promise<{
      failure: Error | undefined;
      finished: boolean;
      peakMemoryBytes: number;
    }> {
      await handled;
      return { failure, finished, peakMemoryBytes };
    },
  };
}

function hangs(stallMs: number): PlatformError {
  const minutes = Math.round(stallMs / 60_000);
  const told = `no run was finished for ${minutes} minutes: the computing process hangs`;
  return new PlatformError("VERIFICATION_FAILED", told);
}

/**
 * Computes the runs of a claim in a process of its own, which never outlives this one and sees
 * neither its environment nor the database.
 *
 * @throws PlatformError NOT_FOUND for a claim that the catalogue lacks, INTERRUPTED when the signal
 *   aborted, VERIFICATION_FAILED when the process died, hung, or would compute with other code than
 *   is asked for; and whatever `onRun` throws
 */
export async function computeRuns(request: ComputeRequest, options: ComputeOptions): Promise<void> {
  const { signal, catalogue = CATALOGUE, stallMs = STALL_MS, onRun } = options;
  const interrupted = new PlatformError("INTERRUPTED", "the computation was interrupted");
  if (signal.aborted) throw interrupted;
  const child = forkChild();
  const lastWords = keepLastWords(child);
  const listener = listen(child, onRun);
  const stall = watchFor(stallMs, () => {
    listener.fail(hangs(stallMs));
  });
  child.on("message", stall.pushBack);
  const abort = () => {
    listener.fail(interrupted);
  };
  signal.addEventListener("abort", abort, { once: true });
  try {
    const { claim, budget, completed, code = null } = request;
    const order: ComputeOrder = {
      ...{ claim, budget, completed, code },
      catalogue: catalogue.href,
      parent: process.pid,
    };
    // A child that dies before it reads this is told of by its end, not by this.
    child.send(order, () => undefined);
    const ended = await whenEnded(child);
    const { failure, finished, peakMemoryBytes } = await listener.conclude();
    if (failure !== undefined) throw failure;
    if (finished) return;
    const end = { ...ended, peakMemoryBytes, lastWords: lastWords() };
    throw new PlatformError("VERIFICATION_FAILED", describeEnd(end));
  } finally {
    stall.stop();
    signal.removeEventListener("abort", abort);
  }
}
