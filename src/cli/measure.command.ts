import { Option, type Command } from "commander";
import { z } from "zod";
import type { RequestedAnswer, RequestedMeasure } from "../compute/measures/requested/index.ts";
import { EXIT, PlatformError } from "../domain/errors.ts";
import { fit } from "../domain/fit.ts";
import { applyMeasure } from "./apply-measure.ts";
import { nearestNames } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import { describeAnswer } from "./measure-words.ts";
import { printJson } from "./output.ts";
import { readJson } from "./read-json.ts";
import { assertWritable, writeWhole } from "./report-file.ts";

interface MeasureOptions {
  readonly in?: string;
  readonly json?: true;
  readonly certificate?: string;
  readonly schema?: true;
  readonly example?: true;
}

const EXIT_CODES = {
  MEASURED: EXIT.done,
  PRECONDITION_FAILED: EXIT.no,
  INCONCLUSIVE: EXIT.undecided,
} as const;

async function findMeasure(name: string): Promise<RequestedMeasure> {
  const { requestedMeasures } = await import("../compute/measures/requested/index.ts");
  const found = requestedMeasures.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = requestedMeasures.map((one) => one.name);
  const nearest = nearestNames(name, names);
  const hint =
    nearest.length > 0 ? `did you mean ${nearest.join(", ")}?` : "see: npx corollary measures";
  throw new PlatformError("NOT_FOUND", `no measure is named "${name}"; ${hint}`);
}

/** @throws PlatformError BAD_INPUT with the first place that does not fit the schema */
function assertFits({ name, input: schema }: RequestedMeasure, input: unknown): void {
  const fitted = fit(schema, input);
  if ("data" in fitted) return;
  const { path, told } = fitted.misfit;
  const help = `npx corollary measure ${name} --schema`;
  throw new PlatformError("BAD_INPUT", `${told}; what is expected: ${help}`, { path });
}

function deliver(
  { output }: CliContext,
  measure: RequestedMeasure,
  answer: RequestedAnswer,
  { json, certificate: file }: MeasureOptions,
): void {
  if (file !== undefined) {
    if (answer.certificate === undefined) output.err(`${file} was not written: no certificate`);
    else writeWhole(file, `${JSON.stringify(answer.certificate, null, 2)}\n`);
  }
  const { status, numbers, certificate = null } = answer;
  const reason = "reason" in answer ? answer.reason : null;
  if (json) printJson(output, { measure: measure.name, status, reason, numbers, certificate });
  else output.out(describeAnswer(measure, answer));
}

async function apply(
  context: CliContext,
  measure: RequestedMeasure,
  options: MeasureOptions,
): Promise<void> {
  const { in: file, certificate } = options;
  if (file === undefined) {
    const told = "say what to measure: --in <file.json>, or - for standard input; or --example";
    throw new PlatformError("BAD_INPUT", told);
  }
  if (certificate !== undefined) assertWritable(certificate);
  const input = await readJson(file, context.signal);
  assertFits(measure, input);
  const answer = await applyMeasure({ name: measure.name, input }, context.signal);
  deliver(context, measure, answer, options);
  context.setExitCode(EXIT_CODES[answer.status]);
}

async function measure(context: CliContext, name: string, options: MeasureOptions): Promise<void> {
  const found = await findMeasure(name);
  const { title, source } = found;
  if (options.schema) {
    const schema = z.toJSONSchema(found.input, { io: "input" });
    printJson(context.output, { title: name, description: `${title} (${source})`, ...schema });
  } else if (options.example) printJson(context.output, found.example);
  else await apply(context, found, options);
}

const EXIT_HELP = `
Exit codes: 0 measured; 1 a hypothesis does not hold of this input; 2 wrong input; 3 these numbers
cannot tell.`;

export function measureCommand(program: Command, context: CliContext): void {
  program
    .command("measure <name>")
    .description("apply a measure of the claims to your own model, data and parameters")
    .option("--in <file>", "what to measure, as JSON; - is standard input")
    .option("--json", "print one JSON document")
    .option("--certificate <file>", "write the certificate there, where one is made")
    .addOption(new Option("--schema", "print the JSON schema of the input").conflicts("in"))
    .addOption(new Option("--example", "print a small input").conflicts(["in", "schema"]))
    .addHelpText("after", EXIT_HELP)
    .action((name: string, options: MeasureOptions) => measure(context, name, options));
}
