import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "./children.mjs";
import { Problem } from "./problem.mjs";

/** Runs the named benchmarks of bench/, one after the other; all of them without a name. */
export async function runBenchmarks(root, node, names) {
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
  let worst = 0;
  for (const name of wanted) {
    worst = Math.max(worst, await run(node, [join(folder, `${name}.bench.ts`)], { cwd: root }));
  }
  return worst;
}
