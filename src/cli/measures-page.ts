/** The page docs/generated/measures.md. */
import { requestedMeasures, type RequestedMeasure } from "../compute/measures/requested/index.ts";

/** Bars that would end a cell. */
const cell = (text: string) => text.replaceAll("|", "\\|");

function section({ name, title, source, meanings }: RequestedMeasure): string {
  const rows = Object.entries(meanings).map(
    ([number, meaning]) => `| \`${number}\` | ${cell(meaning)} |`,
  );
  return [
    `## ${name}`,
    title,
    `Source: ${source}.`,
    ["| number | is |", "|---|---|", ...rows].join("\n"),
  ].join("\n\n");
}

export function measuresPage(): string {
  return [
    "# Measures",
    "Written by `npm run generate`; do not edit. How to apply one: [measures.md](../measures.md). " +
      "`npx corollary measure <name> --schema` prints what each takes.",
    ...requestedMeasures.map(section),
    "",
  ].join("\n\n");
}
