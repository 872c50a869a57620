import { describe, expect, it } from "vitest";
import { randomOverlapping } from "../../src/compute/measures/conv-ac/architectures.ts";
import {
  chanceOfLowRank,
  localAreaRank,
  overlapBase,
  overlapBound,
  overlapDepth,
  overlapExponent,
  totalReceptiveField,
  totalStride,
  weightDegree,
} from "../../src/compute/measures/conv-ac/bounds.ts";
import {
  convAc,
  describeNetwork,
  type LayerTriple,
} from "../../src/compute/measures/conv-ac/network.ts";
import { matricizationRank } from "../../src/compute/measures/matricization-rank.measure.ts";
import { contextOf } from "../../src/verification/run-tools.ts";

describe("S2, networks with overlap", () => {
  it.each([
    [
      "first layer",
      4,
      [
        [3, 1, 2],
        [4, 4, 1],
      ],
      { depth: 1, base: 2, exponent: 8, field: 3, stride: 1 },
    ],
    [
      "two layers",
      4,
      [
        [2, 1, 4],
        [2, 1, 2],
        [4, 4, 1],
      ],
      { depth: 2, base: 2, exponent: 8, field: 3, stride: 1 },
    ],
    [
      "pooled twice",
      4,
      [
        [2, 1, 4],
        [2, 2, 4],
        [2, 1, 2],
        [2, 2, 1],
      ],
      { depth: 2, base: 2, exponent: 2, field: 3, stride: 2 },
    ],
    [
      "strided",
      4,
      [
        [3, 2, 2],
        [2, 2, 2],
        [1, 1, 1],
      ],
      { depth: 1, base: 2, exponent: 2, field: 3, stride: 2 },
    ],
  ] as const)("%s: K, D*, e, T_R and T_S", (_name, size, layers, expected) => {
    const network = convAc(size, size, 2, layers);
    const depth = overlapDepth(network) ?? 0;
    expect({
      depth,
      base: overlapBase(network, depth, "proved"),
      exponent: overlapExponent(network, depth),
      field: totalReceptiveField(network, depth),
      stride: totalStride(network, depth),
    }).toEqual(expected);
  });

  const fourLayers = (channels: number, templates: number) =>
    convAc(1, 8, templates, [
      ...Array.from({ length: 4 }, () => [2, 1, channels] as const),
      [8, 8, 1],
    ]);

  it.each([
    [3, 2, 16, 1],
    [3, 3, 81, 1],
    [4, 2, 16, 1],
    [4, 3, 81, 1],
    [4, 4, 256, 16],
  ])("1x8, M = %i, D = %i: %i un-halved, %i as proved", (templates, channels, paper, proved) => {
    expect(overlapBound(fourLayers(channels, templates), "paper")).toBe(BigInt(paper));
    expect(overlapBound(fourLayers(channels, templates), "proved")).toBe(BigInt(proved));
  });

  it("does not halve the channels of a single layer", () => {
    const network = convAc(4, 4, 2, [
      [3, 1, 2],
      [4, 4, 1],
    ]);
    expect(overlapBound(network, "proved")).toBe(256n);
    expect(overlapBound(network, "paper")).toBe(256n);
  });

  it("promises nothing where no layer sees more than half of the width", () => {
    const network = convAc(4, 4, 2, [
      [2, 1, 2],
      [4, 4, 1],
    ]);
    expect(overlapDepth(network)).toBeNull();
    expect(overlapBound(network, "paper")).toBe(1n);
  });

  it("counts an odd width by its smaller half: 2^2 on 1 x 5, not 2^3", () => {
    const network = convAc(1, 5, 2, [
      [3, 1, 2],
      [5, 5, 1],
    ]);
    expect(overlapBound(network, "proved")).toBe(4n);
  });

  it.each([
    [2, 8],
    [3, 32],
    [4, 32],
    [5, 32],
    [6, 128],
    [7, 128],
    [8, 128],
    [16, 128],
    [17, 512],
  ])("S7 on 32 x 32, windows of %i: exponent %i", (window, exponent) => {
    const block: LayerTriple[] = [
      [window, 1, 4],
      [2, 2, 4],
    ];
    const layers = [...Array.from({ length: 5 }, () => block).flat(), [1, 1, 1] as const];
    const network = convAc(32, 32, 2, layers);
    expect(overlapExponent(network, overlapDepth(network) ?? 0)).toBe(exponent);
  });

  it("is reached or exceeded on 40 random architectures, measured", async () => {
    const wrong: string[] = [];
    for (const network of randomOverlapping(40, 6)) {
      const setting = { network, cut: "left-right", sample: null, weights: "uniform" } as const;
      const primes = [2147483629, 67108859] as const;
      const { quantities } = await matricizationRank.run({ ...setting, primes }, contextOf(1));
      if (BigInt(Number(quantities.rank)) < overlapBound(network, "paper")) {
        wrong.push(describeNetwork(network));
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("S8, one layer under a global product", () => {
  it.each([
    { height: 4, width: 4, templates: 2, window: 2, channels: 2, rank: 16 },
    { height: 2, width: 6, templates: 2, window: 2, channels: 2, rank: 4 },
    { height: 2, width: 6, templates: 2, window: 3, channels: 2, rank: 16 },
    { height: 2, width: 6, templates: 2, window: 4, channels: 2, rank: 64 },
    { height: 1, width: 10, templates: 2, window: 2, channels: 2, rank: 2 },
    { height: 1, width: 10, templates: 2, window: 3, channels: 2, rank: 4 },
    { height: 1, width: 10, templates: 2, window: 4, channels: 2, rank: 8 },
    { height: 1, width: 10, templates: 2, window: 6, channels: 2, rank: 32 },
    { height: 1, width: 8, templates: 3, window: 2, channels: 2, rank: 2 },
    { height: 1, width: 8, templates: 3, window: 2, channels: 3, rank: 3 },
    { height: 1, width: 8, templates: 3, window: 3, channels: 3, rank: 9 },
    { height: 1, width: 8, templates: 4, window: 2, channels: 3, rank: 3 },
    { height: 1, width: 8, templates: 2, window: 3, channels: 1, rank: 1 },
  ])("$height x $width, M = $templates, B = $window, D = $channels: $rank", async (one) => {
    const { height, width, templates, window, channels, rank } = one;
    const global = Math.max(height, width);
    const network = convAc(height, width, templates, [
      [window, 1, channels],
      [global, global, 1],
    ]);
    expect(localAreaRank(network)).toBe(BigInt(rank));
    const setting = { network, cut: "left-right", sample: null, weights: "uniform" } as const;
    const primes = [2147483629, 67108859] as const;
    const { quantities } = await matricizationRank.run({ ...setting, primes }, contextOf(1));
    expect(quantities.rank).toBe(BigInt(rank));
  });
});

describe("Schwartz-Zippel", () => {
  const network = convAc(4, 4, 2, [
    [3, 1, 2],
    [4, 4, 1],
  ]);

  it("takes the degree 81 + 16 of the spec's example", () => {
    expect(weightDegree(network)).toBe(97);
  });

  it.each([
    [2147483629, 2e-5],
    [67108859, 6.2e-4],
  ])("modulo %i at degree 160 the spec rounds to %d", (prime, chance) => {
    expect(chanceOfLowRank(256, 160, prime)).toBeLessThan(chance);
    expect(chanceOfLowRank(256, 160, prime)).toBeGreaterThan(chance * 0.9);
  });

  it("is a probability even for a small prime", () => {
    expect(chanceOfLowRank(256, 160, 101)).toBe(1);
  });
});
