import type { Command } from "commander";
import { homeOf, openDatabase } from "../database/embedded/index.ts";
import { findInstance } from "../database/instance.ts";

import { PlatformError } from "../domain/errors.ts";
import type { CliContext } from "./context.ts";
import { printJson } from "./output.ts";

interface ResetOptions {
  readonly yes?: true;
  readonly json?: true;
}

async function reset(context: CliContext, { yes, json }: ResetOptions): Promise<void> {
  const config = context.loadConfig();
  if (!yes) {
    const told = "reset deletes all experiments and evidence: give --yes if that is meant";
    throw new PlatformError("BAD_INPUT", told);
  }
  const running = findInstance(homeOf(config));
  if (running !== null) {
    const told = `a server uses this database (pid ${running.pid}): stop it first (kill ${running.pid})`;
    throw new PlatformError("ALREADY_RUNNING", told);
  }
  const { resetDatabase } = await import("../database/reset.ts");
  const database = await openDatabase(config, (line) => context.output.err(line));
  try {
    await resetDatabase(database.url);
  } finally {
    await database.close();
  }
  if (json) printJson(context.output, { reset: true });
  else context.output.out("all experiments and evidence are deleted");
}

export function resetCommand(program: Command, context: CliContext): void {
  program
    .command("reset")
    .description("delete all experiments and evidence")
    .option("--yes", "really do it")
    .option("--json", "print one JSON document")
    .action((options: ResetOptions) => reset(context, options));
}
