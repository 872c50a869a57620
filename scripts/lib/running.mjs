import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRunning, thisProcess } from "./processes.mjs";

/** Outside node_modules, which an installation replaces. */
const folderOf = (root) => join(root, "dist/running");

/** Notes that this process runs from this checkout; the note goes when the process ends. */
export function registerRunning(root, verb) {
  const file = join(folderOf(root), `${process.pid}.json`);
  mkdirSync(folderOf(root), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...thisProcess(), verb }));
  process.once("exit", () => rmSync(file, { force: true }));
}

/** What runs from this checkout now; notes of processes that are gone are removed. */
export function listRunning(root) {
  let names;
  try {
    names = readdirSync(folderOf(root));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const file = join(folderOf(root), name);
    try {
      const entry = JSON.parse(readFileSync(file, "utf8"));
      if (isRunning(entry)) return entry.pid === process.pid ? [] : [entry];
    } catch {
      // Half-written by a process that was killed.
    }
    rmSync(file, { force: true });
    return [];
  });
}
