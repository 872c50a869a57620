import { verifyClaimTask } from "../../src/worker/tasks/verify-claim.task.ts";
import { patience, PATIENCE_MS } from "./patience.ts";
import type { TestPlatform } from "./platform.ts";

/** Serves the job that waits longest in this process, its runs in a computing process. */
export async function runNextJob({ queue, services }: TestPlatform): Promise<void> {
  const job = await queue.take("verify-claim", patience());
  if (job === null) throw new Error("there is no job");
  await verifyClaimTask.handle(job, {
    ...{ queue, attempts: services.attempts },
    owner: "test",
    log: () => undefined,
    computing: { catalogue: new URL("./scratch-papers.ts", import.meta.url) },
    maxDurationMs: PATIENCE_MS,
    heartbeatMs: 5_000,
    stopping: new AbortController().signal,
    reached: () => undefined,
    untilDatabase: (work) => work(),
  });
}
