// Follows docker/Dockerfile step by step in a folder, for machines without a Docker engine: COPY,
// RUN and ENV as written, then CMD and HEALTHCHECK against a PostgreSQL. It shows that the copied
// files are enough, that the installation without developers' and optional packages builds and
// runs, that it gets healthy, and that it stops on SIGTERM. It does not show the base image, its
// account (USER), its Debian packages, its layers, or compose.yaml. `node tests/e2e/image.mjs
// worker-gpu` does the same for that target, which downloads 3.4 GB and takes 15 GB of disk: by hand,
// on a machine with g++, pip and no need of a GPU. Ends with `N passed, N failed`.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pinnedNode } from "../../scripts/lib/pinned-node.mjs";

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const [target = "final"] = process.argv.slice(2);
/** The base image brings the very Node that the project pins. */
const PATH = `${dirname(pinnedNode(project))}:${process.env.PATH}`;
/** For one that never does; a start takes seconds. */
const HEALTHY_WITHIN_MS = 600_000;
const TOKEN = "0123456789abcdef0123456789abcdef";

/** The stages in order, each with its name, what it begins with, and its instructions. */
function parse(dockerfile) {
  const stages = [];
  for (const line of dockerfile.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [instruction, rest] = /^(\w+) (.*)$/.exec(line).slice(1);
    const [base, , name = "final"] = rest.split(" ");
    if (instruction === "FROM") stages.push({ name, base, steps: [] });
    else stages.at(-1).steps.push([instruction, rest]);
  }
  return stages;
}

/** A path of the image, in the folder that stands for its root. */
function inImage(root, workdir, path) {
  return path.startsWith("/") ? join(root, path) : join(root, workdir, path);
}

function copy(from, sources, to) {
  for (const source of sources) {
    const isFolder = to.endsWith("/") || source === "/app";
    const target = source === "/app" || !isFolder ? to : join(to, basename(source));
    cpSync(join(from, source), target, { recursive: true, verbatimSymlinks: true });
  }
}

/** Steps on accounts and Debian packages of the image: not tried here. */
const LEFT_OUT = /\bchown\b|^apt-get /;

function run(rest, stage) {
  if (LEFT_OUT.test(rest)) {
    console.log(`left out: RUN ${rest}`);
    return;
  }
  const cwd = join(stage.root, stage.workdir);
  const env = { ...process.env, PATH, ...stage.env };
  execFileSync("sh", ["-c", rest], { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
}

function copyStep(words, stage, from) {
  const source = words.find((word) => word.startsWith("--from="))?.slice("--from=".length);
  const paths = words.filter((word) => !word.startsWith("--"));
  const folder = source === undefined ? from.clone : from.stageNamed(source).root;
  copy(folder, paths.slice(0, -1), inImage(stage.root, stage.workdir, paths.at(-1)));
}

function follow([instruction, rest], stage, from) {
  if (instruction === "WORKDIR") {
    stage.workdir = rest;
    mkdirSync(join(stage.root, rest), { recursive: true });
  } else if (instruction === "ENV") {
    const [name, value] = rest.split(/=(.*)/s);
    stage.env[name] = value.startsWith("/") ? join(stage.root, value) : value;
  } else if (instruction === "COPY") copyStep(rest.split(" "), stage, from);
  else if (instruction === "RUN") run(rest, stage);
  else if (instruction === "CMD") stage.command = JSON.parse(rest);
  else if (instruction === "HEALTHCHECK") {
    stage.check = JSON.parse(rest.slice(rest.indexOf("[")));
  }
}

/** What a stage begins with: nothing, or another one's folder and settings at new places. */
function begin(root, base) {
  mkdirSync(root);
  if (base === undefined) return { root, workdir: "/", env: {} };
  cpSync(base.root, root, { recursive: true, verbatimSymlinks: true });
  const moved = Object.entries(base.env).map(([name, value]) => {
    return [name, value.replace(base.root, root)];
  });
  return { ...base, root, env: Object.fromEntries(moved) };
}

/**
 * Builds a stage, and those that it needs, in folders of their own.
 *
 * @param target the name of a stage; the last one is called final
 */
function buildImage(scratch, clone, target) {
  const parsed = parse(readFileSync(join(clone, "docker/Dockerfile"), "utf8"));
  const built = new Map();
  const stageNamed = (wanted) => {
    if (built.has(wanted)) return built.get(wanted);
    const { name, base, steps } = parsed.find((one) => one.name === wanted);
    const under = parsed.some((one) => one.name === base) ? stageNamed(base) : undefined;
    // The same by another name needs no folder of its own.
    const stage = steps.length === 0 ? under : begin(join(scratch, name), under);
    for (const step of steps) follow(step, stage, { clone, stageNamed });
    built.set(name, stage);
    return stage;
  };
  return stageNamed(target);
}

/** A PostgreSQL for DATABASE_URL, from the checkout that this script is in. */
async function startDatabase(folder) {
  const { startCluster } = await import(join(project, "dist/src/database/embedded/index.js"));
  return startCluster({ folder, durable: false });
}

/** One that nobody has now. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

async function isHealthy({ root, workdir, check }, env) {
  const [program, ...args] = check;
  const child = spawn(program, args, { cwd: join(root, workdir), env, stdio: "ignore" });
  const [code] = await once(child, "close");
  return code === 0;
}

async function runImage(stage, database) {
  const [program, ...args] = stage.command;
  const env = {
    PATH,
    ...stage.env,
    PORT: await freePort(),
    DATABASE_URL: database.url,
    COROLLARY_TOKEN: TOKEN,
    COROLLARY_VERIFY: "none",
  };
  assert.equal(await isHealthy(stage, env), false, "nothing answers before it runs");
  const child = spawn(program, args, {
    cwd: join(stage.root, stage.workdir),
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const closed = once(child, "close");
  try {
    const deadline = performance.now() + HEALTHY_WITHIN_MS;
    while (!(await isHealthy(stage, env))) {
      assert.ok(performance.now() < deadline, "it gets healthy in time");
      assert.equal(child.exitCode, null, "it goes on running");
      await pause(250);
    }
  } finally {
    child.kill("SIGTERM");
  }
  const [code] = await closed;
  assert.equal(code, 0, "it stops cleanly on SIGTERM");
}

const scratch = mkdtempSync(join(tmpdir(), "corollary-image-"));
// Open to the account that root hands the database to: else its data would lie elsewhere, and stay.
chmodSync(scratch, 0o755);
let failed = 0;
try {
  const clone = join(scratch, "clone");
  execFileSync("git", ["clone", "--quiet", project, clone]);
  const stage = buildImage(scratch, clone, target);
  const database = await startDatabase(join(scratch, "database"));
  try {
    await runImage(stage, database);
  } finally {
    await database.close();
  }
} catch (error) {
  failed = 1;
  console.log(error.stack);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${1 - failed} passed, ${failed} failed`);
process.exitCode = failed;
