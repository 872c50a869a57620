import "reflect-metadata";
import { runCli } from "../cli/index.ts";
import { processOutput } from "../cli/output.ts";
import { loadConfig } from "../config/config.ts";
import { findProject } from "../config/root.ts";
import { papers } from "../papers/index.ts";
import { stopSignal } from "./stop-signal.ts";

const { root, version } = findProject(import.meta.url);
const output = processOutput();
const signal = stopSignal();

// Loaded when needed: most commands have no use for the API and the database.
await runCli(process.argv.slice(2), {
  root,
  version,
  papers,
  output,
  signal,
  setExitCode: (code) => (process.exitCode = code),
  loadConfig: () => loadConfig(process.env, root),
  openPlatform: async (config) =>
    (await import("../app.ts")).openPlatform(config, { log: (line) => output.err(line) }),
  serve: async (config) => (await import("../app.ts")).serve(config, { version, output, signal }),
  work: async (config) =>
    (await import("../work.ts")).work(config, { log: (line) => output.err(line), signal }),
});
