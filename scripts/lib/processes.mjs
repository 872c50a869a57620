import { readFileSync } from "node:fs";

function statFields(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

/** When a process started, where the system tells: ids are given again. */
export function startMark(pid) {
  return statFields(pid)?.[19] ?? "";
}

/** Whether the process that wrote `pid` and `mark` is still there. */
export function isRunning({ pid, mark }) {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== "EPERM") return false;
  }
  return statFields(pid)?.[0] !== "Z" && startMark(pid) === mark;
}

export function thisProcess() {
  return { pid: process.pid, mark: startMark(process.pid) };
}
