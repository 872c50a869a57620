import { describe, expect, it } from "vitest";
import { allAssignments, sidesOf } from "../../src/compute/measures/conv-ac/cut.ts";
import { evaluateMatrix } from "../../src/compute/measures/conv-ac/evaluate.ts";
import { factorize, multiplyOut } from "../../src/compute/measures/conv-ac/factorization.ts";
import { convAc, type ConvAcNetwork } from "../../src/compute/measures/conv-ac/network.ts";
import { drawWeights, type ConvAcWeights } from "../../src/compute/measures/conv-ac/weights.ts";
import { halfFactorization } from "../../src/compute/measures/half-factorization.measure.ts";
import { PrimeField } from "../../src/compute/numerics/prime-field.ts";
import { contextOf } from "../../src/verification/run-tools.ts";
import { referenceOutput } from "../support/exact-reference.ts";

const PRIME = 2147483629;
const field = new PrimeField(PRIME);
const network = convAc(4, 4, 2, [
  [2, 2, 3],
  [2, 2, 5],
  [1, 1, 1],
]);

function matrixOf(circuit: ConvAcNetwork, weights: ConvAcWeights): Int32Array {
  const sides = sidesOf("left-right", circuit);
  const rows = allAssignments(circuit.templates, sides.rows.length);
  const columns = allAssignments(circuit.templates, sides.columns.length);
  return evaluateMatrix(circuit, weights, { sides, rows, columns }, field).entries;
}

function differing(left: Int32Array, right: Int32Array): number {
  return left.filter((entry, index) => entry !== right[index]).length;
}

/** The same weights but for one, which is one larger. */
function corrupted(weights: ConvAcWeights, layer: number, at: number): ConvAcWeights {
  const layers = weights.layers.map((one, index) => {
    const raise = (value: number, place: number) => (place === at ? field.add(value, 1) : value);
    return index === layer ? { ...one, values: one.values.map(raise) } : one;
  });
  return { ...weights, layers };
}

describe("the factorisation of a non-overlapping circuit", () => {
  const weights = drawWeights(network, field, 1);

  it("equals the grid tensor in every entry", () => {
    const product = multiplyOut(factorize(network, weights, field), field);
    expect(product.length).toBe(65_536);
    expect(differing(matrixOf(network, weights), product)).toBe(0);
  });

  it.each([
    [0, 0],
    [0, 23],
    [1, 0],
    [1, 59],
    [2, 4],
  ])("breaks when weight %i.%i is corrupted", (layer, at) => {
    const factors = factorize(network, corrupted(weights, layer, at), field);
    expect(differing(matrixOf(network, weights), multiplyOut(factors, field))).toBeGreaterThan(0);
  });

  it("holds on a 1 x 6 grid with windows that do not fill a square", () => {
    const wide = convAc(1, 6, 3, [
      [3, 3, 2],
      [2, 2, 4],
      [1, 1, 1],
    ]);
    const drawn = drawWeights({ ...wide, templateMatrix: "random" }, field, 3);
    const product = multiplyOut(factorize(wide, drawn, field), field);
    expect(differing(matrixOf(wide, drawn), product)).toBe(0);
  });

  it.each([
    [
      "overlap",
      convAc(4, 4, 2, [
        [3, 2, 2],
        [2, 2, 2],
        [1, 1, 1],
      ]),
    ],
    [
      "no linear layer",
      convAc(4, 4, 2, [
        [2, 2, 2],
        [2, 2, 2],
      ]),
    ],
    [
      "two linear layers",
      convAc(4, 4, 2, [
        [2, 2, 2],
        [2, 2, 2],
        [1, 1, 2],
        [1, 1, 1],
      ]),
    ],
    ["biases", { ...network, biases: true }],
  ] as const)("refuses %s", (_name, other) => {
    const drawn = drawWeights(other, field, 1);
    expect(() => factorize(other, drawn, field)).toThrow(/only a non-overlapping circuit/);
  });
});

