import { readFileSync } from "node:fs";
import { join } from "node:path";
import { capture } from "./children.mjs";
import { withLock } from "./lock.mjs";
import { hasPinnedNode, machineNpm } from "./pinned-node.mjs";
import { note, Problem } from "./problem.mjs";
import { listRunning, registerRunning } from "./running.mjs";

/** What npm says, and what a person can do about it; the first that fits. */
const NPM_ERRORS = [
  [/ENOSPC|no space left|EDQUOT/i, "the disk is full: free 1 GB, then run the same command again"],
  [
    /EINTEGRITY/,
    "a package is not what the lock file says: clear npm's cache (`npm cache clean --force`) and ask where the registry gets its packages",
  ],
  [
    /EUSAGE|npm ci.*can only install/s,
    "package.json and package-lock.json disagree: add packages with `npm run add -- <package>`",
  ],
  [/E401|E403|ENEEDAUTH/, "the registry refuses access: check the login in your .npmrc"],
  [
    /E404|ETARGET/,
    "the registry lacks a package of the lock file: use another registry (`npm config get registry`)",
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network/i,
    "the npm registry cannot be reached: check the network, proxy and `npm config get registry`",
  ],
  [/CERT|SELF_SIGNED|SSL/, "the registry's certificate is not trusted: set npm's `cafile`"],
  [
    /EACCES|EPERM|EROFS/,
    "npm may not write here: check the owner of this folder and of npm's cache",
  ],
];

function explain(output, code) {
  const known = NPM_ERRORS.find(([pattern]) => pattern.test(output));
  const said = output.split("\n").filter((line) => /^npm (error|ERR!)/i.test(line));
  const reason = known?.[1] ?? `npm ci ended with exit code ${code}`;
  const detail = known === undefined ? [...said.slice(0, 10)] : said.slice(0, 1);
  return new Problem([`Installing failed: ${reason}.`, ...detail].join("\n"));
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages ?? null;
  } catch {
    return null;
  }
}

/**
 * Whether node_modules holds what the lock file wants. npm writes node_modules/.package-lock.json
 * last, so a killed installation lacks it.
 */
export function isInstalled(root, needsDev) {
  const wanted = readPackages(join(root, "package-lock.json"));
  if (wanted === null) {
    throw new Problem(`${join(root, "package-lock.json")} is missing or damaged: restore it.`);
  }
  const present = readPackages(join(root, "node_modules/.package-lock.json"));
  if (present === null || !hasPinnedNode(root)) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional, dev }]) => {
    if (path === "") return true;
    const found = present[path];
    if (found === undefined) return optional === true || (dev === true && !needsDev);
    return found.version === version && found.integrity === integrity;
  });
}

function refuseUnderRunning(root) {
  const [running] = listRunning(root);
  if (running === undefined) return;
  throw new Problem(
    `The packages have changed, and process ${running.pid} (corollary ${running.verb}) still runs ` +
      `from this folder: stop it (kill ${running.pid}), then run the same command again.`,
  );
}

/** Has npm install what the lock file of a folder names; throws a Problem with npm's reason. */
export async function installLocked(root, folder, options) {
  const { node, npm } = machineNpm(root);
  const { code, output } = await capture(
    node,
    [npm, "ci", ...options, "--loglevel=error", "--no-progress"],
    { cwd: folder },
  );
  if (code > 128 || /npm error signal SIG/.test(output)) {
    throw new Problem("Installing was interrupted; the next command begins it anew.", 130);
  }
  if (code !== 0) throw explain(output, code);
}

async function install(root) {
  refuseUnderRunning(root);
  const start = performance.now();
  note("Installing packages (half a minute with a fast network).");
  await installLocked(root, root, ["--include=dev", "--include=optional"]);
  note(`Installed in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
}

/**
 * Installs from the lock file when node_modules differs from it, and notes that this process runs
 * from this checkout. Both under one lock, so that nobody installs below a process that has just
 * found everything in place.
 */
export async function ensureInstalled(root, verb, needsDev) {
  await withLock(join(root, "dist/locks/install"), "it installs packages", async () => {
    if (!isInstalled(root, needsDev)) await install(root);
    registerRunning(root, verb);
  });
}
