import type { Command } from "commander";
import { openDatabase } from "../database/embedded/index.ts";

import type { CliContext } from "./context.ts";
import { printJson } from "./output.ts";

async function run(context: CliContext, { json }: { json?: true }): Promise<void> {
  const { output } = context;
  const { migrate } = await import("../database/migrate.ts");
  const database = await openDatabase(context.loadConfig(), (line) => output.err(line));
  try {
    const { applied } = await migrate(database.url);
    if (json) printJson(output, { applied });
    else output.out(applied.length === 0 ? "the database is up to date" : applied.join("\n"));
  } finally {
    await database.close();
  }
}

export function migrateCommand(program: Command, context: CliContext): void {
  program
    .command("migrate")
    .description("bring the database's schema up to this version")
    .option("--json", "print one JSON document")
    .action((options: { json?: true }) => run(context, options));
}
