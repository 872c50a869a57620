import type { Command } from "commander";
import { checkCertificate, type CertificateOutcome } from "../compute/certificates/index.ts";
import { EXIT } from "../domain/errors.ts";
import type { CliContext } from "./context.ts";
import { printJson } from "./output.ts";
import { readJson } from "./read-json.ts";

function describe(outcome: CertificateOutcome): string {
  if (!outcome.holds) return `REFUSED: ${outcome.reason}`;
  return ["HOLDS:", ...outcome.proved.map((sentence) => `  - ${sentence}`)].join("\n");
}

export function checkCertificateCommand(program: Command, context: CliContext): void {
  program
    .command("check-certificate <file>")
    .description("check the certificate of a local minimum, independently of how it was found")
    .option("--json", "print one JSON document")
    .action(async (file: string, { json }: { json?: true }) => {
      const outcome = checkCertificate(await readJson(file, context.signal));
      if (json) printJson(context.output, outcome);
      else context.output.out(describe(outcome));
      context.setExitCode(outcome.holds ? EXIT.done : EXIT.no);
    });
}
