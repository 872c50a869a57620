import "reflect-metadata";
import { loadConfig } from "../config/config.ts";
import { findProject } from "../config/root.ts";
import { PlatformError } from "../domain/errors.ts";
import { work } from "../work.ts";
import { stopSignal } from "./stop-signal.ts";

/** What is not handed back by then is rescued by its missing heartbeat. */
const STOP_MS = 10_000;

const signal = stopSignal();
const log = (line: string) => void process.stdout.write(`worker: ${line}\n`);
signal.addEventListener("abort", () => {
  setTimeout(() => process.exit(1), STOP_MS).unref();
});
const [, , token] = process.argv;
try {
  const config = loadConfig(process.env, findProject(import.meta.url).root);
  await work(config, { log, signal, ...(token === undefined ? {} : { token }) });
} catch (error) {
  if (!(error instanceof PlatformError)) throw error;
  log(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
