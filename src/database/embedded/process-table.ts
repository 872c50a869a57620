import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";

/** The text of a file below /proc; null when the process is gone or there is no /proc (macOS). */
function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return null;
  }
}

function askPs(pid: number, column: string): string {
  try {
    return execFileSync("/bin/ps", ["-ww", "-o", `${column}=`, "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: { LC_ALL: "C" },
    }).trim();
  } catch {
    return "";
  }
}

/** What follows the name in /proc/<pid>/stat; the name may hold spaces and brackets. */
function statFields(pid: number): string[] | null {
  const stat = readProc(pid, "stat");
  return stat === null ? null : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** Whether a process exists and is no zombie; also one of another account. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const state = process.platform === "linux" ? statFields(pid)?.[0] : askPs(pid, "state");
  return state?.startsWith("Z") !== true;
}

/** Tells two processes apart that had the same id one after the other. */
export function startMark(pid: number): string {
  if (process.platform === "linux") return statFields(pid)?.[19] ?? "";
  return askPs(pid, "lstart").replaceAll(" ", "-");
}

/** Whether a process is a PostgreSQL server on this very data folder. */
export function isPostgresOn(pid: number, dataFolder: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === "linux") {
    const [program = "", ...argv] = readProc(pid, "cmdline")?.split("\0") ?? [];
    return basename(program) === "postgres" && argv.includes(dataFolder);
  }
  return askPs(pid, "command").includes(`/postgres -D ${dataFolder} `);
}
