import { readFileSync, statSync } from "node:fs";
import type { Command } from "commander";
import { checkCertificate, type CertificateOutcome } from "../compute/certificates/index.ts";
import { EXIT, PlatformError } from "../domain/errors.ts";
import type { CliContext } from "./context.ts";
import { printJson } from "./output.ts";

/** The largest that the product writes have some hundred kilobytes. */
const BYTES_MAX = 20_000_000;

function read(path: string): string {
  try {
    const { size } = statSync(path);
    if (size <= BYTES_MAX) return readFileSync(path, "utf8");
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    throw new PlatformError("BAD_INPUT", `${path} cannot be read: ${told}`, { cause: error });
  }
  throw new PlatformError("BAD_INPUT", `${path}: more than ${BYTES_MAX} bytes are no certificate`);
}

function parse(path: string): unknown {
  const text = read(path);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    throw new PlatformError("BAD_INPUT", `${path} is not JSON: ${told}`, { cause: error });
  }
}

function describe(outcome: CertificateOutcome): string {
  if (!outcome.holds) return `REFUSED: ${outcome.reason}`;
  return ["HOLDS:", ...outcome.proved.map((sentence) => `  - ${sentence}`)].join("\n");
}

export function checkCertificateCommand(program: Command, context: CliContext): void {
  program
    .command("check-certificate <file>")
    .description("check the certificate of a local minimum, independently of how it was found")
    .option("--json", "print one JSON document")
    .action((path: string, { json }: { json?: true }) => {
      const outcome = checkCertificate(parse(path));
      if (json) printJson(context.output, outcome);
      else context.output.out(describe(outcome));
      context.setExitCode(outcome.holds ? EXIT.done : EXIT.no);
    });
}
