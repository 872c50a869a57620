import type { Command } from "commander";
import { canonicalJson } from "../domain/canonical.ts";
import { toGlobalId } from "../domain/global-id.ts";
import type { Budget } from "../domain/verdict.ts";
import { toEvidenceJson, type FigureJson } from "../exports/evidence-json.ts";
import { drawFigure } from "../exports/figure-svg.ts";
import type { CliContext } from "./context.ts";
import { describeEvidence } from "./describe-evidence.ts";
import { figuresOption, writeFigures, type FigureOptions } from "./figures.ts";
import { findEvidence } from "./find-evidence.ts";
import { printJson } from "./output.ts";
import { budgetOption } from "./options.ts";
import type { Platform } from "./platform.ts";
import { prepareFolder } from "./report-file.ts";
import { withPlatform } from "./with-platform.ts";

interface EvidenceOptions extends FigureOptions {
  /** Absent: what the claim stands by. */
  readonly budget?: Budget;
  readonly json?: true;
}

/** As stored; what was stored before drawings were kept is drawn now. */
async function loadFigures(platform: Platform, evidenceId: string): Promise<FigureJson[]> {
  const stored = await platform.createLoaders().figuresByEvidence.load(evidenceId);
  const shown: FigureJson[] = [];
  for (const { name, title, spec, svg, undrawn } of stored) {
    const isOld = svg === null && undrawn === null;
    const drawing = isOld ? await drawFigure({ ...spec }) : { svg, undrawn };
    shown.push({ name, title, spec: canonicalJson(spec), ...drawing });
  }
  return shown;
}

async function show(context: CliContext, word: string, options: EvidenceOptions): Promise<void> {
  const { figures: folder, json = false } = options;
  prepareFolder(folder);
  await withPlatform(context, async (platform) => {
    const row = await findEvidence(platform, context, word, options.budget);
    const figures = json || folder !== undefined ? await loadFigures(platform, row.id) : [];
    if (folder !== undefined) writeFigures(context, folder, row.record.claim, figures);
    const stored = { id: toGlobalId("Evidence", row.id), sequence: row.sequence };
    if (json) printJson(context.output, toEvidenceJson(row.record, figures, stored));
    else context.output.out(describeEvidence(row.record, null));
  });
}

export function evidenceCommand(program: Command, context: CliContext): void {
  const command = program
    .command("evidence <id|digest|claim>")
    .description("show stored evidence: checks, controls, seeds, digests")
    .addOption(budgetOption("which budget of a claim, not its largest").default(undefined))
    .option("--json", "print one JSON document");
  figuresOption(command).action((word: string, options: EvidenceOptions) =>
    show(context, word, options),
  );
}
