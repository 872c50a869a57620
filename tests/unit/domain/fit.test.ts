import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fit } from "../../../src/domain/fit.ts";

const schema = z.strictObject({
  rows: z.array(z.array(z.number()).min(1)).min(1),
  mode: z.enum(["slow", "fast", "other"]),
  count: z.int().positive().max(3),
  kind: z.discriminatedUnion("name", [
    z.strictObject({ name: z.literal("a") }),
    z.strictObject({ name: z.literal("b") }),
  ]),
  word: z.string().min(1).max(5).regex(/^x/, 'give a word that begins with "x"').exactOptional(),
});
const right = { rows: [[1]], mode: "slow", count: 1, kind: { name: "a" } };

describe("a document that does not fit its schema", () => {
  it.each([
    [[], "give an object, not an array"],
    [{ ...right, mode: undefined }, 'mode: it is missing: give "slow", "fast" or "other"'],
    [{ ...right, mode: "quick" }, 'mode: give "slow", "fast" or "other", not the text "quick"'],
    [{ ...right, rows: undefined }, "rows: it is missing: give an array"],
    [{ ...right, rows: null }, "rows: give an array, not null"],
    [{ ...right, rows: [] }, "rows: give at least 1 entry, not 0"],
    [{ ...right, rows: [[1], []] }, "rows[1]: give at least 1 entry, not 0"],
    [{ ...right, rows: [[1, "2"]] }, 'rows[0][1]: give a number, not the text "2"'],
    [{ ...right, rows: [[{}]] }, "rows[0][0]: give a number, not an object"],
    [{ ...right, rows: [[Infinity]] }, "rows[0][0]: give a number that is finite, not Infinity"],
    [{ ...right, rows: [[NaN]] }, "rows[0][0]: give a number that is finite, not NaN"],
    [{ ...right, count: 1.5 }, "count: give a whole number, not 1.5"],
    [{ ...right, count: 0 }, "count: give more than 0, not 0"],
    [{ ...right, count: 4 }, "count: give at most 3, not 4"],
    [{ ...right, kind: {} }, 'kind.name: it is missing: give "a" or "b"'],
    [{ ...right, kind: { name: "c" } }, 'kind.name: give "a" or "b", not the text "c"'],
    [{ ...right, kind: 3 }, "kind: give an object, not 3"],
    [{ ...right, word: "y" }, 'word: give a word that begins with "x"'],
    [{ ...right, word: "x".repeat(6) }, "word: give at most 5 characters, not 6"],
    [{ ...right, word: ["y".repeat(9)], cnt: 1 }, "word: give a text, not an array"],
    [
      { ...right, kind: { name: "a", nme: 1 } },
      "kind.nme: no field has this name here: take it out, or correct the name",
    ],
  ])("%# says where, and what to give instead", (document, told) => {
    const fitted = fit(schema, document);
    expect("misfit" in fitted && fitted.misfit.told).toBe(told);
  });

  it("is told with the path of the field, of one that is unknown too", () => {
    const fitted = fit(schema, { ...right, kind: { name: "a", nme: 1 } });
    expect("misfit" in fitted && fitted.misfit.path).toEqual(["kind", "nme"]);
  });

  it("quotes no more of a text than can be read", () => {
    const fitted = fit(schema, { ...right, mode: "m".repeat(1_000) });
    expect("misfit" in fitted && fitted.misfit.told.length).toBeLessThan(120);
  });
});

it("a document that fits comes back as the schema reads it", () => {
  expect(fit(schema, right)).toEqual({ data: right });
});
