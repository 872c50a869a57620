/** Figures of evidence as files: what Vega-Lite draws them from, and the drawing. */
import { join } from "node:path";
import type { Command } from "commander";
import { canonicalJson } from "../domain/canonical.ts";
import { drawFigure } from "../exports/figure-svg.ts";
import type { FigureJson } from "../exports/evidence-json.ts";
import type { Figure } from "../verification/claim-spec.ts";
import type { CliContext } from "./context.ts";
import { writeWhole } from "./report-file.ts";

export interface FigureOptions {
  /** A folder; nothing is written unless it is given. */
  readonly figures?: string;
}

export function figuresOption(command: Command): Command {
  return command.option(
    "--figures <folder>",
    "write the figures there, each as .svg and as .vl.json (Vega-Lite)",
  );
}

export async function drawAll(figures: readonly Figure[]): Promise<FigureJson[]> {
  const drawn: FigureJson[] = [];
  for (const { name, title, spec } of figures) {
    drawn.push({ name, title, spec: canonicalJson(spec), ...(await drawFigure(spec)) });
  }
  return drawn;
}

/** Names of figures come from claim files, which may be anybody's. */
const fileName = (claim: string, figure: string) =>
  `${claim}-${figure}`.replaceAll(/[^\p{L}\p{N}-]+/gu, "-");

/** Where two claims share a folder, each file begins with its claim's name. */
export function writeFigures(
  { output }: Pick<CliContext, "output">,
  folder: string,
  claim: string,
  figures: readonly FigureJson[],
): void {
  for (const { name, spec, svg, undrawn } of figures) {
    const place = join(folder, fileName(claim, name));
    writeWhole(`${place}.vl.json`, `${JSON.stringify(JSON.parse(spec), null, 2)}\n`);
    if (svg !== null) writeWhole(`${place}.svg`, svg);
    const drawing = svg === null ? `, no drawing: ${undrawn ?? "none"}` : ` and ${place}.svg`;
    output.err(`wrote ${place}.vl.json${drawing}`);
  }
}