describe("through the measure", () => {
  const primes = [PRIME, 67108859] as const;
  const small = convAc(1, 6, 2, [
    [3, 3, 2],
    [2, 2, 3],
    [1, 1, 1],
  ]);
  const run = async (changes: object, seed = 1) =>
    halfFactorization.run({ network: small, primes, ...changes }, contextOf(seed));

  it("compares 2^6 entries modulo each prime, of factors 3 wide, and none differs", async () => {
    const { quantities } = await run({});
    expect(quantities).toEqual({ mismatches: 0n, entries: 128n, width: 3n });
  });

  it.each([
    [1, 0],
    [1, 11],
    [2, 0],
    [2, 11],
    [3, 0],
    [3, 2],
  ])("finds entries that differ when weight %i.%i is raised by one", async (layer, index) => {
    const { quantities } = await run({ raised: { layer, index } });
    expect(quantities.mismatches).toBeGreaterThan(0n);
    expect(quantities.entries).toBe(128n);
  });

  it.each([
    [PRIME, 2],
    [2, PRIME],
  ] as const)("compares modulo %i and modulo %i: the large one sees all", async (...ordered) => {
    const { quantities } = await run({ primes: ordered, raised: { layer: 3, index: 0 } });
    // Its term of channel 0 is 0 in some of the 64 entries modulo 2, and in none modulo the other.
    expect(quantities.mismatches).toBeGreaterThanOrEqual(64n);
    expect(quantities.mismatches).toBeLessThan(128n);
  });

  it.each([
    [4, 0, "it has no layer 4 to raise a weight of"],
    [0, 0, "it has no layer 0 to raise a weight of"],
    [1, 36, "layer 1 has no weight 36 to raise"],
    [1, -1, "layer 1 has no weight -1 to raise"],
  ])("refuses to raise weight %i.%i", (layer, index, problem) => {
    const setting = { network: small, primes, raised: { layer, index } };
    expect(halfFactorization.problems(setting)).toEqual([problem]);
  });

  it("draws other weights for another seed and modulo another prime", async () => {
    const documents = await Promise.all([1, 2, 3].map((seed) => run({}, seed)));
    const weights = documents.flatMap(({ certificate }) => {
      const { factorizations } = certificate?.content as Certificate;
      return factorizations.map((one) => JSON.stringify(one.weights.layers));
    });
    expect(new Set(weights).size).toBe(6);
  });
});

interface Certificate {
  readonly factorizations: readonly {
    readonly prime: number;
    readonly weights: {
      readonly templates: number[];
      readonly layers: readonly { readonly shape: number[]; readonly values: number[] }[];
    };
    readonly left: readonly number[][];
    readonly linear: readonly number[];
    readonly right: readonly number[][];
  }[];
}

describe("the certificate", () => {
  it("is enough for a stranger: BigInt, the definition and the document alone", async () => {
    const primes = [PRIME, 67108859] as const;
    const { certificate } = await halfFactorization.run({ network, primes }, contextOf(4));
    const { factorizations } = JSON.parse(JSON.stringify(certificate?.content)) as Certificate;
    expect(factorizations.map(({ prime }) => prime)).toEqual(primes);
    for (const { prime, weights, left, linear, right } of factorizations) {
      const read = {
        templates: Int32Array.from(weights.templates),
        layers: weights.layers.map(({ shape, values }) => ({
          ...{ window: shape[0] ?? 0, inputs: shape[2] ?? 0, outputs: shape[3] ?? 0 },
          ...{ values: Int32Array.from(values), biases: null },
        })),
      };
      for (let trial = 0; trial < 60; trial += 1) {
        const [row, column] = [(trial * 37) % 256, (trial * 101) % 256];
        const bit = (value: number, place: number) => (value >> (7 - place)) & 1;
        const point = Array.from({ length: 16 }, (_, pixel) => {
          const place = Math.floor(pixel / 4) * 2 + (pixel % 2);
          return bit(pixel % 4 < 2 ? row : column, place);
        });
        const entry = linear.reduce(
          (sum, a, channel) =>
            sum +
            BigInt(a) * BigInt(left[row]?.[channel] ?? 0) * BigInt(right[column]?.[channel] ?? 0),
          0n,
        );
        expect(entry % BigInt(prime)).toBe(referenceOutput(network, read, point, BigInt(prime)));
      }
    }
  });
});
