/** Control characters but tab and line breaks, lone surrogates, and what is no character at all. */
const UNSHOWABLE = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

const PICTURES = 0x2400;
const DELETE = 0x7f;
const PICTURE_OF_DELETE = "\u2421";
const NO_CHARACTER = "\ufffd";

function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(PICTURES + code);
  return code === DELETE ? PICTURE_OF_DELETE : NO_CHARACTER;
}

/**
 * Text that every reader takes: what XML 1.0 forbids, what UTF-8 has no bytes for and what drives a
 * terminal is shown in its place (escape as U+241B, a lone surrogate as U+FFFD), never left out.
 */
export function visible(text: string): string {
  return text.replace(UNSHOWABLE, picture);
}

/** The same in one line. */
export function oneLine(text: string): string {
  return visible(text).replace(/\s+/gu, " ").trim();
}

/** At most `width` characters, the last of them "…" where something was cut off. */
export function shorten(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  return `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}

/** Lines of at most `width` characters, broken between words; a longer word stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    const longer = `${last} ${word}`;
    if (last !== undefined && Array.from(longer).length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
