import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { build } from "../build.mjs";
import { capture } from "./children.mjs";

/** What `npm run lint` looks at, the longest first, each with the command that mends or shows it. */
function stepsOf(root) {
  const program = (name, command = name) => {
    const folder = join(root, "node_modules", name);
    const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return join(folder, typeof bin === "string" ? bin : bin[command]);
  };
  return [
    { name: "lint", args: [program("eslint"), "."] },
    { name: "types", args: [program("typescript", "tsc"), "-p", "."] },
    { name: "format", args: [program("prettier"), "--check", "--log-level=warn", "."] },
    {
      name: "boundaries",
      args: [program("dependency-cruiser", "depcruise"), "src", "migrations", "tests", "scripts"],
    },
    { name: "dead code", args: [program("knip"), "--no-progress"] },
    { name: "generated files", args: [join(root, "scripts/generate.mjs"), "--check"] },
  ];
}

async function runStep(root, node, { name, args }) {
  const start = performance.now();
  const { code, output } = await capture(node, args, {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1" },
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (code !== 0) console.log(output.trimEnd());
  console.log(`${code === 0 ? "passed" : "FAILED"}  ${name} (${seconds} s)`);
  return code;
}

/** One after the other, until none is left or one was ended by a signal. */
async function runSteps(root, node, steps) {
  const codes = [];
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    const code = await runStep(root, node, step);
    codes.push(code);
    if (code > 128) steps.length = 0;
  }
  return codes;
}

/** Runs every step, also after one has failed, one a core; ends with `N passed, N failed`. */
export async function lint(root, node) {
  // The generated files are written by the built program.
  await build(root);
  const steps = stepsOf(root);
  const lanes = Array.from({ length: availableParallelism() }, () => runSteps(root, node, steps));
  const codes = (await Promise.all(lanes)).flat();
  const ended = codes.find((code) => code > 128);
  if (ended !== undefined) return ended;
  const failed = codes.filter((code) => code !== 0).length;
  console.log(`${codes.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
