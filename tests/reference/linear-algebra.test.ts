import { Matrix, QrDecomposition } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { intervals } from "../../src/compute/numerics/interval.ts";
import { inverseOf, leastSquares, solveSquare } from "../../src/compute/numerics/linear-solve.ts";
import {
  curvatureBound,
  isPositiveDefinite,
  leastEigenvalueAbove,
} from "../../src/compute/numerics/positive-definite.ts";
import { symmetricEigen } from "../../src/compute/numerics/symmetric-eigen.ts";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";

const indices = (n: number) => Array.from({ length: n }, (_, index) => index);
const hilbert = (n: number) => indices(n).map((i) => indices(n).map((j) => 1 / (i + j + 1)));

/** Wilkinson's W21+: 10 .. 0 .. 10 on the diagonal, ones beside it; its largest two nearly agree. */
const wilkinson = indices(21).map((i) =>
  indices(21).map((j) => (i === j ? Math.abs(i - 10) : Math.abs(i - j) === 1 ? 1 : 0)),
);

/** mpmath's eigsy at 50 digits. */
const HILBERT_6 = [
  ...[1.0827994845655497685e-7, 1.2570757122625194923e-5, 6.1574835418265769765e-4],
  ...[0.016321521319875822124, 0.24236087057520955214, 1.618899858924339097],
];
const WILKINSON_ENDS = [-1.1254415221199842223, 10.746194182903321832, 10.746194182903393432];

const product = (left: readonly (readonly number[])[], right: readonly number[]) =>
  left.map((row) => row.reduce((sum, one, at) => sum + one * (right[at] ?? 0), 0));

describe("eigenvalues of symmetric matrices", () => {
  it("are those of the Hilbert matrix of order 6 to n eps", () => {
    const { values } = symmetricEigen(hilbert(6));
    values.forEach((value, at) => {
      expect(Math.abs(value - (HILBERT_6[at] ?? Number.NaN))).toBeLessThan(2e-15);
    });
  });

  it("are those of Wilkinson's matrix, whose largest two differ by 7e-14", () => {
    const { values } = symmetricEigen(wilkinson);
    [values[0], values[19], values[20]].forEach((value, at) => {
      expect(Math.abs((value ?? 0) - (WILKINSON_ENDS[at] ?? Number.NaN))).toBeLessThan(2e-14);
    });
  });

  it("come ascending with vectors that are orthonormal and belong to them", () => {
    const { values, vectors } = symmetricEigen(wilkinson);
    expect([...values].sort((one, other) => one - other)).toEqual(values);
    vectors.forEach((vector, i) => {
      const applied = product(wilkinson, vector);
      applied.forEach((entry, at) => {
        expect(entry).toBeCloseTo((values[i] ?? 0) * (vector[at] ?? 0), 12);
      });
      const gram = product(vectors, vector);
      gram.forEach((entry, j) => expect(entry).toBeCloseTo(i === j ? 1 : 0, 12));
    });
  });

  it("are NaN where an entry is not finite", () => {
    expect(symmetricEigen([[Number.NaN]]).values).toEqual([Number.NaN]);
    expect(symmetricEigen([]).values).toEqual([]);
  });
});

describe("proven bounds of eigenvalues", () => {
  const thin = (matrix: readonly (readonly number[])[]) =>
    matrix.map((row) => row.map(intervals.constant));

  it("lie below the least eigenvalue of a matrix, by its rounding alone", () => {
    const bound = leastEigenvalueAbove(wilkinson);
    expect(bound).toBeLessThanOrEqual(-1.1254415221199842);
    expect(bound).toBeGreaterThan(-1.1254415221199842 - 1e-11);
  });

  it("know the Hilbert matrix of order 6 to be definite, and the one of order 14 not", () => {
    expect(isPositiveDefinite(thin(hilbert(6)))).toBe(true);
    // Its least eigenvalue is 2e-19: far below the rounding of its entries.
    expect(isPositiveDefinite(thin(hilbert(14)))).toBe(false);
  });

  it("subtract the radius: [2, 4] x identity with off-diagonal [-1/2, 1/2] has at least 3/2", () => {
    const side = { low: 2, high: 4 };
    const off = { low: -0.5, high: 0.5 };
    const bound = curvatureBound([
      [side, off],
      [off, side],
    ]);
    expect(bound).toBeGreaterThan(1.5 - 1e-12);
    expect(bound).toBeLessThanOrEqual(1.5);
  });

  it("are none for a saddle, and for entries without bounds", () => {
    const saddle = thin([
      [1, 2],
      [2, 1],
    ]);
    expect(isPositiveDefinite(saddle)).toBe(false);
    expect(curvatureBound(saddle)).toBeLessThanOrEqual(-1);
    expect(curvatureBound([[{ low: 1, high: Infinity }]])).toBe(-Infinity);
  });
});

describe("linear systems", () => {
  it("invert the Hilbert matrix of order 6 to its condition number", () => {
    // Row 1 of the inverse, from the closed form.
    const row = [36, -630, 3360, -7560, 7560, -2772];
    inverseOf(hilbert(6))?.[0]?.forEach((entry, at) => {
      expect(Math.abs(entry / (row[at] ?? 0) - 1)).toBeLessThan(1e-9);
    });
  });

  it("are null where the matrix is singular or not finite", () => {
    const singular = [
      [1, 2],
      [2, 4],
    ];
    expect(solveSquare(singular, [1, 1])).toBeNull();
    expect(inverseOf(singular)).toBeNull();
    expect(inverseOf([[Number.NaN]])).toBeNull();
    expect(leastSquares([[0], [0]], [1, 1])).toBeNull();
  });

  it("in the least squares sense agree with the library's QR, of which they are independent", () => {
    const random = new RandomStream(5, PURPOSES.data, 0);
    for (let trial = 0; trial < 20; trial += 1) {
      const rows = indices(12).map(() => indices(5).map(() => random.normal()));
      const right = indices(12).map(() => random.normal());
      const other = new QrDecomposition(new Matrix(rows))
        .solve(Matrix.columnVector(right))
        .to1DArray();
      leastSquares(rows, right)?.forEach((entry, at) => {
        expect(Math.abs(entry - (other[at] ?? Number.NaN))).toBeLessThan(1e-12);
      });
    }
  });

  it("solve Longley's kind of problem: columns of powers, residual perpendicular to all", () => {
    const rows = indices(10).map((i) => indices(6).map((p) => (i / 9) ** p));
    const right = indices(10).map((i) => Math.exp(i / 9));
    const solution = leastSquares(rows, right) ?? [];
    const residual = product(rows, solution).map((entry, at) => entry - (right[at] ?? 0));
    indices(6).forEach((p) => {
      const along = rows.reduce((sum, row, at) => sum + (row[p] ?? 0) * (residual[at] ?? 0), 0);
      expect(Math.abs(along)).toBeLessThan(1e-13);
    });
  });
});
