import { describe, expect, it } from "vitest";
import {
  lossGradient,
  lossOf,
  type LossSpec,
} from "../../src/compute/measures/elimination/loss.ts";
import { slopeError } from "../../src/compute/measures/elimination/loss-slopes.ts";
import {
  exponents,
  groupGradients,
  layoutOf,
  lossGradients,
  neuronInputs,
  neuronOutputs,
  objectiveFormula,
  plainFormula,
  plainOutputs,
  range,
  type Problem,
} from "../../src/compute/measures/elimination/objective.ts";
import { deepestWell, pointwiseInfimum } from "../../src/compute/measures/elimination/pointwise.ts";
import { numbers } from "../../src/compute/numerics/algebra.ts";
import { expandAt, valueAt } from "../../src/compute/numerics/expansion.ts";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";
import { G1_POSED, SOFT_POSED } from "../../src/papers/kawaguchi2020-elimination/problems.ts";
import { REPEATED } from "../../src/papers/kawaguchi2020-elimination/minima-problems.ts";

const G1 = [...G1_POSED.theta, 0.5, -0.25, 0.1, -0.3, 0.2, 0.3, -0.4, 0.6];

/** dLt/da, dLt/db, dLt/dw_k by the formulas of spec section 1, written out. */
function gradientBySpec(problem: Problem, z: readonly number[]): number[] {
  const { outputs, inputs, a: placeOf } = layoutOf(problem);
  const seen = neuronInputs(problem);
  const added = neuronOutputs(problem, z);
  const q = plainOutputs(problem, z).map((row, i) =>
    row.map((one, k) => one + (added[i]?.[k] ?? 0)),
  );
  const slopes = lossGradients(problem, q);
  const inner = exponents(problem, z);
  const moment = (k: number, weight: (x: readonly number[]) => number) =>
    seen.reduce((sum, x, i) => {
      return sum + (slopes[i]?.[k] ?? 0) * Math.exp(inner[k]?.[i] ?? 0) * weight(x);
    }, 0) / seen.length;
  const a = (k: number) => z[placeOf(k)] ?? 0;
  const units = range(outputs);
  return [
    ...units.map((k) => moment(k, () => 1) + 2 * problem.lambda * a(k)),
    ...units.map((k) => a(k) * moment(k, () => 1)),
    ...units.flatMap((k) => range(inputs).map((j) => a(k) * moment(k, (x) => x[j] ?? 0))),
  ];
}

function centralDifference(problem: Problem, z: readonly number[], index: number): number {
  const step = 1e-6;
  const at = (by: number) =>
    valueAt(
      objectiveFormula(problem),
      z.map((one, place) => (place === index ? one + by : one)),
    );
  return (at(step) - at(-step)) / (2 * step);
}

describe("the golden point G1 (spec section 1, 30 digits)", () => {
  const { value, gradient } = expandAt(objectiveFormula(G1_POSED.problem), G1);

  it("has the spec's values with and without the neurons", () => {
    expect(value).toBeCloseTo(3.330920283567, 12);
    expect(valueAt(plainFormula(G1_POSED.problem), G1_POSED.theta)).toBe(1.375);
  });

  it("has the spec's derivatives in a, b and both w", () => {
    const golden = [
      ...[4.417288073604, -2.997310749197, 1.858644036802, 0.6618276872994],
      ...[-0.2964358461348, 2.155079882937, -0.4053295033475, 1.067157190647],
    ];
    golden.forEach((one, index) => {
      expect(Math.abs((gradient[6 + index] ?? 0) - one)).toBeLessThan(5e-13);
    });
  });

  it("has the spec's group gradients: the repeated input's cancel", () => {
    expect(groupGradients(G1_POSED.problem, G1)).toEqual([
      [0.5, -0.5],
      [0, 0],
      [0.5, 0],
    ]);
  });

  it("has L_pw = 0.625 by inputs; by samples it would be 0", () => {
    expect(pointwiseInfimum(G1_POSED.problem).infimum).toBe(0.625);
  });
});

