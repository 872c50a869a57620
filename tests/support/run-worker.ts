import { startWorker, type Computing, type RunningWorker } from "../../src/worker/worker.ts";
import type { Gate } from "./gate.ts";
import type { TestPlatform } from "./platform.ts";

export interface WorkerHere extends RunningWorker {
  readonly lines: readonly string[];
}

interface WorkerChanges {
  readonly gate?: Gate;
  readonly maxDurationMs?: number;
  readonly concurrency?: number;
  readonly computing?: Computing;
}

/** A worker in the test's own process, over the scratch papers; its computing is a process still. */
export function runWorkerHere(
  { queue, services }: TestPlatform,
  { gate, maxDurationMs, concurrency = 1, computing = {} }: WorkerChanges = {},
): WorkerHere {
  const lines: string[] = [];
  const catalogue = new URL("./scratch-papers.ts", import.meta.url);
  if (gate !== undefined) catalogue.searchParams.set("gate", gate.path);
  const worker = startWorker({
    ...{ queue, attempts: services.attempts, computing: { catalogue, ...computing } },
    owner: "here",
    log: (line) => void lines.push(line),
    concurrency,
    heartbeatMs: 2_000,
    ...(maxDurationMs === undefined ? {} : { maxDurationMs }),
  });
  return { ...worker, lines };
}
