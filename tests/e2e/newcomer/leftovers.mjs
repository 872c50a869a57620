import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** What a process that was told to end may take to leave the table of processes. */
const GONE_WITHIN_MS = 10_000;
const POLL_MS = 100;

function readProc(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** Every process that inherited the mark, or that names one of the folders. */
function processesOf(env, folders) {
  const mark = `NEWCOMER_MARK=${env.NEWCOMER_MARK}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid, command: readProc(pid, "cmdline").replaceAll("\0", " ") }))
    .filter(({ pid, command }) => {
      const isOurs = readProc(pid, "environ").split("\0").includes(mark);
      return isOurs || folders.some((folder) => command.includes(folder));
    });
}

export async function assertNoProcess(env, folders) {
  const deadline = performance.now() + GONE_WITHIN_MS;
  let left = processesOf(env, folders);
  while (left.length > 0 && performance.now() < deadline) {
    await pause(POLL_MS);
    left = processesOf(env, folders);
  }
  assert.deepEqual(left, [], "processes remain");
}

/** Where the data are: in the project or, where the database's account cannot go there, elsewhere. */
export function homeIn(folder) {
  const home = join(folder, ".corollary");
  const record = join(home, "location.json");
  return existsSync(record) ? JSON.parse(readFileSync(record, "utf8")).place : home;
}

/** PostgreSQL's own log says whether it was stopped as it should be. */
export function assertNoRecovery(home) {
  const folder = join(home, "log");
  const log = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("");
  const starts = log.match(/database system is ready to accept connections/g) ?? [];
  assert.ok(starts.length >= 2, "the log shows both starts");
  assert.doesNotMatch(log, /not properly shut down|automatic recovery|redo starts/);
}
