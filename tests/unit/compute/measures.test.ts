import { describe, expect, it } from "vitest";
import {
  circuitConvention,
  convAc,
  halfFactorization,
  matricizationRank,
  overlapWitness,
} from "../../../src/compute/measures/index.ts";
import type { ConvAcNetwork } from "../../../src/compute/measures/index.ts";
import { contextOf } from "../../../src/verification/run-tools.ts";

const primes = [2147483629, 67108859] as const;
const nonOverlapping = convAc(4, 4, 2, [
  [2, 2, 2],
  [2, 2, 2],
  [1, 1, 1],
]);
const overlapping = convAc(4, 4, 2, [
  [3, 1, 2],
  [4, 4, 1],
]);
const layers = (network: ConvAcNetwork, ...kept: number[]) => ({
  ...network,
  layers: kept.map((at) => network.layers[at] ?? { window: 1, stride: 1, channels: 1 }),
});

describe("every measure reports the quantities that it declares", () => {
  const shared = { network: overlapping, primes };
  const measured = [
    {
      measure: matricizationRank,
      run: () =>
        matricizationRank.run(
          { ...shared, cut: "left-right", sample: null, weights: "uniform" },
          contextOf(1),
        ),
    },
    {
      measure: circuitConvention,
      run: () =>
        circuitConvention.run({ ...shared, cuts: ["left-right", "top-bottom"] }, contextOf(0)),
    },
    {
      measure: halfFactorization,
      run: () => halfFactorization.run({ network: nonOverlapping, primes }, contextOf(1)),
    },
    {
      measure: overlapWitness,
      run: () => overlapWitness.run({ ...shared, points: 8 }, contextOf(1)),
    },
  ];

  it.each(measured)("$measure.name", async ({ measure, run }) => {
    const { quantities } = await run();
    expect(Object.keys(quantities).toSorted()).toEqual(Object.keys(measure.quantities).toSorted());
    const meanings = Object.values(measure.quantities).map(({ meaning }) => meaning);
    expect(meanings.every((meaning) => meaning.length > 0)).toBe(true);
  });
});

describe("half-factorization is refused for", () => {
  it.each([
    ["overlap", overlapping, "it overlaps, so its halves do not factor"],
    ["biases", { ...nonOverlapping, biases: true }, "it has biases"],
    ["sum pooling", { ...nonOverlapping, pooling: "sum" as const }, "its pooling is not a product"],
    ["no linear layer", layers(nonOverlapping, 0, 1), "it does not end in one linear layer"],
    [
      "two linear layers",
      layers(nonOverlapping, 0, 1, 2, 2),
      "it does not end in one linear layer",
    ],
    [
      "a cut through a window",
      convAc(1, 6, 2, [
        [2, 2, 2],
        [3, 3, 2],
        [1, 1, 1],
      ]),
      "the cut passes through a window below the last",
    ],
    ["a grid too large", { ...nonOverlapping, templates: 3 }, "the grid is too large to fill"],
  ])("%s", (_name, network, problem) => {
    expect(halfFactorization.problems({ network, primes }).join("; ")).toContain(problem);
  });

  it("nothing that is S1's", () => {
    expect(halfFactorization.problems({ network: nonOverlapping, primes })).toEqual([]);
  });
});

describe("overlap-witness is refused for", () => {
  it.each([
    [
      "no reach",
      {
        network: convAc(4, 4, 2, [
          [2, 1, 2],
          [4, 4, 1],
        ]),
        points: 10,
      },
      "more than half of the width",
    ],
    ["no points", { network: overlapping, points: 0 }, "0 is not a positive number of points"],
    ["half a point", { network: overlapping, points: 1.5 }, "1.5 is not a positive number"],
    [
      "one channel",
      {
        network: convAc(4, 4, 2, [
          [3, 1, 1],
          [4, 4, 1],
        ]),
        points: 10,
      },
      "D* in its proved form is 1",
    ],
  ])("%s", (_name, setting, problem) => {
    expect(overlapWitness.problems({ ...setting, primes }).join("; ")).toContain(problem);
  });
});

it("circuit-convention is refused for a modulus that is no prime", () => {
  const setting = { network: overlapping, cuts: ["left-right", "top-bottom"] as const };
  expect(circuitConvention.problems({ ...setting, primes: [15, 97] })).toEqual([
    "the modulus 15 is not a prime",
  ]);
});

describe("a certificate", () => {
  it("of a witness holds pairs, weights and what they show, in plain JSON", async () => {
    const { certificate } = await overlapWitness.run(
      { network: overlapping, points: 8, primes },
      contextOf(1),
    );
    expect(certificate?.name).toBe("overlap-witness");
    const content = JSON.parse(JSON.stringify(certificate?.content)) as Record<string, unknown>;
    expect(content).toMatchObject({ depth: 1, bins: 2, reach: [3], rank: "256" });
    expect(content["pairs"]).toEqual([0, 1, 4, 5, 8, 9, 12, 13].map((left) => [left, left + 2]));
  });
});
