/**
 * Whether a document that a person gives fits its schema; where it does not: the place, what to give
 * there, and what stands there instead. Words of a schema's own (`error`) come first.
 */
import type { z } from "zod";
import { jsonPath } from "./json-path.ts";

/** The first thing that does not fit: its place, and a sentence that begins with it. */
export interface Misfit {
  readonly path: readonly (string | number)[];
  readonly told: string;
}

type Fitted<T> = { readonly data: T } | { readonly misfit: Misfit };

type Issue = z.core.$ZodRawIssue;

/** Of a text that stands in a sentence. */
const SHOWN = 40;

const NOUNS: Readonly<Record<string, string>> = {
  ...{ number: "a number", int: "a whole number", string: "a text", boolean: "true or false" },
  ...{ array: "an array", object: "an object", record: "an object" },
};

function found(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value !== "string") return String(value);
  const shown = value.length > SHOWN ? `${value.slice(0, SHOWN)}...` : value;
  return `the text ${JSON.stringify(shown)}`;
}

/** "a", "b" or "c" */
function oneOf(values: readonly unknown[]): string {
  const words = values.map((value) => JSON.stringify(value));
  const last = words.pop() ?? "nothing";
  return words.length === 0 ? last : `${words.join(", ")} or ${last}`;
}

function given(expected: string, input: unknown): string {
  if (input === undefined) return `it is missing: give ${expected}`;
  if (typeof input === "number" && !Number.isFinite(input)) {
    return `give ${expected} that is finite, not ${input}`;
  }
  return `give ${expected}, not ${found(input)}`;
}

const PARTS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  array: ["entry", "entries"],
  string: ["character", "characters"],
};

/** "give at least 1 entry, not 0", or of a number "give at least 1, not 0" */
function bounded(words: string, bound: number | bigint, { origin, input }: Issue): string {
  const [one, many] = PARTS[String(origin)] ?? ["", ""];
  const noun = bound.toString() === "1" ? one : many;
  const size = Array.isArray(input) || typeof input === "string" ? input.length : String(input);
  return `give ${words} ${bound}${noun && ` ${noun}`}, not ${size}`;
}

/** Of a union whose members say by one field which of them they are; undefined: of another. */
function ofKinds({ discriminator, options, input }: Issue): string | undefined {
  if (!Array.isArray(options) || typeof discriminator !== "string") return undefined;
  return given(oneOf(options), (input as Record<string, unknown>)[discriminator]);
}

/** Undefined: zod's own words, or those of the schema. */
function sentenceOf(issue: Issue): string | undefined {
  const { code, input } = issue;
  switch (code) {
    case "invalid_type":
      return given(NOUNS[issue.expected] ?? issue.expected, input);
    case "invalid_value":
      return given(oneOf(issue.values), input);
    case "invalid_union":
      return ofKinds(issue);
    case "too_small":
      return bounded(issue.inclusive === false ? "more than" : "at least", issue.minimum, issue);
    case "too_big":
      return bounded(issue.inclusive === false ? "less than" : "at most", issue.maximum, issue);
    case "unrecognized_keys":
      return "no field has this name here: take it out, or correct the name";
    default:
      return undefined;
  }
}

/** The field itself, of what is said of the object around it. */
function pathOf(issue: z.core.$ZodIssue): (string | number)[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  const [unknown] = issue.code === "unrecognized_keys" ? issue.keys : [];
  return unknown === undefined ? path : [...path, unknown];
}

/** The document as the schema reads it, or its first misfit. */
export function fit<T>(schema: z.ZodType<T>, document: unknown): Fitted<T> {
  const { success, data, error } = schema.safeParse(document, { error: sentenceOf });
  if (success) return { data };
  const [issue] = error.issues;
  if (issue === undefined) return { misfit: { path: [], told: "it has another form" } };
  const path = pathOf(issue);
  const where = path.length === 0 ? "" : `${jsonPath(path)}: `;
  return { misfit: { path, told: `${where}${issue.message}` } };
}
