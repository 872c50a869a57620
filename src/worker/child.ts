/**
 * The process that computes. It has no database, no environment and no decorated code, so that
 * Node runs it unbuilt. It ends with its parent: when the channel closes, or, while a long
 * computation blocks this thread, by a watchdog in another one.
 */
import { Worker } from "node:worker_threads";
import { canonicalJson } from "../domain/canonical.ts";
import { executeRun, runKey } from "../verification/execute-run.ts";
import type { PaperDefinition } from "../verification/define-paper.ts";
import { loadRelease } from "../verification/release.ts";
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

/** Asked once all code is loaded: evidence must not name a release that did not compute it. */
function isWantedCode({ code }: ComputeOrder): boolean {
  return code === null || canonicalJson(loadRelease(code.root)) === canonicalJson(code.release);
}

async function compute(order: ComputeOrder): Promise<void> {
  const papers = await loadPapers(order.catalogue);
  const claim = papers.flatMap(({ claims }) => claims).find(({ slug }) => slug === order.claim);
  if (claim === undefined) {
    const message = `there is no claim "${order.claim}"`;
    await tell({ kind: "refused", code: "NOT_FOUND", message });
    return;
  }
  if (!isWantedCode(order)) {
    const message =
      "the program was changed since this process started: stop it, and start it again";
    await tell({ kind: "refused", code: "VERIFICATION_FAILED", message });
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
