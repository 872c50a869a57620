import { describe, expect, it } from "vitest";
import { convAc, type ConvAcNetwork } from "../../src/compute/measures/conv-ac/network.ts";
import { drawWeights } from "../../src/compute/measures/conv-ac/weights.ts";
import { matricizationRank } from "../../src/compute/measures/matricization-rank.measure.ts";
import { PrimeField } from "../../src/compute/numerics/prime-field.ts";
import { contextOf } from "../../src/verification/run-tools.ts";

const PRIMES = [2147483629, 67108859] as const;
/** S5's setting: a rank of M^(N/2) for almost all weights. */
const widest = (templates: number): ConvAcNetwork =>
  convAc(1, 4, templates, [
    [3, 1, templates],
    [4, 4, 1],
  ]);

async function measure(network: ConvAcNetwork, primes: readonly [number, number], seed = 1) {
  const shared = { cut: "left-right", sample: null, weights: "uniform" } as const;
  return (await matricizationRank.run({ ...shared, network, primes }, contextOf(seed))).quantities;
}

describe("of two primes", () => {
  /** Singular modulo 67108859 alone. */
  const templateMatrix = [
    [1, 0],
    [0, 67108859],
  ];
  const network = { ...widest(2), templateMatrix };

  it.each([
    { primes: PRIMES, ranks: [4n, 1n] },
    { primes: [PRIMES[1], PRIMES[0]] as const, ranks: [1n, 4n] },
  ])("the rank is the larger: $ranks modulo $primes", async ({ primes, ranks }) => {
    const { rank, rankFirstPrime, rankSecondPrime } = await measure(network, primes);
    expect([rankFirstPrime, rankSecondPrime]).toEqual(ranks);
    expect(rank).toBe(4n);
  });

  it.each([
    { primes: PRIMES, name: "the second" },
    { primes: [PRIMES[1], PRIMES[0]] as const, name: "the first" },
  ])("F is as regular as modulo the better: $name is the worse", async ({ primes }) => {
    expect((await measure(network, primes)).templateRank).toBe(2n);
  });

  it.each([
    [2, 2147483629],
    [2147483629, 2],
  ] as const)("entries that are not zero are counted modulo the worse", async (...primes) => {
    const { nonZeroEntries } = await measure(widest(2), primes, 3);
    expect(nonZeroEntries).toBeLessThan(16n);
  });
});

describe("templates", () => {
  it.each([
    {
      name: "two equal ones",
      rank: 1n,
      templateMatrix: [
        [1, 0],
        [1, 0],
      ],
    },
    {
      name: "three of rank two",
      rank: 2n,
      templateMatrix: [
        [1, 0, 0],
        [0, 1, 0],
        [1, 1, 0],
      ],
    },
    {
      name: "three of rank three",
      rank: 3n,
      templateMatrix: [
        [1, 0, 0],
        [0, 1, 0],
        [1, 1, 5],
      ],
    },
  ])("$name have a matrix of rank $rank", async ({ rank, templateMatrix }) => {
    const network = { ...widest(templateMatrix.length), templateMatrix };
    expect((await measure(network, PRIMES)).templateRank).toBe(rank);
  });

  it("drawn at random are regular, one-hot ones too", async () => {
    const random = { ...widest(3), templateMatrix: "random" } as const;
    expect((await measure(random, PRIMES)).templateRank).toBe(3n);
    expect((await measure(widest(3), PRIMES)).templateRank).toBe(3n);
  });
});

describe("weights", () => {
  it("are others for other seeds: modulo 3 and 5 they leave other entries zero", async () => {
    const seeds = Array.from({ length: 12 }, (_, index) => index + 1);
    const counts = await Promise.all(
      seeds.map(async (seed) => (await measure(widest(3), [3, 5], seed)).nonZeroEntries),
    );
    expect(new Set(counts).size).toBeGreaterThan(3);
  });

  it("are others modulo another prime, however near: not the same random numbers reduced", () => {
    const [one, other] = [2147483629, 2147483587].map((prime) => {
      const { layers } = drawWeights(widest(3), new PrimeField(prime), 1);
      return layers.flatMap(({ values }) => [...values]);
    });
    const near = one?.filter((value, at) => Math.abs(value - (other?.[at] ?? 0)) < 1000);
    expect(one?.length).toBe(129);
    expect(near).toEqual([]);
  });
});
