import { describe, expect, it } from "vitest";
import {
  assess,
  assessNormalised,
  outputWeightBound,
} from "../../src/compute/measures/elimination/assess.ts";
import { nonAttainment } from "../../src/compute/measures/elimination/attainment.ts";
import { searchDescent } from "../../src/compute/measures/elimination/descent-search.ts";
import {
  curvatureOf,
  stationarityOf,
  testMinimality,
} from "../../src/compute/measures/elimination/minimality.ts";
import { normalised, normalisedPoint } from "../../src/compute/measures/elimination/normalise.ts";
import {
  objectiveFormula,
  range,
  type Problem,
} from "../../src/compute/measures/elimination/objective.ts";
import { polish } from "../../src/compute/measures/elimination/polish.ts";
import { expandAt } from "../../src/compute/numerics/expansion.ts";
import { symmetricEigen } from "../../src/compute/numerics/symmetric-eigen.ts";
import {
  CLASSIC,
  DECAYED,
  DOUBLE_WELL,
  F3_GOOD,
  LINEAR_NEURON,
  NOT_MINIMA,
  SEEN_BY_ONE,
  SQUARED,
  tanhUnits,
  WITHOUT_BIAS,
  type Known,
} from "../../src/papers/kawaguchi2020-elimination/minima-problems.ts";
import { F2_POSED, F5_POSED } from "../../src/papers/kawaguchi2020-elimination/problems.ts";

const F5 = (neuron: readonly number[]) => [...F5_POSED.theta, ...neuron];
const LINEAR: Problem = { ...F5_POSED.problem, neuron: "linear" };

/** Largest decreases by the neuron's formula at radii 0.1, 0.01 and 0.001. */
const decreases = (problem: Problem, z: readonly number[]) =>
  searchDescent(problem, z, 1).map(({ neuron }) => neuron);

describe("T3 at the bad minimum of F5 (spec 2.3)", () => {
  it.each([
    ["raw", [0, 0.3, -0.2], [7.0e-5, 1.15e-5, 4.0e-6]],
    ["raw, hard", [0, 0, 0], [2.2e-7, 8.4e-12, 7.4e-16]],
  ])("finds the decreases of the spec, %s", (_, neuron, golden) => {
    decreases(F5_POSED.problem, F5(neuron)).forEach((one, index) => {
      expect(one / (golden[index] ?? 0)).toBeCloseTo(1, 1);
    });
  });

  it.each([
    ["normalised", [0, 0.3, -0.2], [5.3e-6, 2.6e-6, 1.8e-6]],
    ["normalised, hard", [0, 0, 0], [3.8e-10, 2.5e-14, 2.4e-18]],
  ])("finds those of the normalised problem, %s", (_, neuron, golden) => {
    const z = normalisedPoint(F5_POSED.problem, F5(neuron));
    decreases(normalised(F5_POSED.problem), z).forEach((one, index) => {
      expect(one / (golden[index] ?? 0)).toBeCloseTo(1, 1);
    });
  });

  it("finds nothing for the linear neuron", () => {
    for (const neuron of [
      [0, 0.3, -0.2],
      [0, 0, 0],
    ]) {
      const found = searchDescent(LINEAR, F5(neuron), 1);
      expect(found.map(({ steps, neuron: one }) => [steps, one])).toEqual([
        [0, 0],
        [0, 0],
        [0, 0],
      ]);
    }
  });

  it("is not asked where T1 refuses already: S = 0.01115", () => {
    const { gradient } = expandAt(objectiveFormula(F5_POSED.problem), F5([0, 0.3, -0.2]));
    expect(gradient[5]).toBeCloseTo(0.01115, 5);
    expect(stationarityOf(F5_POSED.problem, F5([0, 0.3, -0.2])).holds).toBe(false);
  });
});

describe("T1", () => {
  it("sees a gradient that a very negative exponent hides", () => {
    const z = [...F2_POSED.theta, 0, -25, 0];
    const { gradientNorm, scaledSlope, holds } = stationarityOf(F2_POSED.problem, z);
    expect(gradientNorm).toBeLessThan(2e-11);
    expect(scaledSlope).toBeGreaterThan(0.5);
    expect(holds).toBe(false);
  });

  it("loses true minima to rounding at an exponent of 16, not at 14", () => {
    const outcomeAt = (b: number) =>
      assess(DOUBLE_WELL.problem, [0.967148937883, 0, b, 0], 1).minimality.outcome;
    expect([outcomeAt(14), outcomeAt(16)]).toEqual(["accepted", "undecided"]);
  });
});

