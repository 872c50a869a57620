import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "../build.mjs";
import { run } from "./children.mjs";
import { Problem } from "./problem.mjs";

/**
 * Runs the named benchmarks of bench/, one after the other; all of them without a name. What starts
 * with a dash, and all after it, is for the benchmarks.
 */
export async function runBenchmarks(root, node, args) {
  const first = args.findIndex((one) => one.startsWith("-"));
  const names = first === -1 ? args : args.slice(0, first);
  const options = args.slice(names.length);
  const folder = join(root, "bench");
  const known = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".bench.ts"))
        .map((file) => file.slice(0, -".bench.ts".length))
    : [];
  const wanted = names.length === 0 ? known : names;
  const unknown = wanted.find((name) => !known.includes(name));
  if (wanted.length === 0 || unknown !== undefined) {
    const list = known.join(", ") || "none yet (bench/<name>.bench.ts)";
    throw new Problem(`There is no benchmark ${unknown ?? ""} to run. Known: ${list}.`, 2);
  }
  await build(root);
  let worst = 0;
  for (const name of wanted) {
    worst = Math.max(
      worst,
      await run(node, [join(folder, `${name}.bench.ts`), ...options], { cwd: root }),
    );
  }
  return worst;
}
