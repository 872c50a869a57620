import { configurationTable } from "./variables.ts";

/** The page of the manual that lists every variable, as Markdown. */
export function configurationPage(): string {
  const sections = configurationTable.map(
    ({ name, form, default: value, sentence }) =>
      `## ${name}\n\n${sentence}\n\n- Form: ${form}\n- Default: ${value}\n`,
  );
  return [
    "# Configuration",
    "Everything has a default. An empty value counts as not set; a variable whose name begins " +
      "with COROLLARY\\_ and is not listed here stops the start. Written by `npm run generate`.",
    ...sections,
  ].join("\n\n");
}
