import { describe, expect, it } from "vitest";
import { blockGramSchmidt } from "../../src/compute/numerics/block-gram-schmidt.ts";
import {
  columnSpaceOf,
  columnsOf,
  leastSquares,
  projectOnto,
  projectOut,
  rankOf,
} from "../../src/compute/numerics/column-space.ts";
import { RandomStream } from "../../src/compute/numerics/threefry.ts";
import { jacobiSingularValues } from "../support/one-sided-jacobi.ts";

function gaussian(seed: number, rows: number, columns: number): number[][] {
  const random = new RandomStream(seed, 5, 0);
  return Array.from({ length: columns }, () => Array.from({ length: rows }, () => random.normal()));
}

/** Columns that are combinations of the first `rank`. */
function ofRank(seed: number, rows: number, columns: number, rank: number): number[][] {
  const basis = gaussian(seed, rows, rank);
  return gaussian(seed + 1, rank, columns).map((mix) =>
    Array.from({ length: rows }, (_, row) =>
      mix.reduce((sum, factor, at) => sum + factor * (basis[at]?.[row] ?? 0), 0),
    ),
  );
}

const graded = gaussian(7, 20, 8).map((column, at) => column.map((one) => one * 10 ** -at));

const MATRICES: readonly (readonly [string, number[][], number])[] = [
  ["a tall one of full rank", gaussian(1, 20, 7), 7],
  ["a wide one of full rank", gaussian(2, 7, 20), 7],
  ["a square one of rank 5", ofRank(3, 12, 12, 5), 5],
  ["a wide one of rank 3", ofRank(5, 6, 15, 3), 3],
  ["one whose columns fall by ten each", graded, 8],
  ["one column", [[3, 4]], 1],
  [
    "zero",
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    0,
  ],
];

describe.each(MATRICES)("the column space of %s", (_, columns, rank) => {
  const space = columnSpaceOf(columns);

  it("has the singular values of one-sided Jacobi rotations", () => {
    const expected = jacobiSingularValues(columns);
    expect(space.singularValues).toHaveLength(expected.length);
    const scale = expected[0] ?? 0;
    space.singularValues.forEach((one, at) => {
      expect(Math.abs(one - (expected[at] ?? NaN))).toBeLessThanOrEqual(4e-15 * scale);
    });
  });

  it("has its rank, by singular values and by Gram-Schmidt", () => {
    expect(rankOf(space)).toMatchObject({ rank, isResolved: true });
    const { ranks } = blockGramSchmidt([columns.slice(0, 3), columns.slice(3)], columns[0] ?? []);
    expect(ranks.reduce((sum, one) => sum + one, 0)).toBe(rank);
  });

  it("holds every column, and nothing of what is orthogonal to them", () => {
    const [random] = gaussian(11, space.rows, 1);
    const outside = projectOut(space, rank, random ?? []);
    for (const column of columns) {
      const length = Math.hypot(...column);
      expect(Math.hypot(...projectOut(space, rank, column))).toBeLessThanOrEqual(1e-14 * length);
      const along = column.reduce((sum, one, at) => sum + one * (outside[at] ?? 0), 0);
      expect(Math.abs(along)).toBeLessThanOrEqual(1e-13 * length);
    }
  });
});

describe("least squares", () => {
  it("fits a line as the normal equations do", () => {
    // y = 1 + 2 x misses (0, 0), (1, 3), (2, 6) nowhere but by its intercept: 3 x fits exactly.
    const space = columnSpaceOf(
      columnsOf([
        [0, 1],
        [1, 1],
        [2, 1],
      ]),
    );
    const found = leastSquares(space, 2, [0, 3, 9]);
    expect(found[0]).toBeCloseTo(4.5, 13);
    expect(found[1]).toBeCloseTo(-0.5, 13);
    const fitted = projectOnto(space, 2, [0, 3, 9]);
    [-0.5, 4, 8.5].forEach((one, at) => expect(fitted[at]).toBeCloseTo(one, 13));
  });

  it("gives the shortest solution where columns are equal", () => {
    const found = leastSquares(
      columnSpaceOf([
        [1, 1],
        [1, 1],
      ]),
      1,
      [4, 4],
    );
    expect(found[0]).toBeCloseTo(2, 14);
    expect(found[1]).toBeCloseTo(2, 14);
  });
});

describe("a rank", () => {
  it("is not resolved where its singular values fall by less than a thousand at the cut", () => {
    const decision = rankOf(
      columnSpaceOf([
        [1, 0, 0],
        [0, 1e-13, 0],
        [0, 0, 4e-16],
      ]),
    );
    expect(decision).toMatchObject({ rank: 2, isResolved: false });
  });

  it("falls where the threshold is raised past a singular value, and never below a factor of 1", () => {
    const space = columnSpaceOf([
      [1, 0],
      [0, 1e-13],
    ]);
    expect([1, 1e2, 1e4].map((factor) => rankOf(space, factor).rank)).toEqual([2, 2, 1]);
  });

  it("is refused of numbers that are not finite, with the column that has one", () => {
    expect(() =>
      columnSpaceOf([
        [1, 2],
        [NaN, 1],
      ]),
    ).toThrow(/column 2/);
  });
});

describe("block Gram-Schmidt", () => {
  it("adds up to the projection, whatever the order", () => {
    const columns = gaussian(21, 15, 6);
    const vector = gaussian(22, 15, 1)[0] ?? [];
    const space = columnSpaceOf(columns);
    const expected = Math.hypot(...projectOnto(space, 6, vector)) ** 2 / 2;
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ]) {
      const blocks = order.map((at) => columns.slice(2 * at, 2 * at + 2));
      const { terms } = blockGramSchmidt(blocks, vector);
      expect(terms.reduce((sum, one) => sum + one, 0)).toBeCloseTo(expected, 13);
    }
  });

  it("gives a block inside the ones before it no term and no direction", () => {
    const [one = [], other = []] = gaussian(23, 9, 2);
    const mixed = one.map((value, at) => value + 3 * (other[at] ?? 0));
    const { terms, ranks } = blockGramSchmidt(
      [
        [one, other],
        [mixed, one],
      ],
      one,
    );
    expect(ranks).toEqual([2, 0]);
    expect(terms[1]).toBe(0);
  });

  it("gives half the vector's square where its blocks fill the space, nearly dependent or not", () => {
    const first = gaussian(24, 12, 6);
    const near = gaussian(25, 12, 6).map((column, at) =>
      column.map((one, row) => (first[at]?.[row] ?? 0) + (first[5 - at]?.[row] ?? 0) + 1e-7 * one),
    );
    const [vector = []] = gaussian(26, 12, 1);
    const { terms, ranks } = blockGramSchmidt([first, near], vector);
    expect(ranks).toEqual([6, 6]);
    const sum = terms.reduce((total, one) => total + one, 0);
    const half = Math.hypot(...vector) ** 2 / 2;
    expect(Math.abs(sum / half - 1)).toBeLessThan(1e-13);
  });

  it.each([
    [1e-6, 2],
    [1e-9, 2],
    [1e-11, 0],
  ])("takes a direction of %d of its block's norm to add %d: the cut is 1e-10", (part, term) => {
    const first = [1, 0, 0, 0];
    const near = [1, part, 0, 0];
    const { terms } = blockGramSchmidt([[first], [near]], [0, 2, 0, 0]);
    expect(terms[1]).toBeCloseTo(term, 9);
  });
});
