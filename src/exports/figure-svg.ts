/**
 * A figure's specification (Vega-Lite, its data inside) as an SVG that needs nothing beside it: no
 * script, no font to fetch, no address. The same specification gives the same bytes on every machine:
 * the widths of words are estimated, not measured by a font that may be there, and ids are counted.
 */
import type { TopLevelSpec } from "vega-lite";
import { FIGURE_LOOK } from "./figure-look.ts";
import { xmlAttributes } from "./xml.ts";

/** Of a title's line, in characters: what fits above a plot of 560 pixels. */
const TITLE_LINE = 90;
/** Of a letter by its height: digits of wide sans-serif fonts, which axes are made of. */
const LETTER_WIDTH = 0.64;
/** Vega's own, in pixels. */
const FONT_SIZE = 11;
/** Beyond that it is no figure but data: 30 times the largest of ours. */
const CHARACTERS_MAX = 2_000_000;

type FigureSpec = Readonly<Record<string, unknown>>;

type Word = string | number | boolean | null | undefined;

/** What vega exports and its types leave out. */
interface Untyped {
  readonly textMetrics: { width: (item: { fontSize?: number }, text: Word) => number };
  randomLCG(seed: number): () => number;
  setRandom(random: () => number): void;
}

/** Loaded when the first figure is drawn: it takes an eighth of a second, and most commands draw none. */
async function loadVega() {
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  const untyped = vega as unknown as Untyped;
  // Not measured by a canvas, where one is installed: it knows the fonts of its machine.
  untyped.textMetrics.width = ({ fontSize = FONT_SIZE }, text) =>
    Math.floor(LETTER_WIDTH * fontSize * String(text ?? "").trim().length);
  return { vega, untyped, compile };
}

type Vega = Awaited<ReturnType<typeof loadVega>>;
type CompileOptions = Parameters<Vega["compile"]>[1];

function inLines(title: string): string[] {
  const lines: string[] = [];
  for (const word of title.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= TITLE_LINE) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** The spec's own configuration has the last word. */
function dressed(spec: FigureSpec): TopLevelSpec {
  const { title } = spec;
  const shown = typeof title === "string" ? { title: inLines(title) } : {};
  return { ...spec, ...shown } as unknown as TopLevelSpec;
}

/** Where a specification, outside of its rows, asks for something that stands elsewhere. */
function findAddress(part: unknown): string | null {
  if (typeof part !== "object" || part === null) return null;
  for (const [key, value] of Object.entries(part)) {
    if (key === "values") continue;
    if (key === "url" || key === "href") return JSON.stringify(value);
    const found = findAddress(value);
    if (found !== null) return found;
  }
  return null;
}

const refuse = () => Promise.reject(new Error("figures load nothing"));
const refusingLoader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

/** Keeps what Vega warns of. */
function listeningLogger() {
  const heard: string[] = [];
  const hear = (...words: readonly unknown[]) => {
    heard.push(words.join(" "));
    return logger;
  };
  const ignore = () => logger;
  const logger = { level: ignore, error: hear, warn: hear, info: ignore, debug: ignore };
  return { heard, logger };
}

function labelled(svg: string, { title }: FigureSpec): string {
  const label = typeof title === "string" ? title : "figure";
  const attributes = xmlAttributes({ role: "img", "aria-label": label });
  return svg.replace("<svg ", () => `<svg${attributes} `);
}

/** Vega draws on where a value has no place, such as 0 on a logarithmic axis, and draws it wrong. */
function assertSound(svg: string, heard: readonly string[]): void {
  const [warning] = heard;
  if (warning !== undefined) throw new Error(`Vega warns: ${warning}`);
  if (svg.length > CHARACTERS_MAX) {
    const size = (svg.length / 1e6).toFixed(1);
    throw new Error(`it would be ${size} MB, and a drawing has at most ${CHARACTERS_MAX / 1e6}`);
  }
}

async function draw({ vega, untyped, compile }: Vega, spec: FigureSpec): Promise<string> {
  const address = findAddress(spec);
  if (address !== null) throw new Error(`it asks for ${address}, and figures load nothing`);
  // Its warnings are of settings without effect, such as `zero` on a logarithmic axis.
  const { logger: ignored } = listeningLogger();
  const options = { config: FIGURE_LOOK, logger: ignored } as unknown as CompileOptions;
  // A copy: Vega numbers the rows that it is given.
  const { spec: plan } = compile(dressed(structuredClone(spec)), options);
  const { heard, logger } = listeningLogger();
  // Both are states of the whole process.
  vega.resetSVGDefIds();
  untyped.setRandom(untyped.randomLCG(1));
  const headless = { renderer: "none", loader: refusingLoader, logger } as const;
  const view = new vega.View(vega.parse(plan), headless);
  try {
    const svg = labelled(await view.toSVG(), spec);
    assertSound(svg, heard);
    return svg;
  } finally {
    view.finalize();
  }
}

let last: Promise<unknown> = Promise.resolve();

/**
 * One after the other, since Vega counts ids for the whole process.
 *
 * @throws Error that says why it cannot be drawn
 */
export function toSvg(spec: FigureSpec): Promise<string> {
  const drawn = last.then(async () => draw(await loadVega(), spec));
  last = drawn.catch(() => undefined);
  return drawn;
}

/** A figure as it is kept beside its specification: drawn, or the sentence that says why not. */
export type Drawing =
  | { readonly svg: string; readonly undrawn: null }
  | { readonly svg: null; readonly undrawn: string };

/** Never throws: a figure is no reason to lose a verdict. */
export async function drawFigure(spec: FigureSpec): Promise<Drawing> {
  try {
    return { svg: await toSvg(spec), undrawn: null };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { svg: null, undrawn: `it cannot be drawn: ${why}` };
  }
}
