import type { Command } from "commander";
import { PlatformError } from "../domain/errors.ts";
import type { Budget } from "../domain/verdict.ts";
import { formatEvidence } from "../exports/evidence-file.ts";
import { findTargets } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import { assertTakesBaseline, deliverBaseline } from "./deliver-baseline.ts";
import { assertDeliverable, deliver, documentOptions, type DocumentOptions } from "./document.ts";
import { findEvidence } from "./find-evidence.ts";
import { budgetOption } from "./options.ts";
import type { Platform } from "./platform.ts";
import { withPlatform } from "./with-platform.ts";

interface ExportOptions extends DocumentOptions {
  readonly budget: Budget;
}

async function plainEvidence({ services, createLoaders }: Platform, slug: string, budget: Budget) {
  const claim = await services.reads.findClaim({ slug });
  return claim && createLoaders().plainEvidence.load({ claimId: claim.id, budget });
}

/** The latest evidence on one engine of all claims that a word names, as a baseline. */
async function exportSet(context: CliContext, of: string, options: ExportOptions): Promise<void> {
  const { budget } = options;
  const targets = findTargets(context.papers, of);
  const slugs = targets.map(({ claim }) => claim.slug);
  const rows = await withPlatform(context, (platform) =>
    Promise.all(slugs.map((slug) => plainEvidence(platform, slug, budget))),
  );
  const records = rows.flatMap((row) => (row === null ? [] : [row.record]));
  if (records.length === 0) {
    const told =
      `no claim of ${of} has been verified at ${budget} in this database; start the server with ` +
      `COROLLARY_VERIFY=${budget}, or without a database: npx corollary baseline ${of} ` +
      `--budget ${budget} --out <file>`;
    throw new PlatformError("NOT_FOUND", told);
  }
  for (const [index, slug] of slugs.entries()) {
    if (rows[index] !== null) continue;
    context.output.err(`left out: ${slug} has not been verified at ${budget} in this database`);
  }
  deliverBaseline(context, options, { of, budget, records });
}

/** One record, by claim, digest or id. */
async function exportOne(context: CliContext, word: string, options: ExportOptions): Promise<void> {
  const { record } = await withPlatform(context, (platform) =>
    findEvidence(platform, context, word, options.budget),
  );
  deliver(context, options, { text: formatEvidence(record), records: 1 });
}

async function exportEvidence(
  context: CliContext,
  word: string,
  options: ExportOptions,
): Promise<void> {
  const isSet = word === "all" || context.papers.some(({ slug }) => slug === word);
  (isSet ? assertTakesBaseline : assertDeliverable)(options);
  await (isSet ? exportSet : exportOne)(context, word, options);
}

export function exportCommand(program: Command, context: CliContext): void {
  const command = program
    .command("export <evidence|claim|paper|all>")
    .description("write stored evidence to a file: one record, or of a paper or all a baseline")
    .addOption(budgetOption("which budget of claims"));
  documentOptions(command).action((word: string, options: ExportOptions) =>
    exportEvidence(context, word, options),
  );
}
