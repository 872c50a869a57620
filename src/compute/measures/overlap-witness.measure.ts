/**
 * Checks the network of S2's proof: its value against the product over pairs of
 * [bin left = bin right] at random grid points, and in integers that the pairs are disjoint and lie
 * across the cut. The certificate of rank D*^e is the proof; the points test the implementation.
 *
 * @source    spec sharir2018-overlaps, section 3.2, certificate (c)
 * @shape     network, number of points -> counts; the certificate holds weights and pairs
 * @units     all counts
 * @precision exact
 * @random    purpose "data", stream 2; the weights are 0 and 1 and not random
 * @cost      one evaluation of the network for each point
 * @fails     settings with problems
 */
import { PrimeField } from "../numerics/prime-field.ts";
import type { RandomStream } from "../numerics/threefry.ts";
import { overlapBound } from "./conv-ac/bounds.ts";
import { dataStream, sidesOf, type Assignment } from "./conv-ac/cut.ts";
import { evaluateMatrix } from "./conv-ac/evaluate.ts";
import type { ConvAcNetwork } from "./conv-ac/network.ts";
import { modulusProblems, networkProblems } from "./conv-ac/problems.ts";
import { weightsDocument } from "./conv-ac/weights.ts";
import { buildWitness, witnessProblems, type Pair, type Witness } from "./conv-ac/witness.ts";
import type { Measure } from "./measure.ts";

export interface OverlapWitnessSetting {
  readonly network: ConvAcNetwork;
  readonly points: number;
  readonly primes: readonly [number, number];
}

export type OverlapWitnessName =
  "crossingPairs" | "bins" | "sharedPixels" | "mismatches" | "nonZeroPoints";

/** Pairs that may disagree at a point where the others are made to agree. */
const DISAGREEING_LIMIT = 2;

function drawPoint(
  { templates, height, width }: ConvAcNetwork,
  pairs: readonly Pair[],
  isAgreeing: boolean,
  random: RandomStream,
): Assignment {
  const point = Uint8Array.from({ length: height * width }, () => random.below(templates));
  if (!isAgreeing) return point;
  for (const { left, right } of pairs) point[right] = point[left] ?? 0;
  for (let count = random.below(DISAGREEING_LIMIT + 1); count > 0; count -= 1) {
    const pair = pairs[random.below(pairs.length)];
    if (pair !== undefined) point[pair.right] = random.below(templates);
  }
  return point;
}

/**
 * Grid points to compare at. Every second one has all pairs agreeing but at most two: elsewhere the
 * value is nearly always 0.
 */
export function witnessPoints(
  network: ConvAcNetwork,
  pairs: readonly Pair[],
  count: number,
  random: RandomStream,
): Assignment[] {
  return Array.from({ length: count }, (_, index) =>
    drawPoint(network, pairs, index % 2 === 1, random),
  );
}

function expectedValue(point: Assignment, { pairs, bins }: Witness): number {
  const bin = (pixel: number) => (point[pixel] ?? 0) % bins;
  return pairs.every(({ left, right }) => bin(left) === bin(right)) ? 1 : 0;
}

function evaluateAt(network: ConvAcNetwork, witness: Witness, points: Assignment[], prime: number) {
  const everyPixel = Array.from({ length: network.height * network.width }, (_, pixel) => pixel);
  const sides = { rows: everyPixel, columns: [] };
  const given = { sides, rows: points, columns: [new Uint8Array(0)] };
  return evaluateMatrix(network, witness.weights, given, new PrimeField(prime)).entries;
}

/** Only pairs across the cut count; of an odd width some units compare two right pixels. */
function crossingPairs(network: ConvAcNetwork, pairs: readonly Pair[]): Pair[] {
  const { rows } = sidesOf("left-right", network);
  return pairs.filter(({ left, right }) => rows.includes(left) && !rows.includes(right));
}

export const overlapWitness: Measure<OverlapWitnessSetting, OverlapWitnessName> = {
  name: "overlap-witness",
  quantities: {
    crossingPairs: { unit: null, meaning: "pairs with one pixel on each side of the cut: e(K)" },
    bins: { unit: null, meaning: "bins of templates: D*" },
    sharedPixels: { unit: null, meaning: "pixels of crossing pairs that lie in two of them" },
    mismatches: { unit: null, meaning: "points where the network is not the product of pairs" },
    nonZeroPoints: { unit: null, meaning: "points with a value that is not 0, modulo both primes" },
  },
  problems({ network, points, primes }) {
    const problems = [...networkProblems(network), ...modulusProblems(primes)];
    if (problems.length > 0) return problems;
    const isCount = Number.isSafeInteger(points) && points > 0;
    const ofPoints = isCount ? [] : [`${points} is not a positive number of points`];
    return [...ofPoints, ...witnessProblems(network)];
  },
  run({ network, points: count, primes }, { seed }) {
    const witness = buildWitness(network, new PrimeField(primes[0]));
    const { depth, bins, reach, pairs } = witness;
    const points = witnessPoints(network, pairs, count, dataStream(seed, 2));
    const values = primes.flatMap((prime) => [...evaluateAt(network, witness, points, prime)]);
    const expected = points.map((point) => expectedValue(point, witness));
    const wrong = values.filter((value, index) => value !== expected[index % count]);
    const crossing = crossingPairs(network, pairs);
    const pixels = crossing.flatMap(({ left, right }) => [left, right]);
    const rank = overlapBound(network, "proved").toString();
    return {
      quantities: {
        crossingPairs: BigInt(crossing.length),
        bins: BigInt(bins),
        sharedPixels: BigInt(pixels.length - new Set(pixels).size),
        mismatches: BigInt(wrong.length),
        nonZeroPoints: BigInt(values.filter((value) => value !== 0).length),
      },
      certificate: {
        name: "overlap-witness",
        content: {
          ...{ network, depth, bins, reach, rank },
          pairs: pairs.map(({ left, right }) => [left, right]),
          weights: weightsDocument(witness.weights),
        },
      },
    };
  },
};
