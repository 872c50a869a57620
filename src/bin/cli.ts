import "reflect-metadata";
import { runCli, tellFailure } from "../cli/index.ts";
import { processOutput } from "../cli/output.ts";
import { loadConfig } from "../config/config.ts";
import { findProject } from "../config/root.ts";
import { stopSignal } from "./stop-signal.ts";

const { root, version } = findProject(import.meta.url);
const output = processOutput();
const signal = stopSignal();

const argv = process.argv.slice(2);
const told = { output, signal, setExitCode: (code: number) => (process.exitCode = code) };

/** A claim that is refused when it is defined is a mistake to be named, not a crash. */
async function loadPapers() {
  try {
    return (await import("../papers/index.ts")).papers;
  } catch (error) {
    tellFailure(told, error, argv);
    return null;
  }
}

const papers = await loadPapers();
// Loaded when needed: most commands have no use for the API and the database.
if (papers !== null) {
  await runCli(argv, {
    ...told,
    root,
    version,
    papers,
    loadConfig: () => loadConfig(process.env, root),
    openPlatform: async (config) =>
      (await import("../app.ts")).openPlatform(config, { log: (line) => output.err(line) }),
    serve: async (config) => (await import("../app.ts")).serve(config, { version, output, signal }),
    work: async (config) =>
      (await import("../work.ts")).work(config, { log: (line) => output.err(line), signal }),
  });
}
