import { fork } from "node:child_process";
import { once } from "node:events";
import { notStarted } from "./child-process.ts";

/** A small program takes a fraction of a second, its library at most a few. */
const LIMIT_MS = 60_000;

export type Answer<T> =
  | { readonly ok: true; readonly answer: T }
  | { readonly ok: false; /** How the process ended, with its last words. */ readonly end: string };

/** An uncaught error has its stack and Node's version behind it. */
function lastWords(words: string): string {
  const lines = words.split("\n");
  return lines.find((line) => /^\w*Error\b.*: /.test(line)) ?? lines.at(-1) ?? "";
}

async function ask<T>(script: string, args: readonly string[]): Promise<Answer<T>> {
  const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  const child = fork(new URL(`${script}${extension}`, import.meta.url), [...args], {
    env: {},
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
  });
  const answers: T[] = [];
  let words = "";
  child.on("message", (message: T) => answers.push(message));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (words += text));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  const [answer] = answers;
  if (answer !== undefined) return { ok: true, answer };
  const how = signal === null ? `exit code ${code ?? "unknown"}` : `signal ${signal}`;
  const said = lastWords(words.trim());
  return { ok: false, end: `it brought down the process that tried it (${how}) ${said}`.trim() };
}

/**
 * Has a process of its own try something with a native library and send one message: a library that
 * crashes or hangs on this machine takes nothing with it.
 *
 * @param script module of the child, without extension, from where this module lies
 */
export async function askChild<T>(script: string, args: readonly string[]): Promise<Answer<T>> {
  try {
    return await ask(script, args);
  } catch (error) {
    return { ok: false, end: notStarted(error) };
  }
}
