import { describe, expect, it } from "vitest";
import { kendallTau } from "../../src/verification/statistics/kendall.ts";
import { median, medianUpperLimit } from "../../src/verification/statistics/median-limit.ts";
import { pageTrend, shufflesReaching } from "../../src/verification/statistics/page-trend.ts";

const relativeError = (measured: number, expected: number) => Math.abs(measured / expected - 1);
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

/** Rounded normal draws; p of them is SciPy's, `page_trend_test` with method "exact". */
const DRAWN = [
  [3.24, -1.96, 0.72, -0.57],
  [0.75, 0.38, -1.72, -0.23],
  [0.33, 3.92, 0.53, -0.35],
  [0.92, -0.07, -0.76, -0.39],
  [1.68, 0.36, 1.26, -0.2],
];

describe("Page's trend test", () => {
  it.each([
    [5, 4, 1.3e-7],
    [5, 3, 1.3e-4],
    [10, 4, 1.6e-14],
    [10, 3, 1.7e-8],
  ])("gives (1/k!)^n for %d blocks that fall over %d columns", (n, k, told) => {
    const falling = Array.from({ length: k }, (_, column) => -column);
    const factorial = [1, 1, 2, 6, 24][k] ?? NaN;
    const { p, pRising, z } = pageTrend(times(n, falling));
    expect(relativeError(p, (1 / factorial) ** n)).toBeLessThan(1e-13);
    expect(relativeError(p, told)).toBeLessThan(0.05);
    expect(relativeError(z, Math.sqrt(n * (k - 1)))).toBeLessThan(1e-13);
    expect(pRising).toBeCloseTo(1, 13);
  });

  it("gives p = 0.0181 at z = 2.214 for five blocks of three columns, where the normal one is off", () => {
    const { z, p } = pageTrend([...times(4, [3, 2, 1]), [2, 1, 3]]);
    expect(z).toBeCloseTo(2.214, 3);
    expect(p).toBeCloseTo(0.0181, 4);
  });

  it("gives the exact p of SciPy in both directions", () => {
    const test = pageTrend(DRAWN);
    expect(test.statistic).toBe(141);
    expect(relativeError(test.p, 0.006471987123842592)).toBeLessThan(1e-12);
    expect(relativeError(test.pRising, 0.99628087424447)).toBeLessThan(1e-12);
  });

  it("counts the permutations of mid-ranks as they are, by hand 4 and 36 of 36", () => {
    const test = pageTrend([
      [3, 3, 1],
      [2, 1, 1],
    ]);
    expect(test.statistic).toBe(27);
    expect(relativeError(test.p, 4 / 36)).toBeLessThan(1e-14);
    expect(test.pRising).toBe(1);
  });

  it("says nothing of blocks in which all are equal", () => {
    expect(pageTrend(times(3, [1, 1, 1]))).toMatchObject({ p: 1, pRising: 1, z: 0 });
  });

  it("reaches alpha in no more than that share of shuffles", () => {
    const reached = shufflesReaching(DRAWN, { alpha: 0.05, draws: 20_000, seed: 1 });
    expect(reached / 20_000).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / 20_000));
    expect(reached / 20_000).toBeGreaterThan(0.03);
  });

  it.each([
    [[], "0 blocks"],
    [[[1, 2], [1]], "at least 2 numbers"],
    [[[1, NaN]], "is NaN"],
    [[[1]], "1 columns"],
  ])("refuses %j", (blocks, told) => {
    expect(() => pageTrend(blocks)).toThrow(told);
  });
});

describe("Kendall's tau", () => {
  it("is SciPy's for one block with ties", () => {
    expect(kendallTau([[3, 1, 1, 2, 0]])).toBeCloseTo(-0.5270462766947298, 15);
  });

  it("is -1 where every block falls, and 0 where nothing differs", () => {
    expect(kendallTau(times(4, [3, 2, 1]))).toBe(-1);
    expect(kendallTau(times(4, [2, 2]))).toBe(0);
  });
});

describe("the upper confidence limit of a median", () => {
  it("is the largest of ten at 1 in 600 and the second largest at 1 in 80", () => {
    const values = [5, 3, 9, 1, 7, 2, 8, 4, 10, 6];
    expect(medianUpperLimit(values, 0.01 / 6)).toBe(10);
    expect(medianUpperLimit(values, 11 / 1024)).toBe(9);
    expect(medianUpperLimit(values, 11 / 1024 - 1e-9)).toBe(10);
  });

  it.each([
    [8, 0.01 / 2, 8],
    [7, 0.01 / 2, null],
    [10, 0.01 / 8, 10],
    [9, 0.01 / 6, null],
  ])("needs the n of the spec: of %d numbers at %f it is %s", (n, alpha, limit) => {
    const values = Array.from({ length: n }, (_, index) => index + 1);
    expect(medianUpperLimit(values, alpha)).toBe(limit);
  });

  it("takes -Infinity for a number, as the median does", () => {
    expect(median([-Infinity, -Infinity, 1])).toBe(-Infinity);
    expect(median([-Infinity, -Infinity, 1, 2])).toBe(-Infinity);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});