describe("derivatives of the objective", () => {
  const random = new RandomStream(5, PURPOSES.data, 0);
  const problems: readonly (readonly [string, Problem])[] = [
    ["G1", G1_POSED.problem],
    ["soft labels", SOFT_POSED.problem],
    ["repeated inputs", REPEATED],
  ];

  it.each(problems)("are those of the formulas of section 1: %s", (_, problem) => {
    const { size, theta } = layoutOf(problem);
    const z = range(size).map(() => random.normal());
    const { gradient } = expandAt(objectiveFormula(problem), z);
    gradientBySpec(problem, z).forEach((one, index) => {
      expect(Math.abs((gradient[theta + index] ?? 0) - one)).toBeLessThan(
        1e-12 * (1 + Math.abs(one)),
      );
    });
  });

  it.each(problems)("are those of differences in every variable: %s", (_, problem) => {
    const { size } = layoutOf(problem);
    const z = range(size).map(() => random.normal());
    const { gradient } = expandAt(objectiveFormula(problem), z);
    gradient.forEach((one, index) => {
      const near = centralDifference(problem, z, index);
      expect(Math.abs(near - one)).toBeLessThan(1e-7 * (1 + Math.abs(one)));
    });
  });
});

describe("losses", () => {
  const rows: readonly (readonly [LossSpec, readonly number[]])[] = [
    [{ kind: "squared" }, [0.3, -1]],
    [{ kind: "cross-entropy" }, [0.7, 0.3]],
    [{ kind: "logistic" }, [0.2, 1]],
    [{ kind: "hinge", power: 2 }, [1, -1]],
    [{ kind: "hinge", power: 3 }, [1, -1]],
    [{ kind: "double-well", tilt: 0.25 }, [0, 0]],
    [{ kind: "sigmoid" }, [1, -1]],
    [{ kind: "absolute" }, [0, 2]],
    [{ kind: "truncated" }, [0, 0.5]],
  ];

  it.each(rows)("have the gradient of their closed form: %o", (loss, labels) => {
    const q = [0.4, -0.7];
    const { gradient } = expandAt((algebra, at) => lossOf(algebra, loss, at, labels), q);
    lossGradient(loss, q, labels).forEach((one, k) => expect(gradient[k]).toBeCloseTo(one, 13));
  });

  it.each(rows)("have slopes that agree with differentiation to rounding: %o", (loss, labels) => {
    const targets = Array.from({ length: 50 }, () => labels);
    const problem: Problem = {
      ...{ inputs: targets.map(() => [0]), targets, loss, lambda: 1, neuron: "exponential" },
      model: { kind: "table", points: [[0]], outputs: labels.length },
    };
    expect(slopeError(problem, 1)).toBeLessThan(50 * 2 ** -53);
  });

  it("have the two wells of the spec", () => {
    const loss: LossSpec = { kind: "double-well", tilt: 0.25 };
    const at = (q: number) => lossOf(numbers, loss, [q], [0]);
    expect(at(0.967148937883)).toBeCloseTo(0.2459633578048, 12);
    expect(deepestWell(0.25)).toBeCloseTo(-1.029895985051, 11);
    expect(at(deepestWell(0.25))).toBeCloseTo(-0.2537912372205, 12);
  });
});

describe("the pointwise infimum", () => {
  it("of soft labels is the entropy of the mean label", () => {
    expect(pointwiseInfimum(SOFT_POSED.problem).infimum).toBeCloseTo(1.046497783346, 11);
  });

  it("of repeated inputs is the spread of their labels", () => {
    expect(pointwiseInfimum(REPEATED).infimum).toBe(0.625);
  });

  it.each([
    [2, [1, 1, -1]],
    [3, [1, -1, -1, -1]],
  ])("of hinge losses with p = %i is no more than on a fine grid", (power, labels) => {
    const problem: Problem = {
      ...{ inputs: labels.map(() => [0]), targets: labels.map((label) => [label]) },
      ...{ model: { kind: "table", points: [[0]], outputs: 1 }, loss: { kind: "hinge", power } },
      ...{ lambda: 1, neuron: "exponential" },
    };
    const mean = (q: number) =>
      labels.reduce((sum, label) => sum + Math.max(0, 1 - label * q) ** power, 0) / labels.length;
    const grid = Math.min(...range(40_001).map((index) => mean(index / 10_000 - 2)));
    expect(pointwiseInfimum(problem).infimum).toBeCloseTo(grid, 7);
  });

  it("is attained by no value where labels are one-hot, by some where they cover every class", () => {
    const hot = {
      ...SOFT_POSED.problem,
      targets: [
        [1, 0, 0],
        [0, 1, 0],
        [0.2, 0.3, 0.5],
      ],
    };
    expect(pointwiseInfimum(hot).unattained).toBe(1);
    expect(pointwiseInfimum(SOFT_POSED.problem).unattained).toBe(0);
  });
});
