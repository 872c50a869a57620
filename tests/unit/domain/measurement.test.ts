import { describe, expect, it } from "vitest";
import { toMeasurement } from "../../../src/domain/measurement.ts";

describe("toMeasurement", () => {
  it("keeps an integer of any size exactly, with its nearest double beside it", () => {
    const power = 4n ** 32n;
    expect(toMeasurement("rank", power)).toMatchObject({
      exact: "18446744073709551616",
      value: 2 ** 64,
      state: null,
    });
  });

  it("keeps an integer that no double can hold, with no value beside it", () => {
    expect(toMeasurement("rank", 10n ** 400n)).toMatchObject({ value: null, state: null });
    expect(toMeasurement("rank", 2n ** 53n + 1n).exact).toBe("9007199254740993");
  });

  it.each([
    [NaN, "NAN"],
    [Infinity, "POSITIVE_INFINITY"],
    [-Infinity, "NEGATIVE_INFINITY"],
  ])("stores %s as null with its state", (value, state) => {
    expect(toMeasurement("loss", value)).toMatchObject({ value: null, exact: null, state });
  });

  it("has one zero, so that it is the same number once it was stored", () => {
    for (const quantity of [-0, { value: -0, low: -0, high: -0 }]) {
      const measured = toMeasurement("gap", quantity);
      expect(measured.value).toBe(0);
      expect(JSON.parse(JSON.stringify(measured))).toEqual(measured);
    }
    expect(toMeasurement("gap", -Number.MIN_VALUE).value).toBe(-Number.MIN_VALUE);
  });

  it("keeps a fraction exactly, in lowest terms", () => {
    const half = toMeasurement("loss", { numerator: -10n, denominator: 4n });
    expect(half).toMatchObject({ exact: "-5/2", value: -2.5, state: null });
  });

  it("keeps the bounds of an interval", () => {
    expect(toMeasurement("gap", { value: 0.1, low: 0, high: 0.2 }, "fraction")).toEqual({
      name: "gap",
      value: 0.1,
      exact: null,
      unit: "fraction",
      low: 0,
      high: 0.2,
      state: null,
    });
  });
});
