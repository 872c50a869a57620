import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/compute/measures/elimination/objective.ts";
import { pgbSides } from "../../src/compute/measures/elimination/pgb.ts";
import { parametersOf } from "../../src/compute/measures/minima/dense-network.ts";
import {
  F1_DATA,
  F2_BAD,
  F2_DATA,
  reluUnits,
} from "../../src/papers/kawaguchi2019-depth-width/fixtures.ts";
import { posed, SOFT_POSED } from "../../src/papers/kawaguchi2020-elimination/problems.ts";

/** 1/2 sum of squares is m / 2 times the mean square. */
const HALF_SUM_OF_FOUR = 2;

/** Directions along coordinates of z, of length 1, by angles. */
function around(size: number, at: readonly [number, number], angles: readonly number[]) {
  return angles.map((angle) =>
    Array.from({ length: size }, (_, index) => {
      if (index === at[0]) return Math.cos(angle);
      return index === at[1] ? Math.sin(angle) : 0;
    }),
  );
}

const still = (size: number) => [Array.from({ length: size }, () => 0)];

function relu(...units: readonly (readonly [number, number, number])[]) {
  const network = reluUnits(...units);
  return { ...posed(network, F1_DATA, { neuron: "none" }), z: parametersOf(network) };
}

describe("F1 in the convention of half the sum, spec 2.9", () => {
  const angles = Array.from({ length: 20 }, (_, index) => (2 * Math.PI * index) / 20);

  it.each([
    { w: 1, bound: 2.5, at: "a local minimum: nothing is gained" },
    { w: -1, bound: 0, at: "no local minimum: everything is" },
  ])("w_2 = ($w, 0) is $at", ({ w, bound }) => {
    // theta = (w_1, w_2 | b_1, b_2 | v_1, v_2)
    const { problem, z } = relu([1, 2, -1], [0, w, 0]);
    const directions = [...still(6), ...around(6, [1, 3], angles)];
    const found = pgbSides(problem, z, { directions, eps: 0.1 });
    expect(HALF_SUM_OF_FOUR * found.value).toBe(2.5);
    expect(HALF_SUM_OF_FOUR * found.bound).toBeCloseTo(bound, 12);
    expect(found.moved).toBe(0);
  });

  it("the saddle with one unit gives 7.5, and 0.175 with one perturbation", () => {
    const { problem, z } = relu([0, -1, 12]);
    const alone = pgbSides(problem, z, { directions: still(3), eps: 0.1 });
    const directions = [...still(3), ...around(3, [0, 1], [1])];
    const moved = pgbSides(problem, z, { directions, eps: 0.1 });
    expect(HALF_SUM_OF_FOUR * alone.value).toBe(7.5);
    expect(HALF_SUM_OF_FOUR * alone.bound).toBeCloseTo(7.5, 12);
    expect(HALF_SUM_OF_FOUR * moved.bound).toBeCloseTo(0.175, 12);
  });
});

describe("the objective at the bad minimum of F2, lambda = 1, spec 2.9", () => {
  const { problem, theta } = posed(F2_BAD.network, F2_DATA);
  const z = [...theta, 0, 0, 0];
  const at = (angles: readonly number[], withZero: boolean) =>
    pgbSides(problem, z, {
      // (w, b) += eps (cos, sin): z = (theta, a, b, w)
      directions: [...(withZero ? still(6) : []), ...around(6, [5, 4], angles)],
      eps: 0.1,
    });

  it("theta alone gives the loss: it is stationary", () => {
    const plain: Problem = { ...problem, neuron: "none" };
    const found = pgbSides(plain, theta, { directions: still(3), eps: 0.1 });
    expect(found.bound).toBeCloseTo(0.529705430785, 12);
  });

  it.each([
    { angles: [], withZero: true, bound: 0.359542129731, digits: 12 },
    { angles: [1], withZero: true, bound: 0.0529083607, digits: 10 },
    { angles: [1, 3], withZero: true, bound: 0, digits: 12 },
    { angles: [1], withZero: false, bound: 0.342289236798, digits: 12 },
    { angles: [1, 3], withZero: false, bound: 0.329654776261, digits: 12 },
    { angles: [1, 3, 5], withZero: false, bound: 0, digits: 12 },
  ])("angles $angles, v = 0 $withZero: $bound", ({ angles, withZero, bound, digits }) => {
    const found = at(angles, withZero);
    expect(found.bound).toBeCloseTo(bound, digits);
    expect(found.bound).toBeLessThan(found.value);
    expect(found.moved).toBe(0);
  });
});

it("conflicting labels at the same inputs: what is left cannot be gained", () => {
  const given = {
    inputs: [[-1], [-1], [1], [1]],
    targets: [[0], [1], [2], [4]],
  };
  const network = { activation: "identity", weights: [[[1.25], [1.75]]] } as const;
  const problem: Problem = {
    ...{ ...given, lambda: 1, neuron: "exponential", loss: { kind: "squared" } },
    model: { kind: "dense", network, appendOnes: true },
  };
  const directions = [...still(5), ...around(5, [3, 4], [1, 3, 5])];
  const found = pgbSides(problem, [1.25, 1.75, 0, 0, 0], { directions, eps: 0.1 });
  expect(found.value).toBe(0.625);
  expect(found.bound).toBeCloseTo(0.625, 12);
});

describe("cross entropy, whose right side is found by Newton", () => {
  const { problem } = SOFT_POSED;
  const directions = [...still(15), ...around(15, [9, 12], [1, 4])];

  it("gives the entropy of the mean labels at the best table", () => {
    const best = [0.4, 0.4, 0.2, 0.2, 0.3, 0.5].map(Math.log);
    const z = [...best, ...Array.from({ length: 9 }, () => 0)];
    const found = pgbSides(problem, z, { directions, eps: 0.5 });
    expect(found.value).toBeCloseTo(1.046497783346, 12);
    expect(found.bound).toBeCloseTo(1.046497783346, 12);
  });

  it("gives it from another table too, which is no local minimum", () => {
    const found = pgbSides(
      problem,
      Array.from({ length: 15 }, () => 0),
      { directions, eps: 0.5 },
    );
    expect(found.value).toBeCloseTo(Math.log(3), 14);
    expect(found.bound).toBeCloseTo(1.046497783346, 10);
  });
});
