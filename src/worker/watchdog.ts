/** A thread beside a computation: it ends the process when the process that forked it is gone. */
import { workerData } from "node:worker_threads";

const INTERVAL_MS = 250;
const { parent } = workerData as { parent: number };

setInterval(() => {
  // An orphan is given to another parent; nothing of it can be wanted any more.
  if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
}, INTERVAL_MS);
