import { fork, type ChildProcess } from "node:child_process";
import type { ChildMessage, ParentMessage } from "./child-protocol.ts";

const EXTENSION = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
const CHILD = new URL(`./child${EXTENSION}`, import.meta.url);

/** A child that was told to end and has not within this time is killed. */
const GRACE_MS = 10_000;
const STDERR_LINES_KEPT = 20;
/** They become part of a message that is stored, and a line may have no end. */
const STDERR_LENGTH_KEPT = 10_000;

/** A computing process as its parent holds it. */
export interface Computer {
  /** A child that dies before it reads this is told of by its end, not by this. */
  send(message: ParentMessage): void;
  /** SIGTERM, and SIGKILL for one that does not heed it. */
  kill(): void;
  /** Tells it that nothing is left to do, and kills one that stays. */
  dismiss(): void;
  /** From now on its messages go there. */
  serve(onMessage: (message: ChildMessage) => void): void;
  /** In words, once it has ended and everything that it sent was read. */
  readonly ended: Promise<string>;
}

type End = readonly [code: number | null, signal: NodeJS.Signals | null];

function describeEnd([code, signal]: End, peakMemoryBytes: number, lastWords: string): string {
  const how = signal === null ? `with exit code ${code ?? "unknown"}` : `by signal ${signal}`;
  const memory = `${Math.round(peakMemoryBytes / 2 ** 20)} MiB when last heard of`;
  const words = lastWords === "" ? "it wrote nothing" : `it wrote: ${lastWords}`;
  return `the computing process ended ${how} (peak memory ${memory}); ${words}`;
}

/** The machine may have no process or memory left for one more. */
export function notStarted(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return `no computing process could be started (${words})`;
}

/**
 * The exit code or signal, once everything that it sent was read. Rejects only for one that was never
 * started: a later error, as of a signal that cannot be sent, is not its end.
 */
export function endOf(child: ChildProcess): Promise<End> {
  let isStarted = false;
  child.once("spawn", () => {
    isStarted = true;
  });
  const neverStarted = new Promise<never>((_, reject) => {
    child.on("error", (error) => {
      if (!isStarted) reject(error);
    });
  });
  const closed = new Promise<End>((resolve) => {
    child.once("close", (...end) => {
      resolve(end);
    });
  });
  const disconnected = new Promise<void>((resolve) => {
    child.once("disconnect", resolve);
  });
  return Promise.race([neverStarted, disconnected.then(() => closed)]);
}

/** The last words that the child has written to its standard error. */
function keepLastWords(child: ChildProcess): () => string {
  let words = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (words + text).split("\n").slice(-STDERR_LINES_KEPT);
    words = lines.join("\n").slice(-STDERR_LENGTH_KEPT);
  });
  return () => words.trim();
}

/** Kills later what has not ended by then. */
function killAfterGrace(child: ChildProcess): void {
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  child.once("exit", () => {
    clearTimeout(timer);
  });
}

/** One that has ended already does not end again, and a timer would keep this process alive. */
function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Forks a computing process, which never outlives this one and sees nothing of its environment. */
export function startComputer(onMessage: (message: ChildMessage) => void): Computer {
  const child = fork(CHILD, {
    // Nothing of our environment: it may hold the database's password or a token.
    env: {},
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const lastWords = keepLastWords(child);
  let peakMemoryBytes = 0;
  let listener = onMessage;
  child.on("message", (message: ChildMessage) => {
    if (message.kind === "runs") {
      peakMemoryBytes = Math.max(peakMemoryBytes, message.peakMemoryBytes);
    }
    listener(message);
  });
  const send = (message: ParentMessage) => {
    // One that was never started has no channel.
    if (child.connected) child.send(message, () => undefined);
  };
  const ended = endOf(child).then(
    (end) => describeEnd(end, peakMemoryBytes, lastWords()),
    notStarted,
  );
  return {
    ...{ send, ended },
    kill() {
      if (hasEnded(child)) return;
      child.kill("SIGTERM");
      killAfterGrace(child);
    },
    dismiss() {
      if (hasEnded(child)) return;
      send({ kind: "end" });
      killAfterGrace(child);
    },
    serve(next) {
      listener = next;
    },
  };
}
