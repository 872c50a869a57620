import { describe, expect, it } from "vitest";
import { geometricMean } from "../../src/verification/statistics/geometric-mean.ts";
import { holm } from "../../src/verification/statistics/holm.ts";
import { pairedT } from "../../src/verification/statistics/paired-t.ts";
import { differencesNeeded, signFlipTest } from "../../src/verification/statistics/sign-flip.ts";
import { signTest } from "../../src/verification/statistics/sign-test.ts";
import { ranksOf, spearman } from "../../src/verification/statistics/spearman.ts";
import { trendTest } from "../../src/verification/statistics/trend-test.ts";

/** |measured / expected - 1|. Unless a test says otherwise, expected numbers are of SciPy 1.17.1. */
const relativeError = (measured: number, expected: number) => Math.abs(measured / expected - 1);

const GAPS = [0.0138, 0.0101, 0.0078, 0.0163, 0.0184, 0.0122, 0.0149, 0.0169];
/** Case 21 of the field. */
const FIVE_POSITIVE = [0.02, 0.01, 0.03, 0.005, 0.015];

describe("the paired t test", () => {
  it("gives SciPy's t, p, effect size, bounds and interval", () => {
    const test = pairedT(GAPS, 0.99);
    expect(relativeError(test.t, 10.856674168699412)).toBeLessThan(1e-13);
    expect(relativeError(test.p, 6.2068585938681925e-6)).toBeLessThan(1e-12);
    expect(test.mean).toBeCloseTo(0.0138, 16);
    expect(relativeError(test.standardDeviation, 0.0035952349416573993)).toBeLessThan(1e-13);
    expect(relativeError(test.dz, 3.8384139629100886)).toBeLessThan(1e-13);
    expect(relativeError(test.lower, 0.00998928126791689)).toBeLessThan(1e-13);
    expect(relativeError(test.upper, 0.01761071873208311)).toBeLessThan(1e-13);
    expect(relativeError(test.interval.low, 0.009351780522006576)).toBeLessThan(1e-13);
    expect(relativeError(test.interval.high, 0.018248219477993426)).toBeLessThan(1e-13);
  });

  it("gives Student's own example of sleep: t 4.06, one-sided p .0014", () => {
    const sleep = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
    const { t, p } = pairedT(sleep);
    expect(relativeError(t, 4.062127683382037)).toBeLessThan(1e-13);
    expect(relativeError(p, 0.0014164450986921364)).toBeLessThan(1e-12);
  });

  it.each([
    [11.9, 9, 4.1342657018355655e-7],
    [40, 9, 9.491499224669911e-12],
    [80, 7, 6.275354729449615e-12],
    [300, 19, 1.0910569621438758e-36],
  ])("is accurate far out in the tail: t %d with %d degrees", (t, freedom, p) => {
    // Symmetric differences +-1 around a centre that makes the wanted t.
    const count = freedom + 1;
    const spread = Math.sqrt(count / freedom);
    const centre = (t * spread) / Math.sqrt(count);
    const sample = Array.from({ length: count }, (_, index) => centre + (index % 2 === 0 ? 1 : -1));
    expect(relativeError(pairedT(sample).p, p)).toBeLessThan(1e-11);
  });

  it("turns p around with the sign of the differences", () => {
    const opposite = pairedT(GAPS.map((gap) => -gap));
    expect(opposite.p).toBeCloseTo(1 - pairedT(GAPS).p, 14);
    expect(opposite.upper).toBeCloseTo(-pairedT(GAPS).lower, 15);
  });

  it("decides by the sign alone where nothing varies", () => {
    expect(pairedT([0.5, 0.5, 0.5])).toMatchObject({ p: 0, lower: 0.5, upper: 0.5 });
    expect(pairedT([-0.5, -0.5, -0.5])).toMatchObject({ p: 1, lower: -0.5, upper: -0.5 });
    expect(pairedT([0, 0, 0])).toMatchObject({ p: 1, upper: 0 });
  });

  it.each([[[]], [[1]], [[1, NaN]], [[1, 2, Infinity]]])("refuses %j", (sample) => {
    expect(() => pairedT(sample)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
  });
});

describe("the sign test", () => {
  const signs = (positive: number, negative: number) =>
    Array.from({ length: positive + negative }, (_, index) => (index < positive ? 1 : -1));

  it("sums the binomial tail exactly", () => {
    expect(signTest(signs(8, 2)).p).toBe(0.0546875);
    expect(signTest(signs(16, 4)).p).toBe(0.005908966064453125);
    expect(signTest(signs(0, 3)).p).toBe(1);
  });

  it("leaves ties out", () => {
    expect(signTest([0, 0, ...FIVE_POSITIVE])).toEqual({ positive: 5, negative: 0, p: 1 / 32 });
    expect(signTest([0, 0]).p).toBe(1);
  });
});

describe("the sign-flip test", () => {
  it("gives 1/32 for five positive differences: it cannot decide at .01, seven could", () => {
    expect(signFlipTest(FIVE_POSITIVE)).toBe(1 / 32);
    expect(differencesNeeded(0.01)).toBe(7);
  });

  it("counts every pattern that reaches the sum, as SciPy's exact permutation test does", () => {
    expect(signFlipTest([0.02, -0.01, 0.03, 0.005, 0.015, 0.01, -0.004])).toBe(8 / 128);
  });

  it("counts ties that rounding would tear apart", () => {
    // .1 + .2 - .3 is 5.6e-17 and not 0: flipping all three changes nothing.
    const patterns = [1, -1].flatMap((a) => [1, -1].flatMap((b) => [1, -1].map((c) => [a, b, c])));
    const reach = patterns.filter(([a = 0, b = 0, c = 0]) => a + 2 * b - 3 * c >= 0);
    expect(signFlipTest([0.1, 0.2, -0.3])).toBe(reach.length / 8);
  });

  it("refuses more differences than it can enumerate", () => {
    expect(() => signFlipTest(Array.from({ length: 25 }, () => 1))).toThrow("at most 24");
  });
});

describe("Holm's correction", () => {
  it("steps down over the family", () => {
    // Holm 1979 by hand: .005 * 4, then max(.02, .01 * 3), then .03 * 2 and max(.06, .04 * 1).
    const adjusted = holm({ a: 0.01, b: 0.04, c: 0.03, d: 0.005 });
    expect(adjusted.d).toBeCloseTo(0.02, 15);
    expect(adjusted.a).toBeCloseTo(0.03, 15);
    expect(adjusted.c).toBeCloseTo(0.06, 15);
    expect(adjusted.b).toBeCloseTo(0.06, 15);
  });

  it("gives .0019998 for the smallest possible p of 10,000 draws among 20 claims", () => {
    const others: Record<string, number> = Object.fromEntries(
      Array.from({ length: 19 }, (_, index) => [`other ${index}`, 0.5]),
    );
    const adjusted = holm<string>({ ...others, trend: 1 / 10_001 });
    expect(adjusted["trend"]).toBeCloseTo(0.0019998, 7);
    expect(adjusted["other 0"]).toBe(1);
  });

  it("leaves a family of one alone", () => {
    expect(holm({ gap: 0.0093 })).toEqual({ gap: 0.0093 });
  });

  it.each([NaN, -0.1, 1.1])("refuses %d as a p-value and says whose it is", (p) => {
    expect(() => holm({ gap: p })).toThrow("the p-value of gap");
  });
});

describe("Spearman's correlation", () => {
  it("shares ranks among equal numbers", () => {
    expect(ranksOf([3, 1, 4, 1, 5, 9, 2, 6])).toEqual([4, 1.5, 5, 1.5, 6, 8, 3, 7]);
    expect(ranksOf([2, 7, 1, 8, 2, 8, 1, 8])).toEqual([3.5, 5, 1.5, 7, 3.5, 7, 1.5, 7]);
  });

  it("gives SciPy's rho, ties included", () => {
    const rho = spearman([3, 1, 4, 1, 5, 9, 2, 6], [2, 7, 1, 8, 2, 8, 1, 8]);
    expect(relativeError(rho, 0.19885368120992467)).toBeLessThan(1e-13);
  });

  it("sees order and nothing else", () => {
    expect(spearman([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1, 15);
    expect(spearman([1, 2, 3, 4], [0, -1, -2, -300])).toBeCloseTo(-1, 15);
  });

  it("refuses a list that has no order", () => {
    expect(() => spearman([1, 2, 3], [5, 5, 5])).toThrow("all 3 numbers are equal");
    expect(() => spearman([1, 2, 3], [5, 6])).toThrow("3 numbers with 2");
  });
});

describe("the permutation test of a trend", () => {
  const settings = [8, 16, 32, 64, 128, 256, 500, 1000, 2000];
  const falling = [0.9364, 0.9335, 0.9302, 0.9279, 0.9264, 0.9233, 0.922, 0.9213, 0.92];

  it("never says 0: a trend that no draw reaches has p 1 / 10,001", () => {
    const series = [falling, falling, falling, falling, falling];
    const test = trendTest({ settings, series, direction: "falling", seed: 1 });
    expect(test.meanRho).toBeCloseTo(-1, 14);
    expect(test.p).toBe(1 / 10_001);
  });

  it("says 1 where every draw reaches it: the opposite direction", () => {
    const test = trendTest({ settings, series: [falling], direction: "rising", seed: 1 });
    expect(test.p).toBe(1);
  });

  it("agrees with the full enumeration of a small case", () => {
    // All 24 * 24 pairs of permutations, by itertools: 32 reach the mean rho of .7.
    const series = [
      [1, 3, 2, 4],
      [2, 1, 4, 3],
    ];
    const trend = { settings: [1, 2, 3, 4], series, direction: "rising", seed: 3 } as const;
    const test = trendTest({ ...trend, draws: 40_000 });
    expect(test.meanRho).toBeCloseTo(0.7, 14);
    // Three standard errors of 40,000 draws.
    expect(Math.abs(test.p - 32 / 576)).toBeLessThan(0.0035);
  });

  it("draws the same numbers again", () => {
    const trend = {
      settings,
      series: [falling.toSorted()],
      direction: "falling",
      seed: 5,
    } as const;
    expect(trendTest(trend)).toEqual(trendTest(trend));
  });

  it("refuses fewer than 10,000 draws", () => {
    const trend = { settings, series: [falling], direction: "falling", seed: 1 } as const;
    expect(() => trendTest({ ...trend, draws: 9_999 })).toThrow("at least 10000 draws");
  });
});

describe("the geometric mean", () => {
  it("gives SciPy's", () => {
    expect(relativeError(geometricMean([5.9, 4.1, 7.9]), 5.759980147179516)).toBeLessThan(1e-15);
  });

  it.each([0, -1, NaN])("refuses %d rather than leave it out", (ratio) => {
    expect(() => geometricMean([2, ratio])).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
  });
});
