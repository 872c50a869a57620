import { describe, expect, it } from "vitest";
import { PrimeField } from "../../src/compute/numerics/prime-field.ts";
import { rankModulo } from "../../src/compute/numerics/rank-modulo.ts";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";
import { rationalRank, referenceRank } from "../support/exact-reference.ts";

type Matrix = readonly (readonly bigint[])[];

const PRIMES = [2147483629, 67108859, 7];

function rankOf(matrix: Matrix, prime: number): number {
  const columns = matrix[0]?.length ?? 0;
  const field = new PrimeField(prime);
  const entries = Int32Array.from(matrix.flat(), (entry) =>
    field.reduce(Number(entry % BigInt(prime))),
  );
  return rankModulo({ rows: matrix.length, columns, entries }, field);
}

function random(rows: number, columns: number, limit: number, stream: RandomStream): Matrix {
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => BigInt(stream.below(limit)) - BigInt(limit >> 1)),
  );
}

function product(left: Matrix, right: Matrix): Matrix {
  return left.map((row) =>
    (right[0] ?? []).map((_, column) =>
      row.reduce((sum, entry, at) => sum + entry * (right[at]?.[column] ?? 0n), 0n),
    ),
  );
}

describe.each(PRIMES)("rank modulo %i", (prime) => {
  it("agrees with BigInt elimination on 300 matrices of every rank and shape", () => {
    const stream = new RandomStream(prime, PURPOSES.data, 0);
    const wrong: string[] = [];
    for (let round = 0; round < 300; round += 1) {
      const [rows, columns] = [1 + stream.below(14), 1 + stream.below(14)];
      const inner = 1 + stream.below(12);
      const matrix = product(
        random(rows, inner, 2 ** 30, stream),
        random(inner, columns, 2 ** 30, stream),
      );
      const expected = referenceRank(matrix, BigInt(prime));
      const found = rankOf(matrix, prime);
      if (found !== expected) wrong.push(`${rows}x${columns}: ${found}, not ${expected}`);
    }
    expect(wrong).toEqual([]);
  });

  it("finds pivots behind zero columns and zero rows", () => {
    const matrix = [
      [0n, 0n, 0n, 0n, 1n],
      [0n, 0n, 0n, 0n, 0n],
      [0n, 0n, 3n, 0n, 2n],
      [0n, 0n, 6n, 0n, 5n],
    ];
    expect(rankOf(matrix, prime)).toBe(2);
  });

  it("is 0 for zeros, n for a permutation, 1 for an outer product", () => {
    const size = 37;
    const of = (entry: (row: number, column: number) => number) =>
      Array.from({ length: size }, (_, row) =>
        Array.from({ length: size }, (_unit, column) => BigInt(entry(row, column))),
      );
    expect(
      rankOf(
        of(() => 0),
        prime,
      ),
    ).toBe(0);
    expect(
      rankOf(
        of((row, column) => Number((row * 5 + 3) % size === column)),
        prime,
      ),
    ).toBe(size);
    expect(
      rankOf(
        of((row, column) => (row % 5 === 0 ? 1 : 2) * (column + 1)),
        prime,
      ),
    ).toBe(1);
  });
});

it("never exceeds the rank over the rationals, and equals it for a large prime", () => {
  const stream = new RandomStream(3, PURPOSES.data, 0);
  for (let round = 0; round < 60; round += 1) {
    const matrix = product(
      random(9, 1 + (round % 9), 9, stream),
      random(1 + (round % 9), 9, 9, stream),
    );
    const rational = rationalRank(matrix);
    expect(rankOf(matrix, 2147483629)).toBe(rational);
    expect(rankOf(matrix, 7)).toBeLessThanOrEqual(rational);
  }
});

it("of a Vandermonde matrix counts the distinct points", () => {
  const points = [1n, 2n, 3n, 5n, 5n, 8n, 13n, 2n];
  const matrix = points.map((point) => points.map((_, exponent) => point ** BigInt(exponent)));
  expect(rankOf(matrix, 2147483629)).toBe(6);
});

it("refuses entries that do not fill the matrix", () => {
  const field = new PrimeField(7);
  const entries = Int32Array.of(1, 2, 3);
  expect(() => rankModulo({ rows: 2, columns: 2, entries }, field)).toThrow(/do not fill/);
});
