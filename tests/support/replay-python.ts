import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { env } from "node:process";
import { promisify } from "node:util";
import { findProject } from "../../src/config/root.ts";
import type { Finished } from "./command-line.ts";

const { root } = findProject(import.meta.url);
const SCRIPT = join(root, "clients/python/replay.py");
/** Made once, where a CI runs or somebody made it by hand. */
const OWN = join(root, ".corollary", "replay-python");
const PACKAGES = ["numpy", "onnxruntime"];
const MINUTES = 60_000;

const run = promisify(execFile);

async function hasPackages(python: string): Promise<boolean> {
  try {
    await run(python, ["-c", `import ${PACKAGES.join(", ")}`]);
    return true;
  } catch {
    return false;
  }
}

async function install(): Promise<void> {
  try {
    await run("python3", ["-m", "venv", "--clear", OWN], { timeout: 2 * MINUTES });
    const pip = ["-m", "pip", "install", "--quiet", ...PACKAGES];
    await run(join(OWN, "bin/python"), pip, { timeout: 5 * MINUTES });
  } catch {
    // No Python, no pip or no registry: the tests that need it are skipped, and say so.
    rmSync(OWN, { recursive: true, force: true });
  }
}

/** A Python with numpy and onnxruntime; null where there is none. */
export async function findReplayPython(): Promise<string | null> {
  const own = join(OWN, "bin/python");
  const known = [env["COROLLARY_TEST_PYTHON"] ?? "python3", own];
  for (const python of known) if (await hasPackages(python)) return python;
  if (env["CI"] === undefined && !existsSync(OWN)) return null;
  await install();
  return (await hasPackages(own)) ? own : null;
}

/** The script that strangers run. */
export async function replay(python: string, ...args: readonly string[]): Promise<Finished> {
  try {
    const { stdout, stderr } = await run(python, [SCRIPT, ...args]);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}
