import { describe, expect, it } from "vitest";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";
import { pairedT } from "../../src/verification/statistics/paired-t.ts";
import { welch } from "../../src/verification/statistics/welch.ts";

/** |measured / expected - 1|. Expected numbers are of SciPy 1.17.1, ttest_ind(equal_var=False). */
const relativeError = (measured: number, expected: number) => Math.abs(measured / expected - 1);

const A = [12.1, 11.8, 12.4, 12.0, 11.9, 12.6];
const B = [11.2, 11.9, 10.8, 12.3, 11.1, 10.4, 11.7, 12.0];
const GAPS = [0.0138, 0.0101, 0.0078, 0.0163, 0.0184, 0.0122, 0.0149, 0.0169];
const OTHER_GAPS = [0.0149, 0.0112, 0.0131, 0.0158, 0.0125];

describe("Welch's interval", () => {
  it.each([
    { first: A, second: B, level: 0.98, low: -1.4297695457927104, high: 0.01310287912604613 },
    {
      first: A,
      second: B,
      level: 1 - 0.02 / 7,
      low: -1.7268777981405354,
      high: 0.31021113147387114,
    },
    {
      first: A,
      second: B,
      level: 1 - 0.02 / 180,
      low: -2.2848944938915228,
      high: 0.8682278272250485,
    },
  ])("has SciPy's ends and degrees of freedom at level $level", (golden) => {
    const test = welch(golden.first, golden.second, golden.level);
    expect(relativeError(test.freedom ?? NaN, 10.464347949336267)).toBeLessThan(1e-12);
    expect(relativeError(test.interval.low, golden.low)).toBeLessThan(1e-12);
    expect(relativeError(test.interval.high, golden.high)).toBeLessThan(1e-12);
  });

  it("has SciPy's for small numbers too", () => {
    const { freedom, interval } = welch(GAPS, OTHER_GAPS, 0.98);
    expect(relativeError(freedom ?? NaN, 10.797347773926315)).toBeLessThan(1e-12);
    expect(relativeError(interval.low, -0.00443566650754247)).toBeLessThan(1e-12);
    expect(relativeError(interval.high, 0.003835666507542474)).toBeLessThan(1e-12);
  });

  it("is the closed form of two degrees of freedom for two pairs of numbers", () => {
    // Variances 2 / 2 + 2 / 2, freedom 2, and the quantile of t with 2: L sqrt(2 / (1 - L^2)).
    const level = 0.98;
    const { difference, freedom, interval } = welch([0, 2], [5, 7], level);
    const half = Math.SQRT2 * level * Math.sqrt(2 / (1 - level ** 2));
    expect(difference).toBe(5);
    expect(freedom).toBeCloseTo(2, 14);
    expect(interval.low).toBeCloseTo(5 - half, 12);
    expect(interval.high).toBeCloseTo(5 + half, 12);
  });

  it("has the freedom of the only sample that varies", () => {
    const { freedom, interval } = welch([3, 3, 3, 3, 3], [3.5, 2.5, 4, 3, 3.25], 0.98);
    expect(freedom).toBeCloseTo(4, 14);
    expect(relativeError(interval.low, -0.686736846994799)).toBeLessThan(1e-12);
  });

  it("is a point where nothing varies", () => {
    const test = welch([1, 1, 1], [4, 4], 0.98);
    expect(test).toEqual({ difference: 3, freedom: null, interval: { low: 3, high: 3 } });
  });

  it("keeps its freedom where the squares of the variances are 0 (SciPy falls back to 1)", () => {
    const tiny = (sample: readonly number[]) => sample.map((value) => value * 1e-100);
    const test = welch(tiny(A), tiny(B), 0.98);
    expect(relativeError(test.freedom ?? NaN, 10.464347949336267)).toBeLessThan(1e-10);
  });

  it("turns around with its samples", () => {
    const { interval } = welch(B, A, 0.98);
    const opposite = welch(A, B, 0.98).interval;
    expect(interval.low).toBeCloseTo(-opposite.high, 13);
    expect(interval.high).toBeCloseTo(-opposite.low, 13);
  });

  it.each([
    [[1], A],
    [A, []],
    [A, [1, NaN]],
  ])("refuses %j and %j", (first, second) => {
    const refusal = expect.objectContaining({ code: "BAD_INPUT" }) as Error;
    expect(() => welch(first, second, 0.98)).toThrow(refusal);
  });
});

/**
 * Seen from 4,000 pairs of normal samples: 0.98 less three standard errors of that many draws,
 * 3 sqrt(.98 * .02 / 4000) = .0066. An honest interval falls short once in 740 seeds.
 */
describe("intervals at level .98 hold the truth in .98 of all samples", () => {
  const DRAWS = 4000;
  const LEAST = 0.98 - 0.0066;

  function coverage(holds: (random: RandomStream) => boolean): number {
    const random = new RandomStream(20_261_126, PURPOSES.statistics, 1);
    const held = Array.from({ length: DRAWS }, () => holds(random)).filter(Boolean);
    return held.length / DRAWS;
  }

  const sample = (random: RandomStream, count: number, spread: number) =>
    Array.from({ length: count }, () => spread * random.normal());
  const holdsZero = ({ low, high }: { low: number; high: number }) => low <= 0 && high >= 0;

  it.each([
    [5, 1, 5, 1],
    [5, 1, 8, 3],
    [20, 1, 5, 2],
  ])("Welch's: %d seeds of spread %d, then %d of spread %d", (count, spread, other, wider) => {
    const share = coverage((random) =>
      holdsZero(welch(sample(random, count, spread), sample(random, other, wider), 0.98).interval),
    );
    expect(share).toBeGreaterThanOrEqual(LEAST);
  });

  it.each([5, 20])("the paired one: %d seeds", (count) => {
    const share = coverage((random) => holdsZero(pairedT(sample(random, count, 1), 0.98).interval));
    expect(share).toBeGreaterThanOrEqual(LEAST);
  });
});
