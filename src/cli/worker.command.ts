import type { Command } from "commander";
import type { CliContext } from "./context.ts";

export function workerCommand(program: Command, context: CliContext): void {
  program
    .command("worker")
    .description("take verifications from the queue and compute them, beside a running server")
    .action(() => context.work(context.loadConfig()));
}
