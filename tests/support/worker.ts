// A worker as the product composes it, over the scratch papers, which dies or stops where it is
// told to. Argument: WorkerOrder as JSON. Says "ready", then one line for each thing it logs.
import type { CrashPoint } from "../../src/services/crash-point.ts";
import type { Fence } from "../../src/services/fence.ts";
import { startWorker } from "../../src/worker/worker.ts";
import { openTestPlatform } from "./platform.ts";

export interface WorkerOrder {
  readonly url: string;
  readonly owner: string;
  readonly gate?: string;
  /** Kills itself (SIGKILL) or stops itself (SIGSTOP) at the first time it comes there. */
  readonly at?: { readonly point: CrashPoint; readonly signal: "SIGKILL" | "SIGSTOP" };
  /** Takes the fence out, to see that a test without it fails. */
  readonly unfenced?: boolean;
}

const order = JSON.parse(process.argv[2] ?? "{}") as WorkerOrder;
const say = (line: string) => void process.stdout.write(`${line}\n`);
const noFence: Fence = { isCurrent: () => true, isSettled: () => true };
let armed = true;

const reached = (point: CrashPoint) => {
  if (!armed || point !== order.at?.point) return;
  armed = false;
  say(`at ${point}`);
  process.kill(process.pid, order.at.signal);
};

const { queue, services, close } = await openTestPlatform(order.url, {
  supervise: true,
  log: say,
  reached,
  ...(order.unfenced === true ? { fence: noFence } : {}),
});
const catalogue = new URL("./scratch-papers.ts", import.meta.url);
if (order.gate !== undefined) catalogue.searchParams.set("gate", order.gate);
const worker = startWorker({
  ...{ queue, attempts: services.attempts, owner: order.owner, log: say, reached },
  computing: { catalogue },
  concurrency: 1,
  heartbeatMs: 2_000,
});
process.on("SIGTERM", () => {
  void worker
    .stop()
    .then(close)
    .then(() => process.exit(0));
});
say("ready");
