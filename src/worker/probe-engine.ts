import { fork } from "node:child_process";
import { once } from "node:events";
import type { EngineFacts } from "../compute/engine/engines/engine.ts";
import type { EngineName } from "../domain/engine-name.ts";

export type Probed =
  | { readonly available: true; readonly facts: EngineFacts }
  | { readonly available: false; /** What is wrong and what to do. */ readonly reason: string };

const EXTENSION = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
const CHILD = new URL(`./probe-child${EXTENSION}`, import.meta.url);

/** A small program takes a fraction of a second, its library at most a few. */
const LIMIT_MS = 60_000;

/**
 * Whether an engine computes here, found out in a process of its own: a native library that crashes
 * or hangs on this machine takes nothing with it.
 */
export async function probeEngine(name: EngineName): Promise<Probed> {
  const child = fork(CHILD, [name], {
    env: {},
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
  });
  const answers: Probed[] = [];
  let words = "";
  child.on("message", (message: Probed) => answers.push(message));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (words += text));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  const [answer] = answers;
  if (answer !== undefined) return answer;
  const how = signal === null ? `exit code ${code ?? "unknown"}` : `signal ${signal}`;
  const [last = ""] = words.trim().split("\n").slice(-1);
  const reason = `it brought down the process that tried it (${how}) ${last}`.trim();
  return { available: false, reason };
}
