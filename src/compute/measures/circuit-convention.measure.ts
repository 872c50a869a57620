/**
 * Golden values of a circuit with weights given by a formula: they change when windows, borders,
 * weight sharing, layers, the prime fields or the cut are read in another way.
 *
 * W^l[i,j,d,c] = 1 + ((l + 2i + 3j + 5d + 7c)^2 mod 11), l from 1, the rest from 0
 *
 * @source    spec sharir2018-overlaps, 4.1 item 0
 * @shape     network -> four grid values modulo each prime, two ranks
 * @precision exact
 * @random    none: the seed is not used
 * @cost      a few milliseconds on the 2 x 6 grid
 * @fails     settings with problems
 */
import { PrimeField } from "../numerics/prime-field.ts";
import { rankModulo } from "../numerics/rank-modulo.ts";
import { allAssignments, sidesOf, type Cut } from "./conv-ac/cut.ts";
import { evaluateMatrix } from "./conv-ac/evaluate.ts";
import type { ConvAcNetwork } from "./conv-ac/network.ts";
import { matrixProblems, modulusProblems, networkProblems } from "./conv-ac/problems.ts";
import { weightsFrom, type WeightFormula } from "./conv-ac/weights.ts";
import type { Measure } from "./measure.ts";

export interface CircuitConventionSetting {
  readonly network: ConvAcNetwork;
  readonly cuts: readonly [Cut, Cut];
  readonly primes: readonly [number, number];
}

export type CircuitConventionName =
  | `${"allFirst" | "cornerSecond" | "lastColumnSecond" | "nextRowSecond"}${"FirstPrime" | "SecondPrime"}`
  | "rankFirstCut"
  | "rankSecondCut";

const goldenWeight: WeightFormula = ({ layer, row, column, input, output }) =>
  1 + ((layer + 2 * row + 3 * column + 5 * input + 7 * output) ** 2 % 11);

/** Values where all pixels hold the first template, but for one that holds the second. */
function goldenValues({ network }: CircuitConventionSetting, prime: number) {
  const field = new PrimeField(prime);
  const weights = weightsFrom(network, field, goldenWeight);
  const pixels = network.height * network.width;
  const assignments = [null, 0, network.width - 1, network.width].map((second) =>
    Uint8Array.from({ length: pixels }, (_, pixel) => (pixel === second ? 1 : 0)),
  );
  const everyPixel = Array.from({ length: pixels }, (_, pixel) => pixel);
  const sides = { rows: everyPixel, columns: [] };
  const points = { sides, rows: assignments, columns: [new Uint8Array(0)] };
  const { entries } = evaluateMatrix(network, weights, points, field);
  const [allFirst = 0, corner = 0, lastColumn = 0, nextRow = 0] = entries;
  return { allFirst, corner, lastColumn, nextRow };
}

function goldenRank({ network, primes }: CircuitConventionSetting, cut: Cut): bigint {
  const field = new PrimeField(primes[0]);
  const sides = sidesOf(cut, network);
  const points = {
    sides,
    rows: allAssignments(network.templates, sides.rows.length),
    columns: allAssignments(network.templates, sides.columns.length),
  };
  const weights = weightsFrom(network, field, goldenWeight);
  return BigInt(rankModulo(evaluateMatrix(network, weights, points, field), field));
}

const residue = (meaning: string) => ({ unit: null, meaning: `network output where ${meaning}` });

export const circuitConvention: Measure<CircuitConventionSetting, CircuitConventionName> = {
  name: "circuit-convention",
  quantities: {
    allFirstFirstPrime: residue("all pixels hold template 0, modulo the first prime"),
    allFirstSecondPrime: residue("all pixels hold template 0, modulo the second prime"),
    cornerSecondFirstPrime: residue("only pixel (0,0) holds template 1, modulo the first prime"),
    cornerSecondSecondPrime: residue("only pixel (0,0) holds template 1, modulo the second prime"),
    lastColumnSecondFirstPrime: residue("only the last pixel of row 0 does, modulo the first"),
    lastColumnSecondSecondPrime: residue("only the last pixel of row 0 does, modulo the second"),
    nextRowSecondFirstPrime: residue("only pixel (1,0) holds template 1, modulo the first prime"),
    nextRowSecondSecondPrime: residue("only pixel (1,0) holds template 1, modulo the second prime"),
    rankFirstCut: { unit: null, meaning: "rank under the first cut, modulo the first prime" },
    rankSecondCut: { unit: null, meaning: "rank under the second cut, modulo the first prime" },
  },
  problems({ network, cuts, primes }) {
    const problems = [...networkProblems(network), ...modulusProblems(primes)];
    return problems.length > 0
      ? problems
      : cuts.flatMap((cut) => matrixProblems(network, cut, null));
  },
  run(setting) {
    const one = goldenValues(setting, setting.primes[0]);
    const other = goldenValues(setting, setting.primes[1]);
    return {
      quantities: {
        allFirstFirstPrime: BigInt(one.allFirst),
        allFirstSecondPrime: BigInt(other.allFirst),
        cornerSecondFirstPrime: BigInt(one.corner),
        cornerSecondSecondPrime: BigInt(other.corner),
        lastColumnSecondFirstPrime: BigInt(one.lastColumn),
        lastColumnSecondSecondPrime: BigInt(other.lastColumn),
        nextRowSecondFirstPrime: BigInt(one.nextRow),
        nextRowSecondSecondPrime: BigInt(other.nextRow),
        rankFirstCut: goldenRank(setting, setting.cuts[0]),
        rankSecondCut: goldenRank(setting, setting.cuts[1]),
      },
    };
  },
};
