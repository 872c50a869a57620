import { describe, expect, it } from "vitest";
import { seriesSchema, SERIES_POINTS_MAX, toSeries } from "../../../src/domain/series.ts";

function curve(count: number) {
  const x = Array.from({ length: count }, (_, index) => index);
  return toSeries({ name: "loss", unit: null, x, y: Float32Array.from(x) });
}

describe("a curve as it is stored", () => {
  it.each([0, 1, 2, 199, 200])("keeps all of %i points", (count) => {
    expect(curve(count).x).toHaveLength(count);
  });

  it.each([201, 399, 400, 1_000, 20_000])("of %i points keeps few, ends included", (count) => {
    const { x, y } = curve(count);
    expect(x.length).toBeLessThanOrEqual(SERIES_POINTS_MAX);
    expect(x.length).toBeGreaterThan(SERIES_POINTS_MAX / 2);
    expect([x[0], x.at(-1)]).toEqual([0, count - 1]);
    expect(y).toEqual(x);
  });

  it("keeps every k-th point from the first, and the last", () => {
    expect(curve(401).x.slice(0, 3)).toEqual([0, 3, 6]);
    expect(curve(401).x.slice(-2)).toEqual([399, 400]);
  });

  it("has null where it was not finite", () => {
    const y = [1, Number.NaN, Number.POSITIVE_INFINITY];
    const series = toSeries({ name: "loss", unit: "nat", x: [0, 1, 2], y });
    expect(series.y).toEqual([1, null, null]);
    expect(seriesSchema.parse(series)).toEqual(series);
  });

  it("is refused with an x that is not finite, or without as many y as x", () => {
    const ends = { name: "loss", unit: null };
    expect(() => toSeries({ ...ends, x: [Number.NaN], y: [1] })).toThrow("x that is not finite");
    expect(() => toSeries({ ...ends, x: [1, 2], y: [1] })).toThrow("2 values of x and 1 of y");
  });
});