describe("T2", () => {
  it("scales a: the negative curvature of x = (-1, 1), b = 10 is not hidden", () => {
    const problem: Problem = {
      ...{ inputs: [[-1], [1]], targets: [[-1], [1]], model: { kind: "identity" } },
      ...{ loss: { kind: "squared" }, lambda: 1, neuron: "exponential" },
    };
    const z = [0, 0, 10, 0];
    const { values } = symmetricEigen(expandAt(objectiveFormula(problem), z).hessian);
    const [least = 0] = values;
    expect(least).toBeCloseTo(-3.24, 2);
    // Without the scale it would pass.
    expect(least).toBeGreaterThan(-1e-7 * Math.max(...values));
    const { least: scaled, largest, holds } = curvatureOf(problem, z);
    expect(scaled).toBeCloseTo(-1.6, 2);
    expect(-1e-7 * largest).toBeCloseTo(-4.5e-7, 8);
    expect(holds).toBe(false);
  });
});

describe("points that one test alone tells from a minimum", () => {
  it.each(Object.entries(SEEN_BY_ONE))("%s", (name, { problem: raw, points, asGiven }) => {
    const problem = normalised(raw);
    const candidate = normalisedPoint(raw, points[0] ?? []);
    const z = asGiven ? candidate : polish(problem, candidate);
    const descents = searchDescent(problem, z, 1);
    const says = {
      T1: !stationarityOf(problem, z).holds,
      T2: !curvatureOf(problem, z).holds,
      T3: descents.some((one) => Math.max(one.steps, one.neuron, one.invariant) > 0),
    };
    const [only = ""] = name.split(",");
    expect(says).toEqual({ T1: false, T2: false, T3: false, [only]: true });
    expect(testMinimality(problem, z, 1).outcome).not.toBe("accepted");
  });
});

describe("weight decay on b (spec 2.1): strict bad minima of F3", () => {
  it.each([
    ["lambda 1, mu 0.1", 0.219107, [0.4837, 1.3825, 18.4386]],
    ["lambda 1, mu 1", 0.439839, [2.17]],
    ["lambda 0.1, mu 0.1", 0.058993, []],
  ])("%s has the spec's value and curvatures", (name, value, eigenvalues) => {
    const { problem, points } = DECAYED[name] as Known;
    const { hessian, ...found } = expandAt(objectiveFormula(problem), points[0] ?? []);
    expect(found.value).toBeCloseTo(value, 6);
    const { values } = symmetricEigen(hessian);
    eigenvalues.forEach((one, index) => {
      expect(Math.abs((values[index] ?? 0) - one)).toBeLessThan(5e-3);
    });
  });

  it.each(Object.entries(DECAYED))(
    "%s is proved to be a strict minimum, and is bad",
    (_, known) => {
      const { minimality, isBad } = assess(known.problem, known.points[0] ?? [], 1);
      expect([minimality.outcome, minimality.isStrict, isBad]).toEqual(["accepted", true, true]);
    },
  );

  it("without a bias a = 1 / (1 + lambda) is strict, with curvatures 6 and 4 at lambda = 1", () => {
    const { problem, points } = WITHOUT_BIAS;
    const { value, hessian } = expandAt(objectiveFormula(problem), points[0] ?? []);
    expect(value).toBe(0.5);
    const { values } = symmetricEigen(hessian);
    expect(values[0]).toBeGreaterThan(0);
    expect(hessian[1]?.[1]).toBe(4);
  });
});

/** Data in other units, x by s and y by t, and theta = (w, b, v) or (w, c, v, beta, gamma) with them. */
function rescaled({ problem, points }: Known, [s, t]: readonly [number, number]): Known {
  const factors = [1 / s, 1, t, t / s, t];
  const size = problem.model.kind === "dense" && problem.model.network.skip ? 5 : 3;
  const neuron = [t, 1, 1 / s];
  return {
    problem: {
      ...problem,
      inputs: problem.inputs.map((row) => row.map((one) => one * s)),
      targets: problem.targets.map((row) => row.map((one) => one * t)),
    },
    points: points.map((z) =>
      z.map((one, index) => {
        return one * ((index < size ? factors[index] : neuron[index - size]) ?? Number.NaN);
      }),
    ),
  };
}

describe("in nine units of inputs and targets", () => {
  const scales = [1e-3, 1, 1e3].flatMap((s) => [1e-3, 1, 1e3].map((t) => [s, t] as const));

  const outcomes = (known: Known) =>
    known.points.map((z) => {
      const { minimality, isBad } = assess(known.problem, z, 1);
      return `${minimality.outcome}${isBad ? ", bad" : ""}`;
    });

  it.each(scales)(
    "x by %d and y by %d: the linear neuron's minima are accepted, and bad",
    (...by) => {
      const found = outcomes(rescaled(LINEAR_NEURON, by));
      expect(found).toEqual(["accepted, bad", "accepted, bad", "accepted, bad"]);
    },
  );

  it.each(scales)("x by %d and y by %d: so are those of the classic net", (...by) => {
    expect(outcomes(rescaled(CLASSIC.F2, by))).toEqual(["accepted, bad", "accepted, bad"]);
  });

  it.each(scales)("x by %d and y by %d: the hard point of F5 is refused", (...by) => {
    const hard = NOT_MINIMA["F5, hard"] as Known;
    expect(outcomes(rescaled(hard, by))).toEqual(["refused"]);
  });
});

