import { describe, expect, it } from "vitest";
import { s1NonoverlapUpper } from "../../src/papers/sharir2018-overlaps/s1-nonoverlap-upper.claim.ts";
import { s2OverlapLower } from "../../src/papers/sharir2018-overlaps/s2-overlap-lower.claim.ts";
import { s2Protocol } from "../../src/papers/sharir2018-overlaps/s2-protocol.ts";
import { EXPECTED } from "./sharir2018-expected.ts";

const BUDGETS = ["smoke", "quick", "standard"] as const;
type Budget = (typeof BUDGETS)[number];
type Claim = typeof s1NonoverlapUpper;

const FAMILY = /^(halves of|witness of|matrix of the witness of|random) /;

function familyOf(arm: string): string {
  return arm === "conventions" ? arm : (FAMILY.exec(arm)?.[1] ?? "rows");
}

/** Conditions need no runs: without any they are there, and undecided. */
function conditionsOf(claim: Claim, budget: Budget): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { role, name } of claim.decide(budget, []).checks) {
    const family = `${role}, ${name.split(": ")[0]}`;
    counts[family] = (counts[family] ?? 0) + 1;
  }
  return counts;
}

/** Draws of each arm of the protocol, in the plan's order. */
function drawsOf(claim: Claim, budget: Budget): Map<string, number[]> {
  const draws = new Map<string, number[]>();
  for (const { control, arm, seed } of claim.plan(budget)) {
    if (control === null) draws.set(arm, [...(draws.get(arm) ?? []), seed]);
  }
  return draws;
}

const quoted = (family: string, name: string) =>
  family === "rows" || family === "conventions" ? name : `${family} ${name}`;

/** Every arm that a budget must have but for the random ones, sorted. */
function expectedArms(claim: Claim, budget: Budget): string[] {
  const budgets = BUDGETS.slice(0, BUDGETS.indexOf(budget) + 1);
  const added = budgets.flatMap((one) => Object.entries(EXPECTED[claim.slug]?.arms[one] ?? {}));
  return added.flatMap(([family, names]) => names.map((name) => quoted(family, name))).toSorted();
}

const cases = [s1NonoverlapUpper, s2OverlapLower].flatMap((claim) =>
  BUDGETS.map((budget) => ({ claim, slug: claim.slug, budget })),
);

describe.each(cases)("$slug at $budget", ({ claim, budget }) => {
  it("has the conditions that are expected of it", () => {
    expect(conditionsOf(claim, budget)).toEqual(EXPECTED[claim.slug]?.conditions[budget]);
  });

  it("has the arms that are expected of it, and 200 random ones at standard alone", () => {
    const arms = [...drawsOf(claim, budget).keys()];
    const isRandom = (arm: string) => familyOf(arm) === "random";
    expect(arms.filter((arm) => !isRandom(arm)).toSorted()).toEqual(expectedArms(claim, budget));
    expect(arms.filter(isRandom).length).toBe(budget === "standard" ? 200 : 0);
  });

  it("draws every arm as often as is expected of its family", () => {
    const families: Record<string, number[][]> = {};
    for (const [arm, seeds] of drawsOf(claim, budget)) (families[familyOf(arm)] ??= []).push(seeds);
    for (const [family, draws] of Object.entries(families)) {
      const expected = EXPECTED[claim.slug]?.seeds[budget]?.[family];
      expect(draws, family).toEqual(draws.map(() => expected));
    }
    expect(Object.keys(families).toSorted()).toEqual(
      Object.keys(EXPECTED[claim.slug]?.seeds[budget] ?? {}).toSorted(),
    );
  });
});

describe("S2 at standard", () => {
  const { checks } = s2OverlapLower.decide("standard", []);

  it("says of a sample that is smaller than the prediction up to where it was not refuted", () => {
    const telling = checks.filter(({ quantity }) => quantity.includes("sampled"));
    const words = telling.map(({ name, quantity }) => `${name.split(": ")[1]}: ${quantity}`);
    const upTo = (rank: string) => `rank (sampled: not refuted up to ${rank})`;
    expect([...new Set(words)]).toEqual([
      `4x4, M=3, (3,1,3),(4,4,1), 700² sampled: ${upTo("700 of 3^8")}`,
      `4x4, M=4, (3,1,4),(4,4,1), 500² sampled: ${upTo("500 of 4^8")}`,
      `8x8, M=2, (5,1,2),(8,8,1), 384² sampled: ${upTo("384 of 2^32")}`,
      `8x8, M=2, (3,1,2),(3,1,2),(8,8,1), 384² sampled: ${upTo("384 of 2^32")}`,
    ]);
    expect(words.length).toBe(7); // the last has no bound in the halved form
  });

  it("says nothing of the kind where the sample shows the whole prediction", () => {
    const small = checks.filter(({ name }) => name.endsWith("600² sampled"));
    expect(small.map(({ quantity }) => quantity)).toEqual(["rank", "rank", "rank"]);
  });

  it("judges 136 random architectures by the halved bound and 200 by the other", () => {
    const random = checks.map(({ name }) => name).filter((name) => name.includes("random arch"));
    expect(random).toEqual([
      "S2 as proved (halved): 136 random architectures",
      "S2 as recalled from the paper (un-halved, unproved here): 200 random architectures",
    ]);
  });

  it("states the chance of a low rank for the smaller prime, which is the larger chance", () => {
    const { random } = s2Protocol("standard").thresholds;
    const chances = Object.values(random).map(({ chance, paper }) => (chance * 67108859) / paper);
    // Rank times degree over the prime: a degree is an integer only for the prime that was used.
    const degrees = chances.map((degree) => Math.abs(degree - Math.round(degree)));
    expect(Math.max(...degrees)).toBeLessThan(1e-6);
    expect(Math.min(...chances)).toBeGreaterThanOrEqual(1);
  });
});
