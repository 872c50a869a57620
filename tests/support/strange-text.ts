import type { RandomStream } from "../../src/compute/numerics/threefry.ts";

/** Where trouble is: first and last code of each, lone surrogates among them. */
const RANGES = [
  [0x20, 0x7e],
  [0x20, 0x7e],
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xa0, 0x2fff],
  [0xd800, 0xdfff],
  [0xe000, 0xffff],
  [0xfff9, 0xffff],
  [0x1_0000, 0x10_ffff],
  [0x1_f600, 0x1_f64f],
] as const;

/** What ends, opens or means something in one of the formats. */
const WORDS = [
  ...["]]>", "<![CDATA[", "<!--", "-->", "&#0;", "&amp;", "<&\"'", "\r\n", "\t", "%00", "{0}"],
  ...["](", "|", "\\|", "`", "```", "@someone", "#12", "https://example.org", "../", "\\", "$x$"],
];

/** A text of up to `length` pieces from all of Unicode, of which many are no text at all. */
export function strangeText(random: RandomStream, length = 24): string {
  const pieces = Array.from({ length: 1 + random.below(length) }, () => {
    if (random.below(4) === 0) return WORDS[random.below(WORDS.length)] ?? "";
    const [first, last] = RANGES[random.below(RANGES.length)] ?? RANGES[0];
    return String.fromCodePoint(first + random.below(last - first + 1));
  });
  return pieces.join("");
}

/** The characters of ASCII that one sees, in their order. */
export function visibleAscii(text: string): string {
  return text.replace(/[^\u0021-\u007e]/gu, "");
}
