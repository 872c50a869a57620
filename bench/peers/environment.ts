import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../.corollary/peers", import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));
/** A copy of the requirements, written when all of them are there. */
const DONE = join(FOLDER, "installed.txt");

/** The Python that has the peers; null where they are not installed, or others than are asked for. */
export function installedPython(): string | null {
  const isThere =
    existsSync(DONE) && readFileSync(DONE, "utf8") === readFileSync(REQUIREMENTS, "utf8");
  return isThere ? join(FOLDER, "bin/python") : null;
}

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (status === 0) return;
  const why = error === undefined ? `it ended with ${status ?? "a signal"}` : error.message;
  throw new Error(`${command} ${args.join(" ")}: ${why}`);
}

/**
 * Makes the environment of the peers, in place of any that is there.
 *
 * @param python a Python of 3.11 or later
 */
export function installPeers(python: string): void {
  rmSync(FOLDER, { recursive: true, force: true });
  run(python, [
    "-c",
    "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or later')",
  ]);
  run(python, ["-m", "venv", FOLDER]);
  run(join(FOLDER, "bin/python"), ["-m", "pip", "install", "-r", REQUIREMENTS]);
  copyFileSync(REQUIREMENTS, DONE);
}
