import type { Command } from "commander";
import type { CliContext } from "./context.ts";

export function startCommand(program: Command, context: CliContext): void {
  program
    .command("start")
    .description("start database, API, page and worker, and verify what is not verified yet")
    .action(() => context.serve(context.loadConfig()));
}
