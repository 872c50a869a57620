import { describe, expect, it } from "vitest";
import { expandLoss } from "../../src/compute/measures/minima/hessian.ts";
import { toExactData, type FractionData } from "../../src/compute/measures/minima/exact-data.ts";
import { enumerateCells } from "../../src/compute/measures/minima/relu-cells.ts";
import {
  examinePoint,
  preactivationsOf,
  isPositive,
  type ExactUnit,
} from "../../src/compute/measures/minima/relu-network.ts";
import { cellsByPrograms, cellsOf } from "../../src/compute/measures/minima/relu-patterns.ts";
import { surveyMinima } from "../../src/compute/measures/minima/relu-survey.ts";
import { reluMinima } from "../../src/compute/measures/relu-minima.measure.ts";
import { symmetricEigen } from "../../src/compute/numerics/symmetric-eigen.ts";
import { doubleOf, formatRational, parseRational, rational } from "../../src/domain/rational.ts";
import {
  F1,
  F1_ONE,
  F1_TWO,
  S1,
} from "../../src/papers/kawaguchi2019-depth-width/relu-instances.ts";
import { F1_DATA, reluUnits } from "../../src/papers/kawaguchi2019-depth-width/fixtures.ts";

const RELU = { leak: rational(0n) };
const texts = (data: readonly (readonly number[])[]) => data.map((row) => row.map(String));
const given = (
  inputs: readonly (readonly number[])[],
  targets: readonly number[],
): FractionData => {
  return { inputs: texts(inputs), targets: targets.map(String) };
};
const unit = (outgoing: string, ...incoming: string[]): ExactUnit => {
  return { outgoing: parseRational(outgoing), incoming: incoming.map(parseRational) };
};
const sorted = (values: readonly string[]) => values.toSorted();

/**
 * Integers from numpy default_rng(5); counts and values by another program: cells by sampled angles,
 * numpy's pseudoinverse, margins by scipy's HiGHS, all in float64.
 */
const DRAWN = [
  {
    data: given(
      [
        [3, 6],
        [-9, 6],
        [-1, 0],
        [2, -4],
        [9, -8],
        [-4, -2],
      ],
      [1, -2, -7, -9, -9, -9],
    ),
    ...{ units: 1, cells: 12, minima: 2, values: [20.43971631, 148] },
  },
  {
    data: given(
      [
        [-7, 9],
        [-6, 3],
        [5, -5],
        [-4, -1],
        [-4, 9],
        [-6, 8],
      ],
      [6, 7, -7, -2, 2, 0],
    ),
    ...{ units: 2, cells: 12, minima: 22 },
    values: [
      8.116064234, 9.241146881, 20, 22.65800681, 22.70383244, 23.11328163, 26.5, 35.74114688,
      36.78218884, 39.81268364, 42.5, 44.5, 46.5, 47.20383244, 47.61328163, 49.20383244,
      57.02109181, 58.59901397,
    ],
  },
  {
    data: given(
      [
        [3, 3],
        [3, -8],
        [9, 1],
        [8, -4],
        [-3, 7],
        [-6, -8],
        [-2, 3],
      ],
      [-7, 7, -3, -5, 1, 8, 7],
    ),
    ...{ units: 2, cells: 14, minima: 22 },
    values: [
      41.5, 41.99311961, 44.24543312, 44.62272757, 48.85800197, 59.53070624, 63.51388435,
      64.03070624, 66, 66.5, 73.5, 73.99311961, 78.82861168, 79.59436518, 80.13043478, 82.39808888,
      84.63043478, 89.96962825, 94.94537815, 95.57127273, 98, 102.4693052,
    ],
  },
];

describe("the activation cells of one ReLU unit", () => {
  it.each(DRAWN)("are the same by angles and by linear programs: $cells", ({ data, cells }) => {
    const { inputs } = toExactData(data);
    const patterns = (found: ReturnType<typeof cellsOf>) =>
      sorted(found.map(({ pattern }) => pattern.map(Number).join("")));
    expect(patterns(cellsOf(inputs))).toEqual(patterns(cellsByPrograms(inputs)));
    expect(cellsOf(inputs)).toHaveLength(cells);
  });

  it("hold their witnesses strictly inside", () => {
    const { inputs } = toExactData(F1);
    for (const cell of [...cellsOf(inputs), ...cellsByPrograms(inputs)]) {
      const forms = preactivationsOf(inputs, cell.witness);
      expect(forms.map(isPositive)).toEqual(cell.pattern);
      expect(forms.some(({ numerator }) => numerator === 0n)).toBe(false);
    }
  });

  it("are two where all samples lie on one line through the origin", () => {
    const { inputs } = toExactData(
      given(
        [
          [1, 2],
          [2, 4],
          [-3, -6],
        ],
        [0, 0, 0],
      ),
    );
    expect(cellsOf(inputs)).toHaveLength(2);
  });

  it("in three dimensions are as many as hyperplanes in general position have", () => {
    // 2 (1 + 4 + 6) for m = 5.
    const inputs = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 1, 1],
      [1, 2, -3],
    ];
    expect(cellsOf(toExactData(given(inputs, [0, 0, 0, 0, 0])).inputs)).toHaveLength(22);
  });

  it("are none where a sample is 0", () => {
    expect(
      cellsOf(
        toExactData(
          given(
            [
              [1, 0],
              [0, 0],
            ],
            [0, 0],
          ),
        ).inputs,
      ),
    ).toEqual([]);
  });
});

