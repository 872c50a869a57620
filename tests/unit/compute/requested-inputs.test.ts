import { describe, expect, it } from "vitest";
import { requestedMeasures } from "../../../src/compute/measures/requested/index.ts";
import { PlatformError } from "../../../src/domain/errors.ts";
import { fit } from "../../../src/domain/fit.ts";
import { jsonPath } from "../../../src/domain/json-path.ts";

type Path = readonly (string | number)[];

interface Changed {
  readonly path: Path;
  readonly input: unknown;
}

/** The document with another value at a place; undefined takes the field out. */
function withAt(document: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(document)) {
    return document.map((one, at) => (at === step ? withAt(one, rest, value) : (one as unknown)));
  }
  const { [String(step)]: inner, ...others } = document as Record<string, unknown>;
  const changed = withAt(inner, rest, value);
  return changed === undefined ? others : { ...others, [String(step)]: changed };
}

/** Every place of a document that holds something, from the inside. */
function placesOf(document: unknown, path: Path = []): { path: Path; value: unknown }[] {
  const inner =
    typeof document === "object" && document !== null
      ? Object.entries(document).flatMap(([key, value]) =>
          placesOf(value, [...path, Array.isArray(document) ? Number(key) : key]),
        )
      : [];
  return [...inner, { path, value: document }];
}

/** One thing made wrong at each place: its type, its finiteness, its length, its name. */
function misfitsOf(example: unknown): Changed[] {
  return placesOf(example).flatMap(({ path, value }) => {
    const changed = (wrong: unknown, at = path): Changed => {
      return { path: at, input: withAt(example, path, wrong) };
    };
    const isField = typeof path.at(-1) === "string";
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return [
      changed(typeof value === "boolean" ? 1 : true),
      changed(null),
      ...(isField ? [changed(undefined)] : []),
      ...(typeof value === "number" ? [changed(Infinity), changed(NaN)] : []),
      ...(Array.isArray(value) ? [changed([])] : []),
      ...(isObject ? [changed({ ...value, extra: 1 }, [...path, "extra"])] : []),
    ];
  });
}

/** What the schemas cannot see, and `run` says. */
function raggedOf(example: unknown): unknown[] {
  return placesOf(example).flatMap(({ path, value }) => {
    if (!Array.isArray(value)) return [];
    const entries = value as readonly unknown[];
    return [[...entries, entries[0]], entries.slice(1)].map((changed) => {
      return withAt(example, path, changed);
    });
  });
}

const WORDS = /^(it is missing: )?give |^no field has this name here: take it out/;

describe.each(requestedMeasures)("the input of $name", ({ input: schema, example, run }) => {
  it("that does not fit its schema is told with its place, and what to give", () => {
    // Left out, a field may have a default, and true may be what it holds.
    const found = misfitsOf(example).flatMap(({ path, input }) => {
      const fitted = fit(schema, input);
      return "data" in fitted ? [] : [{ place: jsonPath(path), misfit: fitted.misfit }];
    });
    expect(found.length).toBeGreaterThan(20);
    for (const { place, misfit } of found) {
      const where = jsonPath(misfit.path);
      // A field whose kind decides about the others may be told by one of them.
      expect(where.startsWith(place) || place.startsWith(where)).toBe(true);
      expect(misfit.told.slice(where === "" ? 0 : where.length + 2)).toMatch(WORDS);
    }
  });

  it("that does not fit together is told with a place, and what to do", async () => {
    const refusals: PlatformError[] = [];
    for (const input of raggedOf(example)) {
      if (!("data" in fit(schema, input))) continue;
      try {
        await run(input);
      } catch (error) {
        expect(error).toBeInstanceOf(PlatformError);
        refusals.push(error as PlatformError);
      }
    }
    expect(refusals.length).toBeGreaterThan(2);
    for (const { code, path, message } of refusals) {
      expect([code, path]).toEqual(["BAD_INPUT", expect.any(Array)]);
      expect(message.startsWith(`${jsonPath(path ?? [])}: `)).toBe(true);
      expect(message).toMatch(/\b(give|take|list) /);
    }
  });
});
