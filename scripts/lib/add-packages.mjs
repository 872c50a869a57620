import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { run } from "./children.mjs";
import { machineNpm } from "./pinned-node.mjs";
import { Problem } from "./problem.mjs";
import { listRunning } from "./running.mjs";

/**
 * Adds packages with npm on the pinned Node: on the machine's own, ranges would resolve for that
 * one, and older majors come in silently. The machine's own npm settings are handed on.
 */
export async function addPackages(root, node, args) {
  if (args.length === 0) {
    throw new Problem("Say which: `npm run add -- <package>@<version>` (with -D for tools).", 2);
  }
  const [running] = listRunning(root);
  if (running !== undefined) {
    throw new Problem(`Process ${running.pid} runs from this folder: stop it, then add packages.`);
  }
  const machine = machineNpm(root);
  const settings = ["config", "get", "globalconfig"];
  const globalConfig = execFileSync(machine.node, [machine.npm, ...settings], {
    cwd: root,
    encoding: "utf8",
  }).trim();
  return run(node, [machine.npm, "install", "--save-exact", ...args], {
    cwd: root,
    env: {
      ...process.env,
      NPM_CONFIG_GLOBALCONFIG: globalConfig,
      PATH: `${dirname(node)}:${process.env.PATH}`,
    },
  });
}
