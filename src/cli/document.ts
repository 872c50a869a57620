import { Option, type Command } from "commander";
import { z } from "zod";
import { PlatformError } from "../domain/errors.ts";
import { digestSchema } from "../domain/evidence-record.ts";
import type { CliContext } from "./context.ts";
import { printJson } from "./output.ts";
import { assertWritable, writeWhole } from "./report-file.ts";

/** Where a document goes, and how it is told. */
export interface DocumentOptions {
  /** A file; "-" is standard output. */
  readonly out: string;
  readonly json?: true;
}

export interface Document {
  /** Its first line is a JSON document with a digest. */
  readonly text: string;
  readonly records: number;
  /** What to type next. */
  readonly next?: string;
}

const STANDARD_OUTPUT = "-";

export function documentOptions(command: Command): Command {
  const out = new Option("--out <file>", "where to write it; - is standard output");
  return command
    .addOption(out.makeOptionMandatory())
    .option("--json", "print one JSON document that says what was written");
}

export function isToStandardOutput({ out }: DocumentOptions): boolean {
  return out === STANDARD_OUTPUT;
}

/**
 * Before anything is computed.
 *
 * @throws PlatformError BAD_INPUT for a file that cannot be written
 */
export function assertDeliverable(options: DocumentOptions): void {
  if (!isToStandardOutput(options)) assertWritable(options.out);
  else if (options.json) {
    const told = "--out - writes the document itself to standard output: leave out --json";
    throw new PlatformError("BAD_INPUT", told);
  }
}

const digestOfLine = z.object({ digest: digestSchema });

export function deliver(
  { output }: Pick<CliContext, "output">,
  options: DocumentOptions,
  { text, records, next }: Document,
): void {
  if (isToStandardOutput(options)) {
    output.document(text);
    return;
  }
  const { out: file, json } = options;
  writeWhole(file, text);
  const bytes = Buffer.byteLength(text);
  if (json) {
    const { digest } = digestOfLine.parse(JSON.parse(text.slice(0, text.indexOf("\n"))));
    printJson(output, { file, records, bytes, digest });
    return;
  }
  const counted = `${records} ${records === 1 ? "record" : "records"}`;
  output.out(`wrote ${file}: ${counted}, ${bytes.toLocaleString("en")} bytes`);
  if (next !== undefined) output.out(`next: ${next}`);
}
