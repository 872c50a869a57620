import { describe, expect, it } from "vitest";
import { isTooLarge } from "../../../src/server/answer-size.ts";

describe("the size of an answer", () => {
  it.each([
    ["text by its bytes", "äöü", 6],
    ["the names of fields", { abcd: "abcd" }, 8],
    ["every item of a list", ["ab", ["cd", { e: "f" }]], 6],
    ["numbers and nulls, generously", [1, null], 50],
    ["nothing", {}, 0],
  ])("counts %s", (_what, answer, bytes) => {
    expect(isTooLarge(answer, bytes)).toBe(false);
    expect(isTooLarge(answer, bytes - 1)).toBe(bytes > 0);
  });

  it("is never less than a number takes in the text", () => {
    const numbers = [-1.2345678901234567e-300, Number.MAX_SAFE_INTEGER, true];
    for (const one of numbers) expect(isTooLarge(one, JSON.stringify(one).length)).toBe(true);
  });
});
