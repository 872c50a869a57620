import type { Command } from "commander";
import type { CliContext } from "./context.ts";
import { printJson } from "./output.ts";

async function list({ output }: CliContext, { json }: { json?: true }): Promise<void> {
  const { requestedMeasures } = await import("../compute/measures/requested/index.ts");
  if (json) {
    const shown = requestedMeasures.map(({ name, title, source, meanings }) => {
      return { name, title, source, meanings };
    });
    printJson(output, { measures: shown });
    return;
  }
  const sections = requestedMeasures.map(({ name, title, source }) => {
    return `${name}\n  ${title}\n  ${source}`;
  });
  output.out([...sections, "apply one: npx corollary measure <name> --in <file.json>"].join("\n"));
}

export function measuresCommand(program: Command, context: CliContext): void {
  program
    .command("measures")
    .description("list the measures that can be applied to your own numbers")
    .option("--json", "print one JSON document")
    .action((options: { json?: true }) => list(context, options));
}
