import { describe, expect, it } from "vitest";
import { constantRate, cosineRate, stepRate, warmup } from "../../../src/compute/training/index.ts";

describe("schedules", () => {
  it("a constant one stays", () => {
    expect([1, 2, 1000].map(constantRate(0.1).at)).toEqual([0.1, 0.1, 0.1]);
  });

  it("one in steps falls after each milestone", () => {
    expect([1, 3, 4, 5, 6].map(stepRate(8, 0.5, [3, 5]).at)).toEqual([8, 8, 4, 4, 2]);
  });

  it("a cosine falls as that of optax does, and stays at its end", () => {
    // optax 0.2.8: cosine_decay_schedule(0.1, 9, 0.2) at 0, 4, 9, 12.
    const known = [0.1, 0.06694592710667722, 0.02, 0.02];
    const rates = [1, 5, 10, 13].map(cosineRate(0.1, 10, 0.02).at);
    rates.forEach((rate, at) => {
      expect(Math.abs(rate - (known[at] ?? NaN))).toBeLessThan(1e-16);
    });
  });

  it("a warmup grows along a line, then follows", () => {
    expect([1, 2, 4, 5].map(warmup(4, constantRate(8)).at)).toEqual([2, 4, 8, 8]);
  });
});
