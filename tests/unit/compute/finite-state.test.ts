import { describe, expect, it } from "vitest";
import { isFiniteState } from "../../../src/compute/training/finite.ts";

const LENGTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const LARGEST = { float32: 3.4028234663852886e38, float64: Number.MAX_VALUE } as const;

function arrayOf(precision: keyof typeof LARGEST, length: number) {
  const array = precision === "float32" ? new Float32Array(length) : new Float64Array(length);
  return array.fill(LARGEST[precision]);
}

describe.each(["float32", "float64"] as const)("a state in %s", (precision) => {
  it("is finite, however large its numbers are and of both signs", () => {
    for (const length of LENGTHS) {
      const numbers = arrayOf(precision, length).map((one, at) => (at % 2 === 0 ? one : -one));
      expect(isFiniteState({ numbers })).toBe(true);
    }
  });

  it.each([NaN, Infinity, -Infinity])("is not finite with one %d, wherever it is", (wrong) => {
    for (const length of LENGTHS) {
      for (let at = 0; at < length; at += 1) {
        const numbers = arrayOf(precision, length);
        numbers[at] = wrong;
        expect(isFiniteState({ before: arrayOf(precision, 4), numbers })).toBe(false);
      }
    }
  });

  it("is not finite with infinities of both signs", () => {
    const numbers = arrayOf(precision, 8);
    numbers.set([Infinity, -Infinity], 3);
    expect(isFiniteState({ numbers })).toBe(false);
  });
});
