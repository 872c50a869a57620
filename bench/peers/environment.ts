import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assertRoom } from "../../src/worker/tensorflow/work-folder.ts";

const FOLDER = fileURLToPath(new URL("../../.corollary/peers", import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));
/** A copy of the requirements, written when all of them are there. */
const DONE = join(FOLDER, "installed.txt");

/** What is installed, and what pip downloads of it before. */
const ROOM_BYTES = 9e9;

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
  throw new Error(`${command}: ${why}`);
}

const OLDEST =
  "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or later is needed')";

/**
 * Makes the environment of the peers, in place of any that is there.
 *
 * @param python a Python of 3.11 or later; another one leaves what is there
 */
export function installPeers(python: string): void {
  run(python, ["-c", OLDEST]);
  mkdirSync(FOLDER, { recursive: true });
  assertRoom(FOLDER, ROOM_BYTES);
  console.error(`installing JAX and PyTorch into ${FOLDER}: 6 GB of disk, some minutes`);
  rmSync(FOLDER, { recursive: true });
  run(python, ["-m", "venv", FOLDER]);
  const pip = ["-m", "pip", "install", "--disable-pip-version-check"];
  run(join(FOLDER, "bin/python"), [...pip, "-r", REQUIREMENTS]);
  copyFileSync(REQUIREMENTS, DONE);
  console.error("installed: npm run bench -- peers");
}
