// Everything that must be in place before the program runs: packages, the project's own Node, the
// build. Runs on whatever Node the machine has (20 or later); what it starts runs on the pinned one.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { addPackages } from "./lib/add-packages.mjs";
import { runBenchmarks } from "./lib/benchmarks.mjs";
import { run, runWatched } from "./lib/children.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { lint } from "./lib/lint.mjs";
import { pinnedNode } from "./lib/pinned-node.mjs";
import { note, Problem } from "./lib/problem.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tool = (path) => join(root, "node_modules", path);

async function command(node, args) {
  await build(root);
  return runWatched(node, join(root, "dist/src/bin/cli.js"), args);
}

async function test(node, args) {
  // Tests of the command line run the built program.
  await build(root);
  return run(node, [tool("vitest/vitest.mjs"), "run", ...args], { cwd: root });
}

async function generate(node, args) {
  await build(root);
  return run(node, [join(root, "scripts/generate.mjs"), ...args], { cwd: root });
}

/** Each takes the pinned Node and the remaining arguments, and resolves to an exit code. */
const verbs = {
  start: { needsDev: false, run: (node, args) => command(node, ["start", ...args]) },
  migrate: { needsDev: false, run: (node, args) => command(node, ["migrate", ...args]) },
  cli: { needsDev: false, run: (node, args) => command(node, args) },
  test: { needsDev: true, run: test },
  lint: { needsDev: true, run: (node) => lint(root, node) },
  generate: { needsDev: true, run: generate },
  bench: { needsDev: true, run: (node, args) => runBenchmarks(root, node, args) },
  add: { needsDev: true, run: (node, args) => addPackages(root, node, args) },
};

async function main([name = "", ...args]) {
  const verb = verbs[name];
  if (verb === undefined) {
    throw new Problem(`There is no "${name}". Known: ${Object.keys(verbs).join(", ")}.`, 2);
  }
  await ensureInstalled(root, name === "cli" ? (args[0] ?? "") : name, verb.needsDev);
  return verb.run(pinnedNode(root), args);
}

function explain(error) {
  if (error instanceof Problem) return error;
  const words = {
    ENOSPC: "the disk is full: free 1 GB, then run the same command again",
    EACCES: "this account may not write there: check the owner of the folder",
    EROFS: "the file system is read-only: copy the project to a folder that can be written",
  };
  const word = words[error.code];
  return word === undefined ? null : new Problem(`${error.path ?? root}: ${word}.`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const problem = explain(error);
  note(problem?.message ?? error.stack);
  process.exitCode = problem?.exitCode ?? 4;
}
