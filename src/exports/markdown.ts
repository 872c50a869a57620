import { oneLine } from "./visible.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  "|": "&#124;",
};

/** Of zero width, so that what it follows is no mention, no reference and no address for a code host. */
const BREAK = "\u200b";

/**
 * Text that shows as it is and does nothing: one line, no markup, no HTML, no cells of a table, nobody
 * mentioned, nothing linked.
 */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/@|[#!](?=\d)|:(?=\/\/)|\bwww(?=\.)/gi, `$&${BREAK}`)
    .replace(/[\\`*_{}[\]~$^]|^[-+=#>]|(?<=^\d+)[.)]/g, "\\$&")
    .replace(/[&<|]/g, (character) => ENTITIES[character] ?? character);
}

export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** A block that shows its text as it is. */
export function markdownCode(lines: readonly string[]): string {
  const text = lines.map(oneLine).join("\n");
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}sh\n${text}\n${fence}`;
}
