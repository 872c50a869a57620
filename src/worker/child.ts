/**
 * The process that computes. It has no database, no environment and no decorated code, so that
 * Node runs it unbuilt. It ends with its parent: when the channel closes, or, while a long
 * computation blocks this thread, by a watchdog in another one.
 */
import { Worker } from "node:worker_threads";
import { executeRun, runKey } from "../verification/execute-run.ts";
import type { PaperDefinition } from "../verification/define-paper.ts";
import type { ChildMessage, ComputeOrder } from "./child-protocol.ts";

const KIBIBYTE = 1024;

function tell(message: ChildMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

function watchParent(parent: number): void {
  const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  const watchdog = new URL(`./watchdog${extension}`, import.meta.url);
  new Worker(watchdog, { workerData: { parent } }).unref();
}

async function loadPapers(catalogue: string): Promise<readonly PaperDefinition[]> {
  const { papers } = (await import(catalogue)) as { papers: readonly PaperDefinition[] };
  return papers;
}

async function compute(order: ComputeOrder): Promise<void> {
  const papers = await loadPapers(order.catalogue);
  const claim = papers.flatMap(({ claims }) => claims).find(({ slug }) => slug === order.claim);
  if (claim === undefined) {
    await tell({ kind: "refused", message: `there is no claim "${order.claim}"` });
    return;
  }
  const plan = claim.plan(order.budget);
  const kept = new Set(order.completed.map(runKey));
  const open = plan.filter((planned) => !kept.has(runKey(planned)));
  let done = plan.length - open.length;
  for (const planned of open) {
    const start = performance.now();
    const output = await executeRun(planned);
    const durationMs = performance.now() - start;
    done += 1;
    const peakMemoryBytes = process.resourceUsage().maxRSS * KIBIBYTE;
    await tell({ kind: "run", output, done, total: plan.length, durationMs, peakMemoryBytes });
  }
  await tell({ kind: "finished" });
}

// Ctrl-C reaches the whole process group; what happens to a computation is its parent's decision.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit(1));
process.once("message", (order: ComputeOrder) => {
  watchParent(order.parent);
  void compute(order).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
