import { fork } from "node:child_process";
import { once } from "node:events";
import type { DataFolders } from "../../compute/datasets/index.ts";
import type { ErrorCode } from "../../domain/errors.ts";
import { PlatformError } from "../../domain/errors.ts";
import type { RunRecord } from "../../domain/evidence-record.ts";
import type { Budget } from "../../domain/verdict.ts";
import type { StoredRun } from "../../exports/replay-document.ts";

/** All of a run that must come out again. */
export type RunResults = Pick<RunRecord, "status" | "measurements" | "certificate" | "series">;

/** A run as it is stored, with what is known of where it was computed. */
export type Stored = Omit<StoredRun, "differences"> & { readonly results: RunResults };

/** What the recording process is told: plain data. */
export interface RecordOrder {
  /** Slug. */
  readonly claim: string;
  readonly budget: Budget;
  /** The run's place in the plan. */
  readonly place: number;
  /** Empty; everything is written there. */
  readonly folder: string;
  /** Data sets may lie here. */
  readonly data: DataFolders;
  /** Folder of the project. */
  readonly root: string;
  readonly stored: Stored | null;
}

/** What was written. */
export interface Recorded {
  readonly graphs: number;
  readonly calls: number;
  /** Of expected.json, which names the digests of all others. */
  readonly digest: string;
  /** What is not as it is stored. */
  readonly differences: StoredRun["differences"];
}

export type RecordAnswer =
  | { readonly recorded: Recorded }
  | { readonly refused: { readonly code: ErrorCode; readonly message: string } };

const EXTENSION = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
const CHILD = new URL(`./record-child${EXTENSION}`, import.meta.url);

function died(code: number | null, signal: string | null, words: string): PlatformError {
  const how = signal === null ? `with exit code ${code ?? "unknown"}` : `by signal ${signal}`;
  const [last = "it wrote nothing"] = words.trim().split("\n").slice(-1);
  return new PlatformError("VERIFICATION_FAILED", `the computing process ended ${how}: ${last}`);
}

/**
 * Computes a run once more, and writes every call of ONNX Runtime down. In a process of its own: the
 * terminal stays alive, and Ctrl-C ends it.
 *
 * @throws PlatformError of the machine; VERIFICATION_FAILED where the run or its process fails
 */
export async function recordRun(order: RecordOrder, signal: AbortSignal): Promise<Recorded> {
  const child = fork(CHILD, {
    env: {},
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const kill = () => child.kill("SIGKILL");
  signal.addEventListener("abort", kill);
  if (signal.aborted) kill();
  const answers: RecordAnswer[] = [];
  let words = "";
  child.on("message", (answer: RecordAnswer) => answers.push(answer));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (words += text));
  child.send(order, () => undefined);
  const [code, how] = (await once(child, "close")) as [number | null, string | null];
  signal.removeEventListener("abort", kill);
  const [answer] = answers;
  if (signal.aborted) throw new PlatformError("INTERRUPTED", "stopped before it was written");
  if (answer === undefined) throw died(code, how, words);
  if ("recorded" in answer) return answer.recorded;
  throw new PlatformError(answer.refused.code, answer.refused.message);
}
