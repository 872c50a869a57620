import { describe, expect, it } from "vitest";
import { leastSquaresExactly, solveExactly } from "../../src/compute/numerics/exact-linear.ts";
import { largestMargin } from "../../src/compute/numerics/exact-margin.ts";
import { maximize, type Optimum } from "../../src/compute/numerics/exact-simplex.ts";
import { dotRationals, formatRational, parseRational } from "../../src/domain/rational.ts";

const exact = (numbers: readonly (number | string)[]) =>
  numbers.map((one) => parseRational(String(one)));
const rows = (matrix: readonly (readonly (number | string)[])[]) => matrix.map(exact);

function binomial(n: number, k: number): bigint {
  let value = 1n;
  for (let i = 1; i <= k; i += 1) value = (value * BigInt(n - k + i)) / BigInt(i);
  return value;
}

describe("linear equations in exact rationals", () => {
  it("invert the Hilbert matrix of order 10, which has a closed form", () => {
    const [n, indices] = [10, Array.from({ length: 10 }, (_, index) => index + 1)];
    const hilbert = indices.map((i) => exact(indices.map((j) => `1/${i + j - 1}`)));
    for (const j of indices) {
      const unit = exact(indices.map((i) => (i === j ? 1 : 0)));
      const column = solveExactly(hilbert, unit)?.particular.map(formatRational);
      const closed = indices.map((i) => {
        const sign = (i + j) % 2 === 0 ? 1n : -1n;
        const inner = binomial(i + j - 2, i - 1) ** 2n;
        const outer = binomial(n + i - 1, n - j) * binomial(n + j - 1, n - i);
        return (sign * BigInt(i + j - 1) * inner * outer).toString();
      });
      expect(column).toEqual(closed);
    }
  });

  it("have all their solutions: a particular one and the directions of the kernel", () => {
    const matrix = rows([
      [1, 2, 3],
      [2, 4, 6],
    ]);
    const solved = solveExactly(matrix, exact([2, 4]));
    expect(solved?.directions).toHaveLength(2);
    for (const direction of solved?.directions ?? []) {
      expect(matrix.map((row) => formatRational(dotRationals(row, direction)))).toEqual(["0", "0"]);
    }
    expect(solveExactly(matrix, exact([2, 5]))).toBeNull();
  });

  // Rank 2, by hand: the plane a + b x at x = 0, 1, 3 through (0, 1, 2), and its column doubled.
  it("have the least squares of a matrix without full rank", () => {
    const matrix = rows([
      [1, 0, 0],
      [1, 1, 2],
      [1, 3, 6],
    ]);
    const right = exact([0, 1, 2]);
    const { particular, directions } = leastSquaresExactly(matrix, right);
    expect(directions).toHaveLength(1);
    const fitted = matrix.map((row) => formatRational(dotRationals(row, particular)));
    expect(fitted).toEqual(["1/7", "11/14", "29/14"]);
  });

  it("scale no row of a least squares problem alone", () => {
    const { particular } = leastSquaresExactly(rows([["1/2"], [1]]), exact(["1/3", 1]));
    expect(particular.map(formatRational)).toEqual(["14/15"]);
  });
});

const told = (optimum: Optimum) =>
  optimum.status === "optimal" ? formatRational(optimum.value) : optimum.status;

/** objective, matrix, bounds, optimum; x <= 9 in each place. All vertices in Python's fractions. */
const DRAWN: readonly (readonly [number[], number[][], number[], string | null])[] = [
  [
    [1, -4, -2],
    [
      [-1, -4, 0],
      [4, -6, -5],
      [2, -5, -1],
      [3, -6, 2],
    ],
    [-3, -8, -7, 4],
    "-28/5",
  ],
  [
    [3, -3, -1],
    [
      [-5, 2, 0],
      [-6, 3, -5],
      [-3, 4, 4],
      [3, -6, 3],
    ],
    [3, -8, -2, -8],
    "19/2",
  ],
  [
    [4, -5, 4],
    [
      [0, -4, 2],
      [-5, 3, -2],
      [2, 4, -4],
      [-5, 3, 3],
    ],
    [-3, 2, -6, -7],
    null,
  ],
  [
    [4, -1, 3],
    [
      [-3, 1, 4],
      [2, 0, 6],
      [-1, 1, 3],
      [1, -1, -2],
    ],
    [-2, -4, -2, -7],
    null,
  ],
  [
    [-5, 5, -4],
    [
      [1, -1, 5],
      [1, -2, 3],
      [-5, -5, 2],
      [0, -4, 6],
    ],
    [1, -5, 6, 4],
    "45",
  ],
  [
    [2, 5, -4],
    [
      [6, 2, 3],
      [6, -1, -1],
      [5, -1, 3],
      [1, 3, 6],
    ],
    [5, -7, -7, -1],
    null,
  ],
  [
    [-3, 1, 3],
    [
      [1, -6, -3],
      [6, -2, -4],
      [5, -3, 0],
      [0, 1, -5],
    ],
    [-4, 5, 3, -1],
    "36",
  ],
  [
    [-1, -1, -5],
    [
      [-2, 5, 0],
      [-1, 4, 0],
      [-3, -4, -5],
      [-4, -4, -3],
    ],
    [-2, -9, 6, -4],
    "-9",
  ],
  [
    [2, 2, 2],
    [
      [3, -6, -5],
      [-3, 3, 0],
      [-4, 4, -2],
      [-1, 3, -1],
    ],
    [6, -6, -6, 6],
    "50",
  ],
  [
    [1, -2, -2],
    [
      [-2, 4, -5],
      [5, -2, 2],
      [-1, -4, -1],
      [6, -3, 2],
    ],
    [1, -2, -3, -2],
    "-14",
  ],
  [
    [-4, -2, -4],
    [
      [2, 1, -1],
      [5, -6, -6],
      [6, -2, 1],
      [-2, -3, 5],
    ],
    [2, 5, 2, 2],
    "0",
  ],
  [
    [5, 4, 3],
    [
      [-6, -2, -3],
      [-2, 2, -3],
      [6, 3, -1],
      [-2, 2, 0],
    ],
    [-5, -8, 2, 5],
    "81/2",
  ],
  [
    [2, 4, -4],
    [
      [0, 2, -4],
      [2, -4, 2],
      [2, -6, 1],
      [6, -4, 3],
    ],
    [-9, -5, -4, -5],
    "151/12",
  ],
];

