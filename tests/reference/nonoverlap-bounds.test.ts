import { describe, expect, it } from "vitest";
import { randomNonOverlapping } from "../../src/compute/measures/conv-ac/architectures.ts";
import {
  isAligned,
  nonOverlapBound,
  nonOverlapGenericRank,
} from "../../src/compute/measures/conv-ac/bounds.ts";
import {
  convAc,
  describeNetwork,
  type LayerTriple,
} from "../../src/compute/measures/conv-ac/network.ts";
import { matricizationRank } from "../../src/compute/measures/matricization-rank.measure.ts";
import { contextOf } from "../../src/verification/run-tools.ts";

const twoByTwo = (first: number, second: number, templates = 2) =>
  convAc(4, 4, templates, [
    [2, 2, first],
    [2, 2, second],
    [1, 1, 1],
  ]);

describe("S1, networks without overlap", () => {
  it.each([
    [1, 1, 1],
    [2, 1, 1],
    [2, 2, 2],
    [2, 3, 3],
    [2, 4, 4],
    [2, 6, 4],
    [3, 6, 6],
    [3, 12, 9],
    [4, 8, 8],
    [4, 20, 16],
  ])("D1 = %i, D2 = %i: bound and generic rank min(D2, D1^2) = %i", (first, second, rank) => {
    expect(nonOverlapBound(twoByTwo(first, second))).toBe(BigInt(rank));
    expect(nonOverlapGenericRank(twoByTwo(first, second))).toBe(BigInt(rank));
  });

  it.each([
    [3, 4, 4],
    [4, 6, 6],
  ])("M = %i, D = %i on 4 x 4: %i", (templates, channels, rank) => {
    const network = twoByTwo(channels, channels, templates);
    expect([nonOverlapBound(network), nonOverlapGenericRank(network)]).toEqual([
      BigInt(rank),
      BigInt(rank),
    ]);
  });

  it("a single window: as many as the templates of the smaller side allow", () => {
    const network = convAc(1, 3, 2, [
      [3, 3, 5],
      [1, 1, 1],
    ]);
    expect(nonOverlapBound(network)).toBe(2n);
  });

  it("knows whether the cut passes through a window below the last", () => {
    const layers = (first: number, second: number): LayerTriple[] => [
      [first, first, 2],
      [second, second, 2],
      [1, 1, 1],
    ];
    expect(isAligned(convAc(1, 6, 2, layers(3, 2)))).toBe(true);
    expect(isAligned(convAc(1, 6, 2, layers(2, 3)))).toBe(false);
  });

  it("has the generic rank on 40 random architectures, measured", async () => {
    const wrong: string[] = [];
    for (const network of randomNonOverlapping(40, 5)) {
      const setting = { network, cut: "left-right", sample: null, weights: "uniform" } as const;
      const primes = [2147483629, 67108859] as const;
      const { quantities } = await matricizationRank.run({ ...setting, primes }, contextOf(1));
      const expected = nonOverlapGenericRank(network);
      const isWrong = quantities.rank !== expected || expected > nonOverlapBound(network);
      if (isWrong) wrong.push(`${describeNetwork(network)}: ${Number(quantities.rank)}`);
    }
    expect(wrong).toEqual([]);
  });
});