describe("targets whose squares are no doubles", () => {
  it.each([1e-200, 1e200])("of size %d hide no bad point", (t) => {
    const problem: Problem = {
      ...{ inputs: [[0]], targets: [[t]], model: { kind: "identity" }, loss: { kind: "squared" } },
      ...{ lambda: 1, neuron: "none" },
    };
    expect(assessNormalised(normalised(problem), [t / 2], { seed: 1, asGiven: true }).gap).toBe(
      1 / 4,
    );
  });
});

describe("the self-test's points", () => {
  const all = [DOUBLE_WELL, WITHOUT_BIAS, LINEAR_NEURON, ...Object.values(CLASSIC)];

  it("every bad minimum of a control is accepted, and none is withdrawn", () => {
    for (const { problem, points } of all) {
      for (const z of points) {
        const { isBad, isWithdrawn } = assess(problem, z, 1);
        expect([isBad, isWithdrawn]).toEqual([true, false]);
      }
    }
  });

  it.each(Object.entries(NOT_MINIMA))("no (theta_bad, 0, b, W) is accepted: %s", (_, known) => {
    for (const z of known.points) {
      expect(assess(known.problem, z, 1).minimality.outcome).not.toBe("accepted");
    }
  });

  it("a true minimum is accepted, and is not bad", () => {
    const { minimality, isBad, gap } = assess(F3_GOOD.problem, F3_GOOD.points[0] ?? [], 1);
    expect([minimality.outcome, isBad]).toEqual(["accepted", false]);
    expect(gap).toBeLessThan(1e-12);
  });
});

describe("the failure mode", () => {
  it("is no minimum although Lt is 4e-19 and its gradient 4e-10 (spec 2.3, step 2)", () => {
    const problem: Problem = {
      ...{ inputs: [[]], targets: [[1]], model: { kind: "identity" }, loss: { kind: "squared" } },
      ...{ lambda: 0.1, neuron: "exponential" },
    };
    const { minimality } = assess(problem, [0, Math.exp(-20), 20], 1);
    expect(minimality.state.value).toBeLessThan(1e-18);
    expect(minimality.state.plain).toBe(1);
    expect(minimality.outcome).toBe("diverging");
  });

  it("finds no critical point at a smaller exponent either", () => {
    const problem: Problem = {
      ...{ inputs: [[]], targets: [[1]], model: { kind: "identity" }, loss: { kind: "squared" } },
      ...{ lambda: 0.1, neuron: "exponential" },
    };
    const z = polish(problem, [0, Math.exp(-13), 13]);
    expect(testMinimality(problem, z, 1).outcome).toBe("diverging");
  });
});

describe("what the gradient says of a", () => {
  it("is the larger root of 2 lambda a^2 = tau a + tau", () => {
    for (const [tau, lambda] of [
      [1e-9, 1],
      [0.3, 0.01],
    ] as const) {
      const a = outputWeightBound(tau, lambda);
      expect(2 * lambda * a * a).toBeCloseTo(tau * a + tau, 12);
    }
  });
});

describe("proofs that L_pw is not attained", () => {
  const oneUnit: Problem = { ...SQUARED, model: tanhUnits(1) };
  const labelled = (labels: readonly number[]): Problem => {
    return { ...oneUnit, targets: labels.map((label) => [label]) };
  };

  it("one unit is monotone, labels that rise and fall are not", () => {
    expect(nonAttainment(oneUnit)).toBe("monotone");
    expect(nonAttainment(labelled([2, 1, 0, 0, -1]))).toBeNull();
    expect(nonAttainment(labelled([0, 1, 1, 2, 2]))).toBeNull();
  });

  it("looks at inputs in their order, not at samples in theirs", () => {
    const order = [3, 0, 4, 1, 2];
    const shuffled: Problem = {
      ...oneUnit,
      inputs: order.map((index) => [index]),
      targets: order.map((index) => [index]),
    };
    expect(nonAttainment(shuffled)).toBeNull();
  });

  it("proves nothing of two units", () => {
    expect(nonAttainment({ ...oneUnit, model: tanhUnits(2) })).toBeNull();
  });

  it("the outputs of one unit are monotone for random parameters", () => {
    for (const index of range(50)) {
      const theta = [Math.sin(index), Math.cos(3 * index), Math.sin(7 * index) * 3];
      const [w = 0, b = 0, v = 0] = theta;
      const outputs = [-2, -1, 0, 1, 2].map((x) => v * Math.tanh(w * x + b));
      const signs = new Set(outputs.slice(1).map((one, at) => Math.sign(one - (outputs[at] ?? 0))));
      expect(signs.has(1) && signs.has(-1)).toBe(false);
    }
  });
});
