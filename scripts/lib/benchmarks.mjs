import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "../build.mjs";
import { run } from "./children.mjs";
import { Problem } from "./problem.mjs";

const ENDING = ".bench.ts";

function benchmarksIn(folder) {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.filter((file) => file.endsWith(ENDING)).map((file) => file.slice(0, -ENDING.length));
}

/** The command lines that the comment at the head of a benchmark has: set off from its sentences. */
function usageOf(folder, name) {
  const [head] = readFileSync(join(folder, `${name}${ENDING}`), "utf8").split("*/");
  return [...head.matchAll(/^ \* ( {2,}\S.*)$/gm)].map(([, line]) => line).join("\n");
}

/** The benchmarks that are to be run, with what is for them; null where somebody asks which there are. */
function parse(known, args) {
  const first = args.findIndex((one) => one.startsWith("-"));
  const names = first === -1 ? args : args.slice(0, first);
  const options = args.slice(names.length);
  const list = `Known: ${known.join(", ")} (npm run bench -- --help).`;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Problem(`There is no benchmark ${unknown}. ${list}`, 2);
  if (options.some((one) => one === "--help" || one === "-h")) return null;
  if (names.length !== 1 && options.length > 0) {
    throw new Problem(`Name one benchmark before ${options.join(" ")}. ${list}`, 2);
  }
  return { wanted: names.length === 0 ? known : names, options };
}

/**
 * Runs the named benchmarks of bench/, one after the other; all of them without a name. What starts
 * with a dash, and all after it, is for the one that is named; `--help` lists all.
 */
export async function runBenchmarks(root, node, args) {
  const folder = join(root, "bench");
  const known = benchmarksIn(folder);
  if (known.length === 0) throw new Problem(`There is no benchmark in ${folder}.`, 2);
  const asked = parse(known, args);
  if (asked === null) {
    const usage = known.map((name) => usageOf(folder, name)).join("\n");
    console.log(`Without a name all of them run, one after the other:\n\n${usage}`);
    return 0;
  }
  await build(root);
  let worst = 0;
  for (const name of asked.wanted) {
    const file = join(folder, `${name}${ENDING}`);
    worst = Math.max(worst, await run(node, [file, ...asked.options], { cwd: root }));
  }
  return worst;
}
