// Installs the packages that the lock file of the folder given names, with the machine's npm and
// its settings. Started by the program for data that are too large to be installed with it.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { installLocked } from "./lib/install.mjs";
import { note, Problem } from "./lib/problem.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [folder] = process.argv.slice(2);

try {
  await installLocked(root, folder, ["--ignore-scripts", "--no-audit", "--no-fund"]);
} catch (error) {
  note(error instanceof Problem ? error.message : error.stack);
  process.exitCode = error.exitCode ?? 4;
}
