import gammainc from "@stdlib/math-base-special-gammainc";
import { describe, expect, it } from "vitest";
import {
  kolmogorovSmirnov,
  kolmogorovSurvival,
} from "../../src/compute/numerics/kolmogorov-smirnov.ts";

describe("the law of Kolmogorov", () => {
  // scipy.stats.kstwobign.sf, SciPy 1.17.1.
  it.each([
    [0.3, 0.9999906941986655],
    [0.5, 0.9639452436648751],
    [0.8276, 0.49995841656354456],
    [1, 0.26999967167735456],
    [1.3581, 0.0499996304316674],
    [1.9495, 0.0009998019790258981],
    [2.5, 7.453306344157342e-6],
  ])("beyond %d is that of SciPy", (x, expected) => {
    expect(Math.abs(kolmogorovSurvival(x) / expected - 1)).toBeLessThan(1e-13);
  });

  it("is 1 near 0, where its series no longer converges", () => {
    expect(kolmogorovSurvival(0)).toBe(1);
    expect(kolmogorovSurvival(0.19)).toBe(1);
  });
});

/** Values at i / n moved so that the largest distance to the uniform law is exactly this. */
function sampleAt(distance: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => Math.max(0, (at + 1) / count - distance));
}

describe("the test of Kolmogorov and Smirnov", () => {
  // Distances by scipy.stats.kstwo.isf(p, n), SciPy 1.17.1: the exact law of finite samples.
  it.each([
    [100, 0.5, 0.08114721899006636],
    [100, 0.001, 0.1926841642763391],
    [200, 0.9, 0.039594048735491216],
    [200, 0.01, 0.11415556228260802],
    [200, 0.001, 0.136804265974858],
    [2000, 0.05, 0.03028337111595934],
    [2000, 0.001, 0.043501554658541254],
    [20000, 0.001, 0.01377632198266413],
    [20000, 1e-4, 0.01572622712333147],
  ])("of %i draws has p within 3 %% of %d", (count, p, distance) => {
    const found = kolmogorovSmirnov(sampleAt(distance, count), (x) => x);
    expect(found.distance).toBeCloseTo(distance, 12);
    expect(Math.abs(found.p / p - 1)).toBeLessThan(0.03);
  });

  it("sees both sides of the distribution function", () => {
    const low = kolmogorovSmirnov([0.1, 0.2, 0.3], (x) => x);
    const high = kolmogorovSmirnov([0.7, 0.8, 0.9], (x) => x);
    expect(low.distance).toBeCloseTo(0.7, 14);
    expect(high.distance).toBeCloseTo(0.7, 14);
  });

  it("has no p where there are no draws or one is not finite", () => {
    expect(kolmogorovSmirnov([], (x) => x).p).toBeNaN();
    expect(kolmogorovSmirnov([0.5, NaN], (x) => x).p).toBeNaN();
  });
});

describe("the chi-square law by the incomplete gamma function", () => {
  // scipy.stats.chi2.cdf, SciPy 1.17.1.
  it.each([
    [1, 0.1, 0.24817036595415076],
    [2, 5, 0.9179150013761012],
    [3, 1, 0.19874804309879915],
    [5, 5, 0.584119813004492],
    [53, 5, 1.519238890077021e-18],
    [53, 53, 0.525837423334218],
  ])("with %i degrees of freedom at %d is that of SciPy", (freedom, x, expected) => {
    expect(Math.abs(gammainc(x / 2, freedom / 2) / expected - 1)).toBeLessThan(1e-12);
  });
});
