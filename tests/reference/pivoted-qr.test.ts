import { describe, expect, it } from "vitest";
import { columnSpaceOf, projectOut, rankOf } from "../../src/compute/numerics/column-space.ts";
import { pivotedRank } from "../../src/compute/numerics/pivoted-qr.ts";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";

const random = new RandomStream(7, PURPOSES.data, 0);
const vector = (length: number) => Float64Array.from({ length }, () => random.normal());
const matrix = (rows: number, columns: number) =>
  Array.from({ length: columns }, () => vector(rows));

/** Columns of a matrix of lower rank: sums of a few. */
function dependent(rows: number, columns: number, rank: number): Float64Array[] {
  const basis = matrix(rows, rank);
  return Array.from({ length: columns }, () => {
    const weights = vector(rank);
    return Float64Array.from({ length: rows }, (_, row) =>
      basis.reduce((sum, one, at) => sum + (one[row] ?? 0) * (weights[at] ?? 0), 0),
    );
  });
}

describe("rank and projection by pivoted QR", () => {
  it.each([
    ["tall", matrix(30, 12)],
    ["square", matrix(15, 15)],
    ["wide", matrix(12, 30)],
    ["of rank 5", dependent(20, 14, 5)],
    ["wide and of rank 7", dependent(16, 40, 7)],
  ])("agree with the singular value decomposition: %s", (_, columns) => {
    const v = vector(columns[0]?.length ?? 0);
    const space = columnSpaceOf(columns);
    const { rank } = rankOf(space);
    const outside = projectOut(space, rank, v).reduce((sum, one) => sum + one ** 2, 0);
    const found = pivotedRank(columns, [v]);
    expect(found.rank).toBe(rank);
    expect(found.outside).toBeCloseTo(outside, 11);
    expect(found.next).toBeLessThan(1e-12 * found.last);
  });

  it("leaves exactly nothing outside of a square matrix of full rank", () => {
    expect(pivotedRank(matrix(9, 9), [vector(9)]).outside).toBe(0);
  });

  it("by hand: one of two columns is twice the other", () => {
    const found = pivotedRank(
      [
        [1, 0],
        [2, 0],
      ],
      [[3, 4]],
    );
    expect(found).toEqual({ rank: 1, first: 2, last: 2, next: 0, outside: 16 });
  });

  it("sums what lies outside over several vectors", () => {
    const columns = matrix(8, 3);
    const vectors = [vector(8), vector(8)];
    const each = vectors.map((one) => pivotedRank(columns, [one]).outside);
    expect(pivotedRank(columns, vectors).outside).toBeCloseTo((each[0] ?? 0) + (each[1] ?? 0), 12);
  });

  it("takes a zero matrix for rank 0, with all of the vector outside", () => {
    expect(pivotedRank([new Float64Array(3)], [[1, 2, 2]])).toMatchObject({ rank: 0, outside: 9 });
  });

  it.each([
    [[[1, 2, 3]], "column 1 has 3 entries"],
    [[[1, NaN]], "finite numbers"],
  ])("refuses columns %j", (columns, told) => {
    expect(() => pivotedRank(columns, [[1, 2]])).toThrow(told);
  });
});
