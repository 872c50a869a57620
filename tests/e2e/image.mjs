// Follows docker/Dockerfile step by step in a folder, for machines without a Docker engine: COPY,
// RUN and ENV as written, then CMD and HEALTHCHECK against a PostgreSQL. It shows that the copied
// files are enough, that the installation without developers' and optional packages builds and
// runs, that it gets healthy, and that it stops on SIGTERM. It does not show the base image, its
// account (USER), its layers, or compose.yaml. Ends with `N passed, N failed`.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pinnedNode } from "../../scripts/lib/pinned-node.mjs";

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const HEALTHY_WITHIN_MS = 60_000;
const TOKEN = "0123456789abcdef0123456789abcdef";

/** Instructions in order, each with what follows it. */
function parse(dockerfile) {
  return dockerfile
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => /^(\w+) (.*)$/.exec(line).slice(1));
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

/** Builds every stage in a folder of its own; returns the last one's folder and settings. */
function buildStages(scratch, clone) {
  const stages = {};
  let stage;
  for (const [instruction, rest] of parse(readFileSync(join(clone, "docker/Dockerfile"), "utf8"))) {
    const words = rest.split(" ");
    if (instruction === "FROM") {
      const name = words[2] ?? "final";
      stage = stages[name] = { root: join(scratch, name), workdir: "/", env: {} };
      mkdirSync(stage.root);
    } else if (instruction === "WORKDIR") {
      stage.workdir = rest;
      mkdirSync(join(stage.root, rest), { recursive: true });
    } else if (instruction === "ENV") {
      const [name, value] = rest.split(/=(.*)/s);
      stage.env[name] = value.startsWith("/") ? join(stage.root, value) : value;
    } else if (instruction === "COPY") {
      const isStage = words[0].startsWith("--from=");
      const from = isStage ? stages[words[0].slice("--from=".length)].root : clone;
      const paths = isStage ? words.slice(1) : words;
      copy(from, paths.slice(0, -1), inImage(stage.root, stage.workdir, paths.at(-1)));
    } else if (instruction === "RUN" && !rest.includes("chown")) {
      const cwd = join(stage.root, stage.workdir);
      execFileSync("sh", ["-c", rest], { cwd, stdio: ["ignore", "inherit", "inherit"] });
    } else if (instruction === "CMD") {
      stage.command = JSON.parse(rest);
    } else if (instruction === "HEALTHCHECK") {
      stage.check = JSON.parse(rest.slice(rest.indexOf("[")));
    }
  }
  return stage;
}

/** A PostgreSQL for DATABASE_URL, from the checkout that this script is in. */
async function startDatabase(folder) {
  const { startCluster } = await import(join(project, "dist/src/database/embedded/index.js"));
  return startCluster({ folder, durable: false });
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
    // The base image brings the very Node that the project pins.
    PATH: `${dirname(pinnedNode(project))}:${process.env.PATH}`,
    ...stage.env,
    PORT: "4917",
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
  const stage = buildStages(scratch, clone);
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
