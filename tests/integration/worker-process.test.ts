import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findProject } from "../../src/config/root.ts";
import { keepWorker, type WorkerProcess } from "../../src/server/worker-process.ts";
import { until } from "../support/patience.ts";

const { root } = findProject(import.meta.url);
/**
 * Says its name and then its id, by which it can be killed, on standard output; when it is told to
 * end, which it heeds before it says anything, it leaves a mark of a clean stop.
 */
const WORKER = `
  import { writeFileSync } from "node:fs";
  const waiting = setInterval(() => undefined, 1e6);
  process.on("SIGTERM", () => {
    writeFileSync(new URL("stopped", import.meta.url), "");
    clearInterval(waiting);
  });
  console.log("name " + process.pid + ":" + process.argv[2]);
  console.log("pid " + process.pid);
`;

let folder: string;
let lines: string[];
let worker: WorkerProcess;
let deaths: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "keep-worker-"));
  writeFileSync(join(folder, "worker.mjs"), WORKER);
  lines = [];
  const log = (line: string) => lines.push(line);
  deaths = [];
  worker = keepWorker({
    ...{ root, script: join(folder, "worker.mjs"), log, firstPauseMs: 1 },
    onDeath(owner, how) {
      deaths.push(`${owner} ${how}`);
      return Promise.reject(new Error("no database"));
    },
  });
});

afterEach(async () => {
  await worker.stop();
  rmSync(folder, { recursive: true });
});

/** The id of the nth worker, once it has said it. */
async function pidOf(nth: number): Promise<number> {
  return until(() => {
    const said = lines.filter((line) => line.startsWith("pid "))[nth];
    if (said === undefined) throw new Error("it has not started yet");
    return Number(said.slice("pid ".length));
  });
}

describe("the worker of a server", () => {
  it("is heard through the server's log, and stops cleanly with it", async () => {
    await pidOf(0);
    await worker.stop();
    expect(readFileSync(join(folder, "stopped"), "utf8")).toBe("");
    await worker.stop();
    expect(deaths).toEqual([]);
  });

  it("that is killed is followed by another", async () => {
    process.kill(await pidOf(0), "SIGKILL");
    const second = await pidOf(1);
    expect(lines).toContain("worker ended (SIGKILL), starting another");
    process.kill(second, "SIGKILL");
    await pidOf(2);
    const names = lines.filter((line) => line.startsWith("name ")).slice(0, 2);
    const owners = names.map((line) => `${hostname()}:${line.slice("name ".length)} SIGKILL`);
    expect(new Set(owners).size).toBe(2);
    expect(deaths).toEqual(owners);
    expect(lines).toContain("handing on its work: no database");
  });
});