describe("linear programs in exact rationals", () => {
  it("climb the cube of Klee and Minty to its last vertex", () => {
    const places = Array.from({ length: 6 }, (_, index) => index);
    const matrix = places.map((i) =>
      exact(places.map((j) => (j < i ? 2 ** (i - j + 1) : j === i ? 1 : 0))),
    );
    const bounds = exact(places.map((i) => 5 ** (i + 1)));
    const objective = exact(places.map((j) => 2 ** (5 - j)));
    expect(told(maximize({ objective, matrix, bounds }))).toBe("15625");
  });

  it("do not cycle where the largest coefficient would (Beale 1955)", () => {
    const matrix = rows([
      ["1/4", -60, "-1/25", 9],
      ["1/2", -90, "-1/50", 3],
      [0, 0, 1, 0],
    ]);
    const objective = exact(["3/4", -150, "1/50", -6]);
    expect(told(maximize({ objective, matrix, bounds: exact([0, 0, 1]) }))).toBe("1/20");
  });

  it("may have no point, or no bound", () => {
    const objective = exact([1]);
    const empty = { objective, matrix: rows([[1], [-1]]), bounds: exact([1, -2]) };
    expect(told(maximize(empty))).toBe("infeasible");
    expect(told(maximize({ objective, matrix: rows([[-1]]), bounds: exact([0]) }))).toBe(
      "unbounded",
    );
  });

  it("keep every constraint at their optimum", () => {
    const [objective, matrix, bounds] = DRAWN[0] ?? [[], [], []];
    const optimum = maximize({
      ...{ objective: exact(objective), matrix: rows(matrix), bounds: exact(bounds) },
    });
    if (optimum.status !== "optimal") throw new Error(optimum.status);
    for (const [at, row] of rows(matrix).entries()) {
      const { numerator, denominator } = dotRationals(row, optimum.point);
      expect(numerator <= BigInt(bounds[at] ?? 0) * denominator).toBe(true);
    }
  });

  it.each(DRAWN)("maximise %j where %j x <= %j: %s", (objective, matrix, bounds, value) => {
    const caps = objective.map((_, i) => objective.map((__, j) => (i === j ? 1 : 0)));
    const optimum = maximize({
      objective: exact(objective),
      matrix: rows([...matrix, ...caps]),
      bounds: exact([...bounds, ...objective.map(() => 9)]),
    });
    expect(told(optimum)).toBe(value ?? "infeasible");
  });
});

describe("the largest margin", () => {
  it("is that of the middle of an interval", () => {
    const found = largestMargin(rows([[1], [-1]]), exact(["-1/3", "2/3"]));
    expect(formatRational(found.margin)).toBe("1/6");
    expect(found.point.map(formatRational)).toEqual(["1/2"]);
  });

  it("is at most 0 where the forms are not all positive anywhere", () => {
    expect(formatRational(largestMargin(rows([[1], [-1]]), exact([0, 0])).margin)).toBe("0");
    expect(formatRational(largestMargin(rows([[1], [-1]]), exact([-1, -3])).margin)).toBe("-2");
  });

  it("is capped at 1, also of forms without variables", () => {
    expect(formatRational(largestMargin(rows([[1]]), exact([5])).margin)).toBe("1");
    expect(formatRational(largestMargin([[]], exact(["1/2"])).margin)).toBe("1/2");
  });
});
