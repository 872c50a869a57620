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
import { factorize, multiplyOut, type Factorization } from "./conv-ac/factorization.ts";
import type { ConvAcNetwork } from "./conv-ac/network.ts";
import { matrixProblems, modulusProblems, networkProblems } from "./conv-ac/problems.ts";
import {
  drawWeights,
  inputChannels,
  weightsDocument,
  type ConvAcWeights,
} from "./conv-ac/weights.ts";
import type { Measure } from "./measure.ts";

export interface HalfFactorizationSetting {
  readonly network: ConvAcNetwork;
  readonly primes: readonly [number, number];
  /** U, a and V with this one weight (layer from 1, index from 0) larger by one: not A's any more. */
  readonly raised?: { readonly layer: number; readonly index: number };
}

export type HalfFactorizationName = "mismatches" | "entries" | "width";

/** The weights that U, a and V are computed from: those of A, but for the one that is raised. */
function factorWeights(
  weights: ConvAcWeights,
  { raised }: HalfFactorizationSetting,
  field: PrimeField,
): ConvAcWeights {
  if (raised === undefined) return weights;
  const layers = weights.layers.map((layer, at) => {
    if (at + 1 !== raised.layer) return layer;
    const raise = (value: number, index: number) =>
      index === raised.index ? field.add(value, 1) : value;
    return { ...layer, values: layer.values.map(raise) };
  });
  return { ...weights, layers };
}

/** Columns of the widest row of U or V. */
function widthOf({ left, right }: Factorization): number {
  return [...left, ...right].reduce((width, row) => Math.max(width, row.length), 0);
}

function compare(setting: HalfFactorizationSetting, prime: number, seed: number) {
  const { network } = setting;
  const field = new PrimeField(prime);
  const weights = drawWeights(network, field, seed);
  const sides = sidesOf("left-right", network);
  const points = {
    sides,
    rows: allAssignments(network.templates, sides.rows.length),
    columns: allAssignments(network.templates, sides.columns.length),
  };
  const matrix = evaluateMatrix(network, weights, points, field).entries;
  const factors = factorize(network, factorWeights(weights, setting, field), field);
  const product = multiplyOut(factors, field);
  let [entries, mismatches] = [0, 0];
  matrix.forEach((entry, index) => {
    entries += 1;
    if (entry !== product[index]) mismatches += 1;
  });
  const document = { prime, weights: weightsDocument(weights), ...factors };
  return { mismatches, entries, width: widthOf(factors), document };
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

function raisedProblems(network: ConvAcNetwork, raised: HalfFactorizationSetting["raised"]) {
  if (raised === undefined) return [];
  const { layer: number, index } = raised;
  const layer = network.layers[number - 1];
  if (layer === undefined) return [`it has no layer ${number} to raise a weight of`];
  const weights = layer.window ** 2 * inputChannels(network, number - 1) * layer.channels;
  const isOne = Number.isSafeInteger(index) && index >= 0 && index < weights;
  return isOne ? [] : [`layer ${number} has no weight ${index} to raise`];
}

export const halfFactorization: Measure<HalfFactorizationSetting, HalfFactorizationName> = {
  name: "half-factorization",
  quantities: {
    mismatches: { unit: null, meaning: "entries of A that differ from U diag(a) V^T, both primes" },
    entries: { unit: null, meaning: "entries that were compared, both primes" },
    width: { unit: null, meaning: "columns of U and V, an upper bound of the rank" },
  },
  problems({ network, primes, raised }) {
    const problems = [...networkProblems(network), ...modulusProblems(primes)];
    if (problems.length > 0) return problems;
    return [
      ...hypothesisProblems(network),
      ...matrixProblems(network, "left-right", null),
      ...raisedProblems(network, raised),
    ];
  },
  run(setting, { seed }) {
    const { network, primes, raised } = setting;
    const compared = primes.map((prime) => compare(setting, prime, seed));
    const total = (name: "mismatches" | "entries") =>
      BigInt(compared.reduce((sum, one) => sum + one[name], 0));
    const factorizations = compared.map(({ document }) => document);
    return {
      quantities: {
        mismatches: total("mismatches"),
        entries: total("entries"),
        width: BigInt(Math.max(...compared.map(({ width }) => width))),
      },
      certificate: {
        name: "half-factorization",
        content: { network, seed, ...(raised && { raised }), factorizations },
      },
    };
  },
};
