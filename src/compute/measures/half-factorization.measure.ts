/**
 * Compares every entry of a non-overlapping circuit's matricised grid tensor A with U diag(a) V^T,
 * computed from the same weights by code of its own. Equality for these weights, with U and V of
 * width D, certifies rank A <= D for them; that it holds for all weights is the proof's part.
 *
 * @source    spec sharir2018-overlaps, section 3.1, certificate
 * @shape     network -> counts; the certificate holds weights, U [M^left, D], a [D], V [M^right, D]
 * @units     mismatches and entries are counts
 * @precision exact modulo each prime
 * @random    purpose "exact weights" (weights.ts)
 * @cost      D products for each entry
 * @fails     settings with problems; a network that is not S1's throws
 */
import { PrimeField } from "../numerics/prime-field.ts";
import { isAligned, lastWindowLayer } from "./conv-ac/bounds.ts";
import { allAssignments, sidesOf } from "./conv-ac/cut.ts";
import { evaluateMatrix } from "./conv-ac/evaluate.ts";
import { factorize, multiplyOut } from "./conv-ac/factorization.ts";
import type { ConvAcNetwork } from "./conv-ac/network.ts";
import { matrixProblems, modulusProblems, networkProblems } from "./conv-ac/problems.ts";
import { drawWeights, weightsDocument } from "./conv-ac/weights.ts";
import type { Measure } from "./measure.ts";

export interface HalfFactorizationSetting {
  readonly network: ConvAcNetwork;
  readonly primes: readonly [number, number];
}

export type HalfFactorizationName = "mismatches" | "entries" | "width";

function compare(network: ConvAcNetwork, prime: number, seed: number) {
  const field = new PrimeField(prime);
  const weights = drawWeights(network, field, seed);
  const sides = sidesOf("left-right", network);
  const points = {
    sides,
    rows: allAssignments(network.templates, sides.rows.length),
    columns: allAssignments(network.templates, sides.columns.length),
  };
  const { entries } = evaluateMatrix(network, weights, points, field);
  const factors = factorize(network, weights, field);
  const product = multiplyOut(factors, field);
  const differing = entries.filter((entry, index) => entry !== product[index]);
  const document = { prime, weights: weightsDocument(weights), ...factors };
  return {
    mismatches: differing.length,
    entries: entries.length,
    width: factors.linear.length,
    document,
  };
}

function hypothesisProblems(network: ConvAcNetwork): string[] {
  const { layers, biases, pooling } = network;
  const overlaps = layers.some(({ window, stride }) => window !== stride);
  const linear = layers.at(-1);
  const isLast = lastWindowLayer(network) === layers.length - 1 && linear?.channels === 1;
  return [
    ...(overlaps ? ["it overlaps, so its halves do not factor"] : []),
    ...(isAligned(network) ? [] : ["the cut passes through a window below the last"]),
    ...(isLast ? [] : ["it does not end in one linear layer (1,1,1) after its 1 x 1 output"]),
    ...(biases ? ["it has biases"] : []),
    ...(pooling === "product" ? [] : ["its pooling is not a product"]),
  ];
}

export const halfFactorization: Measure<HalfFactorizationSetting, HalfFactorizationName> = {
  name: "half-factorization",
  quantities: {
    mismatches: { unit: null, meaning: "entries of A that differ from U diag(a) V^T, both primes" },
    entries: { unit: null, meaning: "entries that were compared, both primes" },
    width: { unit: null, meaning: "columns of U and V, an upper bound of the rank" },
  },
  problems({ network, primes }) {
    const problems = [...networkProblems(network), ...modulusProblems(primes)];
    if (problems.length > 0) return problems;
    return [...hypothesisProblems(network), ...matrixProblems(network, "left-right", null)];
  },
  run({ network, primes }, { seed }) {
    const compared = primes.map((prime) => compare(network, prime, seed));
    const total = (name: "mismatches" | "entries") =>
      BigInt(compared.reduce((sum, one) => sum + one[name], 0));
    const factorizations = compared.map(({ document }) => document);
    return {
      quantities: {
        mismatches: total("mismatches"),
        entries: total("entries"),
        width: BigInt(Math.max(...compared.map(({ width }) => width))),
      },
      certificate: { name: "half-factorization", content: { network, seed, factorizations } },
    };
  },
};
