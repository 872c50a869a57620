import { describe, expect, it } from "vitest";
import type { Tier } from "../../../../src/domain/regression.ts";
import { tierOfDrift } from "../../../../src/verification/regression/tier-of-drift.ts";

type Ends = readonly [low: number, high: number];

/** Margin 1. For the side on which lower is worse, for higher, and for either. */
const CASES: readonly (readonly [string, Ends, Tier, Tier, Tier])[] = [
  ["is inside the margin", [-0.5, 0.5], "STABLE", "STABLE", "STABLE"],
  ["fills the margin", [-1, 1], "STABLE", "STABLE", "STABLE"],
  ["is inside it and excludes 0 above", [0.1, 0.9], "STABLE", "STABLE", "STABLE"],
  ["is inside it and excludes 0 below", [-0.9, -0.1], "STABLE", "STABLE", "STABLE"],
  ["is a point on the margin", [1, 1], "STABLE", "STABLE", "STABLE"],
  ["is beyond the margin above", [1.1, 2], "IMPROVED", "REGRESSED", "REGRESSED"],
  ["is beyond the margin below", [-2, -1.1], "REGRESSED", "IMPROVED", "REGRESSED"],
  [
    ...(["touches the margin above", [1, 2]] as const),
    ...(["INSUFFICIENT_DATA", "SOFTLY_REGRESSED", "SOFTLY_REGRESSED"] as const),
  ],
  [
    ...(["straddles the margin above", [0.1, 2]] as const),
    ...(["INSUFFICIENT_DATA", "SOFTLY_REGRESSED", "SOFTLY_REGRESSED"] as const),
  ],
  [
    ...(["straddles the margin below", [-2, -0.1]] as const),
    ...(["SOFTLY_REGRESSED", "INSUFFICIENT_DATA", "SOFTLY_REGRESSED"] as const),
  ],
  [
    ...(["begins at 0", [0, 2]] as const),
    ...(["INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"] as const),
  ],
  [
    ...(["has 0 inside and is wider than the margin", [-0.1, 2]] as const),
    ...(["INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"] as const),
  ],
  [
    ...(["is wider than both margins", [-3, 3]] as const),
    ...(["INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"] as const),
  ],
  [
    ...(["is no number", [NaN, NaN]] as const),
    ...(["INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"] as const),
  ],
  ["is infinite above", [Infinity, Infinity], "IMPROVED", "REGRESSED", "REGRESSED"],
];

describe("an interval with a margin of 1", () => {
  const bySide = CASES.flatMap(([what, ends, lower, higher, either]) => [
    [what, "lower", ends, lower] as const,
    [what, "higher", ends, higher] as const,
    [what, "either", ends, either] as const,
  ]);

  it.each(bySide)("that %s, where %s is worse", (_what, worse, [low, high], tier) => {
    expect(tierOfDrift({ low, high }, { margin: 1, worse })).toBe(tier);
  });
});

describe("a margin of 0", () => {
  it("lets nothing but 0 pass", () => {
    const rule = { margin: 0, worse: "either" } as const;
    expect(tierOfDrift({ low: 0, high: 0 }, rule)).toBe("STABLE");
    expect(tierOfDrift({ low: -0, high: -0 }, rule)).toBe("STABLE");
    expect(tierOfDrift({ low: 5e-324, high: 5e-324 }, rule)).toBe("REGRESSED");
  });
});