describe("all differentiable minima of small ReLU problems", () => {
  it.each([
    { name: "F1", data: F1, units: 1, values: F1_ONE.values, minima: 5 },
    { name: "F1", data: F1, units: 2, values: F1_TWO.values, minima: 20 },
    { name: "S1", data: S1, units: 1, values: ["7/40", "21/2", "28", "57/2"], minima: 4 },
  ])("$name with $units units have the golden values", ({ data, units, values, minima }) => {
    const found = surveyMinima(data, units, "relu");
    expect(sorted(found.values.map(formatRational))).toEqual(sorted(values));
    expect(found.minima).toHaveLength(minima);
  });

  it.each(DRAWN)(
    "agree with a second implementation: $minima",
    ({ data, units, minima, values }) => {
      const found = surveyMinima(data, units, "relu");
      expect(found.minima).toHaveLength(minima);
      expect(found.values.map((one) => Number(doubleOf(one).toPrecision(10)))).toEqual(values);
    },
  );

  it("are those with v = 0 where nothing is to be fitted: one in every cell", () => {
    const { minima, values } = surveyMinima({ ...F1, targets: ["0", "0", "0", "0"] }, 1, "relu");
    expect(minima).toHaveLength(8);
    expect(values.map(formatRational)).toEqual(["0"]);
    const idle = minima.filter(({ units: [one] }) => one?.outgoing.numerator === 0n);
    // The dead unit may have any v.
    expect(idle).toHaveLength(7);
  });

  it("are also those at which one unit of two is idle, with a loss", () => {
    // y = 4 - r: 4 fits with one unit, and r = (0, 0, 0, 1, -2, 1) is orthogonal to X and to X_(x > 0).
    const abscissas = [-3, -2, -1, 1, 2, 3];
    const data = given(
      abscissas.map((x) => [x, 1]),
      [4, 4, 4, 3, 6, 3],
    );
    const { minima } = surveyMinima(data, 2, "relu");
    const patterns = [abscissas.map(() => true), abscissas.map((x) => x > 0)];
    const has =
      ({ cells }: (typeof minima)[number]) =>
      (pattern: readonly boolean[]) =>
        cells.some((cell) => cell.pattern.every((active, i) => active === pattern[i]));
    const found = minima.filter((one) => patterns.every(has(one)));
    expect(found.map(({ point }) => formatRational(point.value))).toEqual(["3"]);
    const [idle] = found.flatMap(({ units }) =>
      units.filter((one) => one.outgoing.numerator === 0n),
    );
    expect(
      idle && preactivationsOf(toExactData(data).inputs, idle.incoming).map(isPositive),
    ).toEqual(patterns[1]);
  });

  it("of leaky ReLU are local minima, none of them dead", () => {
    const { minima } = surveyMinima(F1, 1, "leaky-relu");
    expect(minima.length).toBeGreaterThan(0);
    for (const { point, bound } of minima) {
      expect(point.cellDefect.numerator).toBe(0n);
      expect(formatRational(point.value)).toBe(formatRational(bound));
    }
  });

  it("with one unit lie in cells whose least squares values follow by hand", () => {
    const data = toExactData(F1);
    const outcomes = enumerateCells(data, cellsOf(data.inputs), 1, RELU);
    expect(outcomes.map(({ bound }) => formatRational(bound)).toSorted()).toEqual(
      // Active: all, none, 2, (1, 2), (-1, 1, 2), -2, (-2, -1), (-2, -1, 1).
      ["7/40", "15/2", "3", "5/2", "15/7", "11/2", "5", "9/2"].toSorted(),
    );
  });

  it("are none in no cell: a sample that is 0 gives no minimum and no certificate", async () => {
    const data = given(
      [
        [1, 0],
        [0, 0],
      ],
      [1, 1],
    );
    const setting = { data, units: 1, activation: "relu" } as const;
    const context = { seed: 1 } as Parameters<typeof reluMinima.run>[1];
    const { quantities, certificate } = await reluMinima.run(setting, context);
    expect(quantities).toMatchObject({ cells: 0n, minima: 0n });
    expect(certificate).toBeUndefined();
  });
});

describe("a point of a ReLU layer", () => {
  const [data, told] = [toExactData(F1), formatRational];

  it("at the saddle with v = 0 has no gradient, a negative eigenvalue, and no identity", () => {
    const saddle = examinePoint(data, [unit("0", "-1", "12")], RELU);
    expect(told(saddle.gradientSquared)).toBe("0");
    expect([saddle.value, saddle.cellBound, saddle.jacobianBound].map(told)).toEqual([
      ...["15/2", "7/40", "15/2"],
    ]);
    const { hessian } = expandLoss(reluUnits([0, -1, 12]), F1_DATA);
    // In the order w, b, v; the spec's is v, w, b.
    expect(hessian).toEqual([
      [0, 0, -12],
      [0, 0, -1],
      [-12, -1, 586],
    ]);
    expect(symmetricEigen(hessian).values[0]).toBeCloseTo(-0.2473, 4);
  });

  it("with an idle unit at a minimum keeps the identity", () => {
    const point = examinePoint(data, [unit("1", "2", "-1"), unit("0", "3", "-2")], RELU);
    expect([point.value, point.cellBound, point.cellDefect].map(told)).toEqual(["5/2", "5/2", "0"]);
  });

  it("S1 at its minimum has the value of linear regression, with all units active", () => {
    const point = examinePoint(toExactData(S1), [unit("1", "6/5", "13/4")], RELU);
    expect([point.value, point.cellBound].map(told)).toEqual(["7/40", "7/40"]);
    expect(point.patterns).toEqual([[true, true, true, true]]);
  });

  it("without units or with a unit on its kink is told", () => {
    expect(examinePoint(data, [unit("1", "1", "-1")], RELU).kinks).toBe(1);
  });
});
