import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "../../src/config/root.ts";

const { root } = findProject(import.meta.url);
/** Built by `npm test` before the tests run: this is what a user runs. */
const PROGRAM = join(root, "dist", "src", "bin", "cli.js");

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of Node before the program. */
  readonly flags?: readonly string[];
  /** A file that takes the place of the answer's pipe. */
  readonly stdout?: string;
  /** Whether the caller writes to it; else it is empty. */
  readonly stdin?: "pipe";
}

/** Tests run side by side already; one process computes the same as several. */
export const ONE_PROCESS = { COROLLARY_PROCESSES: "1" };

/** Starts the command line with an environment of its own; nothing of this one leaks in. */
export function startCommandLine(args: readonly string[], options: CommandOptions = {}) {
  const { env = {}, flags = [], stdout, stdin = "ignore" } = options;
  const out = stdout === undefined ? "pipe" : openSync(stdout, "w");
  const child = spawn(process.execPath, [...flags, PROGRAM, ...args], {
    env: { PATH: process.env["PATH"], ...ONE_PROCESS, ...env },
    stdio: [stdin, out, "pipe"],
  });
  if (typeof out === "number") closeSync(out);
  return { child, finished: collect(child) };
}

async function collect(child: ChildProcess): Promise<Finished> {
  const texts = { out: "", err: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (texts.out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (texts.err += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...texts };
}

export function runCommandLine(args: readonly string[], options?: CommandOptions) {
  return startCommandLine(args, options).finished;
}
