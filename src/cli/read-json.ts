/** A JSON document that a person gives, read strictly: what could be meant in two ways is refused. */
import { createReadStream } from "node:fs";
import { PlatformError } from "../domain/errors.ts";
import { jsonPath } from "../domain/json-path.ts";

const STANDARD_INPUT = "-";
const BYTES_MAX = 64 * 2 ** 20;
const LEVELS_MAX = 64;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "there is no permission to read it",
};

const nameOf = (file: string) => (file === STANDARD_INPUT ? "standard input" : file);

function refuse(file: string, told: string, cause?: unknown): never {
  throw new PlatformError("BAD_INPUT", `${nameOf(file)}${told}`, { cause });
}

async function bytesOf(file: string, signal: AbortSignal): Promise<Buffer> {
  const stream = file === STANDARD_INPUT ? process.stdin : createReadStream(file);
  const abort = () => stream.destroy(new PlatformError("INTERRUPTED", "stopped while reading"));
  signal.addEventListener("abort", abort, { once: true });
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > BYTES_MAX) refuse(file, `: more than ${BYTES_MAX / 2 ** 20} MiB are not read`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    const { code = "", message } = error as NodeJS.ErrnoException;
    refuse(file, ` cannot be read: ${REASONS[code] ?? message}`, error);
  } finally {
    signal.removeEventListener("abort", abort);
  }
  return Buffer.concat(chunks);
}

/** Editors on Windows put a byte order mark first; it is no part of the text. */
function textOf(file: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    return refuse(file, " is not UTF-8: save it as UTF-8 text", cause);
  }
}

/** Numbers that JSON lacks come out of many programs: that is said, not only where. */
function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const { message } = cause as SyntaxError;
    if (text.trim() === "") return refuse(file, " is empty", cause);
    const words = /\b(NaN|-?Infinity)\b/.exec(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'));
    const hint = words === null ? "" : `; ${words[0]} is no JSON: only finite numbers are measured`;
    return refuse(file, ` is not JSON: ${message}${hint}`, cause);
  }
}

/** An object or array of a document, as far as it has been read. */
interface Level {
  /** Null in an array. */
  readonly keys: Set<string> | null;
  /** Where the value that comes next stands. */
  step: string | number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/**
 * Of a text that is JSON: JSON.parse takes the last of two values of one name, and what comes after
 * it may not be able to walk what is nested deeply.
 */
function assertPlain(file: string, text: string): void {
  const levels: Level[] = [];
  let last = "";
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === "{" || token === "[") {
      levels.push({ keys: token === "{" ? new Set() : null, step: token === "{" ? "" : 0 });
      if (levels.length > LEVELS_MAX) refuse(file, ` is nested deeper than ${LEVELS_MAX} levels`);
    } else if (token === "}" || token === "]") levels.pop();
    else if (token === "," && typeof level?.step === "number") level.step += 1;
    else if (token === ":" && level?.keys) {
      level.step = JSON.parse(last) as string;
      if (level.keys.has(level.step)) {
        const where = jsonPath(levels.map(({ step }) => step));
        refuse(file, `: ${where}: the name stands twice, and only one value can be meant`);
      }
      level.keys.add(level.step);
    }
    last = token;
  }
}

/**
 * @param file a path, or "-" for standard input
 * @throws PlatformError BAD_INPUT with the file and what is wrong in it
 */
export async function readJson(file: string, signal: AbortSignal): Promise<unknown> {
  const text = textOf(file, await bytesOf(file, signal));
  const value = parse(file, text);
  assertPlain(file, text);
  return value;
}
