import { Command, CommanderError } from "commander";
import { EXIT, exitCodeOf, PlatformError } from "../domain/errors.ts";
import { baselineCommand } from "./baseline.command.ts";
import { nearestNames } from "./catalogue.ts";
import { checkCertificateCommand } from "./check-certificate.command.ts";
import { claimsCommand } from "./claims.command.ts";
import type { CliContext } from "./context.ts";
import { datasetsCommand } from "./datasets.command.ts";
import { doctorCommand } from "./doctor.command.ts";
import { engineCommand } from "./engine.command.ts";
import { evidenceCommand } from "./evidence.command.ts";
import { exportCommand } from "./export.command.ts";
import { exportGraphCommand } from "./export-graph.command.ts";
import { measureCommand } from "./measure.command.ts";
import { measuresCommand } from "./measures.command.ts";
import { migrateCommand } from "./migrate.command.ts";
import { printJson } from "./output.ts";
import { papersCommand } from "./papers.command.ts";
import { releasesCommand } from "./releases.command.ts";
import { regressCommand } from "./regress.command.ts";
import { resetCommand } from "./reset.command.ts";
import { startCommand } from "./start.command.ts";
import { statusCommand } from "./status.command.ts";
import { toPlatformError } from "./to-platform-error.ts";
import { verifyCommand } from "./verify.command.ts";
import { workerCommand } from "./worker.command.ts";

const commands = [
  startCommand,
  verifyCommand,
  papersCommand,
  claimsCommand,
  evidenceCommand,
  checkCertificateCommand,
  exportCommand,
  exportGraphCommand,
  baselineCommand,
  regressCommand,
  releasesCommand,
  measuresCommand,
  measureCommand,
  datasetsCommand,
  engineCommand,
  statusCommand,
  workerCommand,
  doctorCommand,
  migrateCommand,
  resetCommand,
];

const EXIT_CODES = `
Exit codes: 0 done; 1 the answer is no (--expect, regress); 2 wrong input; 3 could not be decided;
4 the system failed; 130 interrupted.`;

function createProgram(context: CliContext): Command {
  const program = new Command("corollary")
    .description("The claims of deep-learning theory papers, verified.")
    .version(context.version)
    .option("--debug", "show where an internal error happened")
    .addHelpText("after", EXIT_CODES)
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => context.output.out(text.trimEnd()),
      // Said once, with the code, by `report`.
      writeErr: () => undefined,
    })
    .exitOverride();
  for (const add of commands) add(program, context);
  return program;
}

/** A command that has one by default takes any word for an argument of that one: said as what it is. */
function unknownBelow({ code }: CommanderError, program: Command, argv: readonly string[]) {
  const [name, word = ""] = argv.filter((one) => !one.startsWith("-"));
  const below = program.commands.find((command) => command.name() === name)?.commands ?? [];
  const names = below.map((command) => command.name());
  if (code !== "commander.excessArguments" || names.length === 0 || names.includes(word)) return;
  const [nearest] = nearestNames(word, names);
  const meant =
    nearest === undefined ? `there are: ${names.join(", ")}` : `did you mean ${nearest}?`;
  return `unknown command '${word}' of ${name}; ${meant}`;
}

/** Names the help of the command that was given, where it is one. */
function wrongUsage(error: CommanderError, program: Command, argv: readonly string[]) {
  const name = argv.find((word) => !word.startsWith("-"));
  const isCommand = program.commands.some((command) => command.name() === name);
  const help = `npx corollary ${isCommand ? `${name} ` : ""}--help`;
  const told = unknownBelow(error, program, argv) ?? error.message.replace(/^error: /, "");
  return new PlatformError("BAD_INPUT", `${told}; see: ${help}`, { cause: error });
}

function report(context: Told, error: PlatformError, argv: readonly string[]): void {
  if (argv.includes("--json")) {
    const { code, message, path } = error;
    printJson(context.output, { errors: [{ code, message, path }] });
  } else {
    context.output.err(`corollary: ${error.code} ${error.message}`);
  }
  const { cause } = error;
  if (argv.includes("--debug") && cause instanceof Error) context.output.err(cause.stack ?? "");
}

type Told = Pick<CliContext, "output" | "signal" | "setExitCode">;

/** Says what went wrong, without a stack trace, and sets the exit code. */
export function tellFailure(context: Told, error: unknown, argv: readonly string[]): void {
  const told = toPlatformError(error, context.signal);
  report(context, told, argv);
  context.setExitCode(exitCodeOf(told.code));
}

/** Runs one command; never throws, sets the exit code. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<void> {
  const program = createProgram(context);
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) tellFailure(context, error, argv);
    else if (error.exitCode === 0) context.setExitCode(EXIT.done);
    else tellFailure(context, wrongUsage(error, program, argv), argv);
  }
}
