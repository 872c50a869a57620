import { describe, expect, it } from "vitest";
import { randomOverlapping } from "../../src/compute/measures/conv-ac/architectures.ts";
import { overlapBound } from "../../src/compute/measures/conv-ac/bounds.ts";
import { dataStream } from "../../src/compute/measures/conv-ac/cut.ts";
import { convAc, describeNetwork } from "../../src/compute/measures/conv-ac/network.ts";
import { buildWitness, witnessProblems } from "../../src/compute/measures/conv-ac/witness.ts";
import { matricizationRank } from "../../src/compute/measures/matricization-rank.measure.ts";
import {
  overlapWitness,
  witnessPoints,
} from "../../src/compute/measures/overlap-witness.measure.ts";
import { PrimeField } from "../../src/compute/numerics/prime-field.ts";
import { WITNESS_ROWS } from "../../src/papers/sharir2018-overlaps/s2-witnesses.ts";
import { contextOf } from "../../src/verification/run-tools.ts";
import { referenceOutput } from "../support/exact-reference.ts";

const PRIMES = [2147483629, 67108859] as const;
const field = new PrimeField(PRIMES[0]);

/** t of the spec's witness table, row by row. */
const REACHES = [[3], [2, 2], [2, 2], [2, 2, 3], [2, 2, 2], [5], [2, 2, 3, 2], [5]];

describe("the witness of S2's proof", () => {
  it.each(WITNESS_ROWS.map((row, index) => ({ ...row, reach: REACHES[index] })))(
    "has t = $reach, $pairs pairs and $bins bins",
    ({ network, reach, pairs, bins }) => {
      const witness = buildWitness(network, field);
      expect(witness.reach).toEqual(reach);
      expect(witness.pairs.length).toBe(pairs);
      expect(witness.bins).toBe(bins);
    },
  );

  it("is the product of its pairs by the definition, on every seventh point of 4 x 4", () => {
    const network = convAc(4, 4, 2, [
      [2, 1, 4],
      [2, 2, 4],
      [2, 1, 2],
      [2, 2, 1],
    ]);
    const { weights, pairs } = buildWitness(network, field);
    let wrong = 0;
    for (let index = 0; index < 65_536; index += 7) {
      const point = Array.from({ length: 16 }, (_, pixel) => (index >> pixel) & 1);
      const agrees = pairs.every(({ left, right }) => point[left] === point[right]);
      const value = referenceOutput(network, weights, point, BigInt(PRIMES[0]));
      if (value !== (agrees ? 1n : 0n)) wrong += 1;
    }
    expect(wrong).toBe(0);
  });

  it("has the rank that the proof states on random architectures, odd widths included", async () => {
    const networks = randomOverlapping(150, 11).filter(
      (network) => witnessProblems(network).length === 0,
    );
    expect(networks.length).toBeGreaterThan(40);
    expect(networks.some(({ width }) => width % 2 === 1)).toBe(true);
    const wrong: string[] = [];
    for (const network of networks) {
      const shared = { network, primes: PRIMES };
      const ofRank = { ...shared, cut: "left-right", sample: null, weights: "witness" } as const;
      const { rank } = (await matricizationRank.run(ofRank, contextOf(0))).quantities;
      const points = await overlapWitness.run({ ...shared, points: 40 }, contextOf(0));
      const { mismatches, sharedPixels } = points.quantities;
      const holds = BigInt(Number(rank)) >= overlapBound(network, "proved");
      if (!holds || mismatches !== 0n || sharedPixels !== 0n) wrong.push(describeNetwork(network));
    }
    expect(wrong).toEqual([]);
  });

  const seen = WITNESS_ROWS.map(({ network }) => ({ network, name: describeNetwork(network) }));

  it.each(seen)("of $name is looked at where half of the points agree", ({ network }) => {
    const { pairs, bins } = buildWitness(network, field);
    const points = witnessPoints(network, pairs, 200, dataStream(1, 2));
    const disagreeing = points.map(
      (point) => pairs.filter(({ left, right }) => point[left] !== point[right]).length,
    );
    const forced = disagreeing.filter((_, index) => index % 2 === 1);
    const free = disagreeing.filter((_, index) => index % 2 === 0);
    expect(points.length).toBe(200);
    expect(Math.max(...forced)).toBeLessThanOrEqual(2);
    expect(new Set(forced)).toEqual(new Set([0, 1, 2].slice(0, pairs.length + 1)));
    const mean = free.reduce((sum, count) => sum + count, 0) / free.length;
    expect(mean).toBeGreaterThan(0.7 * pairs.length * (1 - 1 / network.templates));
    expect(bins).toBeGreaterThan(1);
  });

  it.each(seen)("of $name is not 0 at a good part of them", async ({ network }) => {
    const { quantities } = await overlapWitness.run(
      { network, points: 60, primes: PRIMES },
      contextOf(0),
    );
    // Of 30 agreeing points a third keeps all pairs; both primes count.
    expect(Number(quantities.nonZeroPoints)).toBeGreaterThanOrEqual(20);
    expect(Number(quantities.nonZeroPoints)).toBeLessThan(120);
  });

  it.each([
    [
      "no reach",
      convAc(4, 4, 2, [
        [2, 1, 2],
        [4, 4, 1],
      ]),
      /more than half/,
    ],
    [
      "too few channels",
      convAc(4, 4, 2, [
        [2, 1, 2],
        [2, 1, 2],
        [4, 4, 1],
      ]),
      /D\* in its proved form is 1/,
    ],
    [
      "biases",
      {
        ...convAc(4, 4, 2, [
          [3, 1, 2],
          [4, 4, 1],
        ]),
        biases: true,
      },
      /no biases/,
    ],
    [
      "other templates",
      {
        ...convAc(4, 4, 2, [
          [3, 1, 2],
          [4, 4, 1],
        ]),
        templateMatrix: "random" as const,
      },
      /one-hot/,
    ],
  ] as const)("does not exist for %s", (_name, network, message) => {
    expect(() => buildWitness(network, field)).toThrow(message);
  });
});
