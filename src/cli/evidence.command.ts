import type { Command } from "commander";
import { toGlobalId } from "../domain/global-id.ts";
import type { Budget } from "../domain/verdict.ts";
import { toEvidenceJson } from "../exports/evidence-json.ts";
import type { CliContext } from "./context.ts";
import { describeEvidence } from "./describe-evidence.ts";
import { findEvidence } from "./find-evidence.ts";
import { printJson } from "./output.ts";
import { budgetOption } from "./options.ts";
import { withPlatform } from "./with-platform.ts";

interface EvidenceOptions {
  readonly budget: Budget;
  readonly json?: true;
}

async function show(context: CliContext, word: string, options: EvidenceOptions): Promise<void> {
  await withPlatform(context, async (platform) => {
    const row = await findEvidence(platform, context, word, options.budget);
    if (!options.json) {
      context.output.out(describeEvidence(row.record, null));
      return;
    }
    const figures = await platform.createLoaders().figuresByEvidence.load(row.id);
    const shown = figures.map(({ name, title, spec }) => ({
      name,
      title,
      spec: JSON.stringify(spec),
    }));
    const stored = { id: toGlobalId("Evidence", row.id), sequence: row.sequence };
    printJson(context.output, toEvidenceJson(row.record, shown, stored));
  });
}

export function evidenceCommand(program: Command, context: CliContext): void {
  program
    .command("evidence <id|digest|claim>")
    .description("show stored evidence: checks, controls, seeds, digests")
    .addOption(budgetOption("which budget of a claim"))
    .option("--json", "print one JSON document")
    .action((word: string, options: EvidenceOptions) => show(context, word, options));
}
