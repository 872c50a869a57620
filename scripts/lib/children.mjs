import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const ORPHAN_WATCH = new URL("orphan-watch.mjs", import.meta.url);

/** What a shell makes of the end of a process. */
function exitCodeOf(code, signal) {
  return code ?? 128 + constants.signals[signal];
}

/**
 * Hands signals on for as long as a child runs. Under npm they come twice (terminal and npm), so
 * they are handed on each time and the child must not mind.
 */
export function forwardSignals(child) {
  const handlers = SIGNALS.map((signal) => [signal, () => child.kill(signal)]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  child.once("close", () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  });
}

function untilClosed(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(exitCodeOf(code, signal)));
  });
}

/** Runs a program in this terminal; resolves to its exit code. */
export function run(program, args, options = {}) {
  const child = spawn(program, args, { stdio: "inherit", ...options });
  forwardSignals(child);
  return untilClosed(child);
}

/** Runs a script that stops by itself, as if by SIGTERM, when this process is killed. */
export function runWatched(node, script, args, options = {}) {
  const watch = pathToFileURL(fileURLToPath(ORPHAN_WATCH)).href;
  return run(node, ["--import", watch, script, ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    ...options,
  });
}

/** Runs a program and keeps what it says. */
export async function capture(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  forwardSignals(child);
  const chunks = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  child.stderr.on("data", (chunk) => chunks.push(chunk));
  const code = await untilClosed(child);
  return { code, output: Buffer.concat(chunks).toString("utf8") };
}
