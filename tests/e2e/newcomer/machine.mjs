import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { delimiter, join, sep } from "node:path";

/** How the network is reached is the machine's business, so it is handed on. */
const NETWORK =
  /^((https?|no|all)_proxy|node_extra_ca_certs|ssl_cert_(file|dir)|npm_config_(registry|cafile|proxy|https_proxy|noproxy))$/i;

function findOnPath(name) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders
    .filter((folder) => !folder.includes(`${sep}node_modules${sep}`))
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${name} is not on the PATH`);
  return realpathSync(found);
}

/** A PATH with nothing but node, npm and sh. */
export function narrowPath(scratch) {
  const folder = join(scratch, "bin");
  mkdirSync(folder);
  for (const name of ["node", "npm", "sh"]) symlinkSync(findOnPath(name), join(folder, name));
  return folder;
}

function give(path, { uid, gid }) {
  if (uid !== undefined) execFileSync("chown", ["-R", `${uid}:${gid}`, path]);
}

/** What is committed, and nothing else. */
export function copyProject(project, folder, parent, account) {
  execFileSync("git", ["clone", "--quiet", "--no-hardlinks", project, folder]);
  give(parent, account);
}

/** A new home, so an empty npm cache too, and a mark by which every process of it is found. */
export function environmentOf(parent, path, account) {
  const home = join(parent, "home");
  mkdirSync(home);
  chmodSync(home, 0o700);
  if (account.uid !== undefined) chownSync(home, account.uid, account.gid);
  const network = Object.entries(process.env).filter(([name]) => NETWORK.test(name));
  const registry = execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim();
  return {
    npm_config_registry: registry,
    ...Object.fromEntries(network),
    PATH: path,
    HOME: home,
    PORT: "0",
    NEWCOMER_MARK: randomUUID(),
  };
}
