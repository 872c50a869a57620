import { describe, expect, it } from "vitest";
import { movedByRounding, spreadOf } from "../../../src/compute/engine/engines/rounding.ts";

describe("numbers that are a rounding off", () => {
  it("are one or two of the next numbers up or down, some of them up and some down", () => {
    const data = Float32Array.from({ length: 1_000 }, (_, index) => (index + 0.5) / 7);
    const moved = movedByRounding(data, 1);
    const steps = data.map((value, index) => {
      const ulp = 2 ** (Math.floor(Math.log2(value)) - 23);
      return ((moved[index] ?? 0) - value) / ulp;
    });
    expect(new Set(steps)).toEqual(new Set([-2, -1, 1, 2]));
  });

  it("move by as little in float64", () => {
    const [moved = 0] = movedByRounding(Float64Array.of(1.5), 1);
    expect(Math.abs(moved - 1.5)).toBeGreaterThan(0);
    expect(Math.abs(moved - 1.5)).toBeLessThanOrEqual(2 ** -51);
  });

  it("leave whole numbers and what is not finite as they are", () => {
    const data = Float64Array.of(0, -0, 7, -1e300, Infinity, -Infinity, NaN);
    expect(movedByRounding(data, 3)).toEqual(data);
  });

  it("leave what is so large that it is whole, and only that", () => {
    const large = Float32Array.of(2 ** 23, 2 ** 23 + 1, 3e38);
    expect(movedByRounding(large, 1)).toEqual(large);
    const small = Float32Array.of(2 ** 22 + 0.5);
    expect(movedByRounding(small, 1)).not.toEqual(small);
  });

  it("differ from array to array", () => {
    const data = new Float32Array(64).fill(0.3);
    expect(movedByRounding(data, 1)).not.toEqual(movedByRounding(data, 2));
  });
});

describe("how far numbers moved", () => {
  it("is their largest difference", () => {
    expect(spreadOf(Float32Array.of(1, 2, 3), Float32Array.of(1, 2.5, 2.75))).toBe(0.5);
  });

  it("is one rounding of the largest number where they are equal", () => {
    expect(spreadOf(Float32Array.of(0.5, -8), Float32Array.of(0.5, -8))).toBe(8 * 2 ** -23);
    expect(spreadOf(Float64Array.of(2), Float64Array.of(2))).toBe(2 ** -51);
  });

  it("is nothing of integers that are equal", () => {
    expect(spreadOf(Int32Array.of(5), Int32Array.of(5))).toBe(0);
  });

  it("is without bound where only one is finite", () => {
    expect(spreadOf(Float32Array.of(NaN), Float32Array.of(1))).toBe(Infinity);
    expect(spreadOf(Float32Array.of(1), Float32Array.of(-Infinity))).toBe(Infinity);
    expect(spreadOf(Float32Array.of(NaN, Infinity), Float32Array.of(NaN, Infinity))).toBe(0);
  });
});
