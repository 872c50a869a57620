/**
 * Rank of the matricised grid tensor of a circuit, modulo each of the given primes.
 * rank_p [A]_{I,J} <= rank over Q for integer weights <= generic rank over R: a certified lower
 * bound for almost all real weights, never an upper bound.
 *
 * @source    spec sharir2018-overlaps, certificates (a) and (b)
 * @shape     network, cut, sample or all -> ranks
 * @units     ranks and entries are counts
 * @precision exact modulo each prime; grid evaluation compared with a direct BigInt evaluation
 * @random    purposes "exact weights" (weights.ts) and "data" (cut.ts); none for witness weights
 * @cost      templates^pixels products for each window that sees both sides, then n^3 / 3 for rank
 * @fails     settings with problems; a witness for a network that has none throws
 */
import { PrimeField } from "../numerics/prime-field.ts";
import { rankModulo, type ResidueMatrix } from "../numerics/rank-modulo.ts";
import { allAssignments, dataStream, sampleAssignments, sidesOf, type Cut } from "./conv-ac/cut.ts";
import { evaluateMatrix, type GridPoints } from "./conv-ac/evaluate.ts";
import type { ConvAcNetwork } from "./conv-ac/network.ts";
import {
  matrixProblems,
  modulusProblems,
  networkProblems,
  type Sample,
} from "./conv-ac/problems.ts";
import { drawWeights } from "./conv-ac/weights.ts";
import { buildWitness, witnessProblems } from "./conv-ac/witness.ts";
import type { Measure } from "./measure.ts";

export interface MatricizationRankSetting {
  readonly network: ConvAcNetwork;
  readonly cut: Cut;
  /** Null: every row and column. Else distinct ones, as many as stated. */
  readonly sample: Sample | null;
  /** Uniform modulo each prime, or the 0/1 weights of S2's proof. */
  readonly weights: "uniform" | "witness";
  /** Two primes below 2^31. */
  readonly primes: readonly [number, number];
}

export type MatricizationRankName =
  "rank" | "rankFirstPrime" | "rankSecondPrime" | "nonZeroEntries" | "templateRank";

function pointsFor(setting: MatricizationRankSetting, seed: number): GridPoints {
  const { network, sample, cut } = setting;
  const sides = sidesOf(cut, network);
  const side = (pixels: readonly number[], count: number | undefined, stream: 0 | 1) =>
    count === undefined
      ? allAssignments(network.templates, pixels.length)
      : sampleAssignments(network.templates, pixels.length, count, dataStream(seed, stream));
  const rows = side(sides.rows, sample?.rows, 0);
  return { sides, rows, columns: side(sides.columns, sample?.columns, 1) };
}

function countNonZero({ entries }: ResidueMatrix): number {
  return entries.reduce((count, entry) => (entry === 0 ? count : count + 1), 0);
}

function rankWith(
  setting: MatricizationRankSetting,
  points: GridPoints,
  { prime, seed }: { prime: number; seed: number },
) {
  const { network } = setting;
  const field = new PrimeField(prime);
  const weights =
    setting.weights === "witness"
      ? buildWitness(network, field).weights
      : drawWeights(network, field, seed);
  const matrix = evaluateMatrix(network, weights, points, field);
  const { templates: size } = network;
  const templates = { rows: size, columns: size, entries: weights.templates };
  return {
    rank: rankModulo(matrix, field),
    nonZeroEntries: countNonZero(matrix),
    templateRank: rankModulo(templates, field),
  };
}

export const matricizationRank: Measure<MatricizationRankSetting, MatricizationRankName> = {
  name: "matricization-rank",
  quantities: {
    rank: { unit: null, meaning: "the larger of the ranks modulo the two primes" },
    rankFirstPrime: { unit: null, meaning: "rank modulo the first prime" },
    rankSecondPrime: { unit: null, meaning: "rank modulo the second prime" },
    nonZeroEntries: { unit: null, meaning: "entries that are not zero, modulo the worse prime" },
    templateRank: { unit: null, meaning: "rank of the template matrix F, modulo the better prime" },
  },
  problems({ network, cut, sample, weights, primes }) {
    const ofNetwork = [...networkProblems(network), ...modulusProblems(primes)];
    if (ofNetwork.length > 0) return ofNetwork;
    const ofWitness = weights === "witness" ? witnessProblems(network) : [];
    return [...matrixProblems(network, cut, sample), ...ofWitness];
  },
  run(setting, { seed }) {
    const points = pointsFor(setting, seed);
    const [first, second] = setting.primes;
    const one = rankWith(setting, points, { prime: first, seed });
    const other = rankWith(setting, points, { prime: second, seed });
    return {
      quantities: {
        rank: BigInt(Math.max(one.rank, other.rank)),
        rankFirstPrime: BigInt(one.rank),
        rankSecondPrime: BigInt(other.rank),
        nonZeroEntries: BigInt(Math.min(one.nonZeroEntries, other.nonZeroEntries)),
        templateRank: BigInt(Math.max(one.templateRank, other.templateRank)),
      },
    };
  },
};
