import { verifyClaimTask } from "../../src/worker/tasks/verify-claim.task.ts";
import type { TestPlatform } from "./platform.ts";

const TAKE_MS = 10_000;

/** Serves the job that waits longest in this process, its runs in a computing process. */
export async function runNextJob({ queue, services }: TestPlatform): Promise<void> {
  const job = await queue.take("verify-claim", AbortSignal.timeout(TAKE_MS));
  if (job === null) throw new Error("there is no job");
  await verifyClaimTask.handle(job, {
    ...{ queue, attempts: services.attempts },
    owner: "test",
    log: () => undefined,
    computing: { catalogue: new URL("./scratch-papers.ts", import.meta.url) },
    maxDurationMs: 60_000,
    heartbeatMs: 5_000,
    stopping: new AbortController().signal,
    reached: () => undefined,
    untilDatabase: (work) => work(),
  });
}
