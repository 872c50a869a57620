import { describe, expect, it } from "vitest";
import {
  descend,
  directChange,
  freeze,
  moments,
} from "../../src/compute/measures/elimination/descent.ts";
import type { Problem } from "../../src/compute/measures/elimination/objective.ts";
import type { DenseNetwork } from "../../src/compute/measures/minima/dense-network.ts";
import { parametersOf } from "../../src/compute/measures/minima/dense-network.ts";
import {
  F1_DATA,
  F1_EXACT_FIT,
  F2_BAD,
  F2_DATA,
  F5_BAD,
  F5_DATA,
} from "../../src/papers/kawaguchi2019-depth-width/fixtures.ts";
import type { RegressionData } from "../../src/compute/measures/minima/dense-network.ts";

function problemOf(
  network: DenseNetwork,
  { inputs, targets }: RegressionData,
  changes: Partial<Problem> = {},
): Problem {
  return {
    inputs: inputs.map((row) => row.slice(0, -1)),
    targets,
    model: { kind: "dense", network, appendOnes: true },
    loss: { kind: "squared" },
    lambda: 1,
    neuron: "exponential",
    ...changes,
  };
}

/** (theta, a, b, w) with a neuron that is not there yet. */
const pointOf = (network: DenseNetwork) => [...parametersOf(network), 0, 0, 0];

const f2 = problemOf(F2_BAD.network, F2_DATA);
const f5 = problemOf(F5_BAD.network, F5_DATA);
const atF2 = freeze(f2, pointOf(F2_BAD.network));
const atF5 = freeze(f5, pointOf(F5_BAD.network));
const free = Number.POSITIVE_INFINITY;

describe("the bad minimum of F2, spec 2.4", () => {
  it("has the golden slope, step and decrease at b = w = 0", () => {
    const found = descend(f2, atF2, { k: 0, b: 0, w: [0] }, free);
    expect(found.slope).toBeCloseTo(-1.001425431093816, 14);
    expect(found.step).toBeCloseTo(0.250356357773454, 14);
    expect(found.decrease).toBeCloseTo(0.1253566117551794, 14);
    expect(directChange(f2, atF2, { k: 0, b: 0, w: [0] }, found.step)).toBeCloseTo(
      -found.decrease,
      14,
    );
  });

  it("has the golden decrease at w = -1", () => {
    expect(descend(f2, atF2, { k: 0, b: 0, w: [-1] }, free).decrease).toBeCloseTo(0.29622849, 8);
  });

  it.each([
    [0.1, 0.080142543109],
    [0.01, 0.0098142543109],
    [0.001, 0.00099942543],
  ])("decreases inside a ball of %d by %d", (radius, decrease) => {
    const found = descend(f2, atF2, { k: 0, b: 0, w: [0] }, radius);
    expect(found.decrease).toBeCloseTo(decrease, 11);
    expect(Math.abs(found.step)).toBeLessThanOrEqual(radius);
  });
});

describe("the bad minimum of F5, spec 2.4", () => {
  it.each([
    [-1, 1.2e-2],
    [-0.1, 2.2e-7],
    [-0.01, 8.4e-12],
    [-0.001, 7.4e-16],
  ])("w = %d decreases by %d, too little for two values to show", (w, decrease) => {
    const found = descend(f5, atF5, { k: 0, b: 0, w: [w] }, free);
    expect(found.certified).toBe(true);
    expect(found.decrease / decrease).toBeGreaterThan(0.94);
    expect(found.decrease / decrease).toBeLessThan(1.06);
  });

  it("has its first two moments zero and the golden third and fourth", () => {
    const found = moments(f5, atF5, { k: 0, b: 0, w: [0] }, { direction: [1], highest: 3 });
    expect(found.map(({ resolved }) => resolved)).toEqual([false, false, true, true]);
    expect(found[2]?.value).toBeCloseTo(1.066876, 6);
    expect(found[3]?.value).toBeCloseTo(-23.3765, 4);
  });

  it("has no decrease for a linear neuron, anywhere", () => {
    const linear = { ...f5, neuron: "linear" } as const;
    const lines = [-2, -0.3, 0, 0.7, 5].flatMap((b) =>
      [-1, 0, 2].map((w) => ({ k: 0, b, w: [w] })),
    );
    const found = lines.map((line) => descend(linear, atF5, line, free).certified);
    expect(found).not.toContain(true);
  });
});

it("an exact fit has no decrease, with its network's rounding in the error", () => {
  const exact = problemOf(F1_EXACT_FIT, F1_DATA);
  const frozen = freeze(exact, pointOf(F1_EXACT_FIT));
  const lines = [-1, 0, 1].map((w) => descend(exact, frozen, { k: 0, b: 0, w: [w] }, free));
  expect(lines.map(({ decrease }) => decrease)).toEqual([0, 0, 0]);
});

it("an exact fit by units that cancel has no decrease: their rounding is in the error", () => {
  // 0.1 x as the difference of two numbers of size 3e7.
  const network: DenseNetwork = {
    activation: "identity",
    weights: [[[0.1, 0.1]], [[3e8 + 1], [-3e8]]],
  };
  const inputs = [[1], [3], [7]];
  const cancelling: Problem = {
    ...{ inputs, targets: inputs.map(([x]) => [0.1 * (x ?? 0)]), lambda: 1 },
    ...{ model: { kind: "dense", network }, loss: { kind: "squared" }, neuron: "exponential" },
  };
  const frozen = freeze(cancelling, pointOf(network));
  const found = descend(cancelling, frozen, { k: 0, b: 0, w: [0] }, free);
  expect(Math.abs(found.slope)).toBeGreaterThan(1e-10);
  expect(found.certified).toBe(false);
});

describe("losses whose bend is a bound and not a number", () => {
  it.each([
    { kind: "hinge", power: 3 },
    { kind: "hinge", power: 2 },
    { kind: "logistic" },
  ] as const)("$kind $power: evaluation gains at least what the formula says", (loss) => {
    const given = problemOf(F2_BAD.network, F2_DATA, {
      loss,
      targets: [[1], [0], [1], [0], [1]].map(([y]) => [
        loss.kind === "hinge" ? 2 * (y ?? 0) - 1 : (y ?? 0),
      ]),
    });
    const frozen = freeze(given, pointOf(F2_BAD.network));
    for (const radius of [1, 0.1, 0.01]) {
      const neuron = { k: 0, b: 0.1, w: [0.2] };
      const found = descend(given, frozen, neuron, radius);
      expect(found.decrease).toBeGreaterThan(0);
      const gained = -directChange(given, frozen, neuron, found.step);
      expect(gained).toBeGreaterThanOrEqual(found.decrease * (1 - 1e-12));
    }
  });

  it("a loss without a bound is decided by values, and its well has no decrease", () => {
    const well: Problem = {
      ...{ inputs: [[0]], targets: [[0]], model: { kind: "identity" }, lambda: 1 },
      ...{ loss: { kind: "double-well", tilt: 1 / 4 }, neuron: "exponential" },
    };
    const neuron = { k: 0, b: 0, w: [0] };
    const inWell = descend(well, freeze(well, [0.967148937883, 0, 0, 0]), neuron, 0.1);
    expect(inWell.certified).toBe(false);
    const beside = descend(well, freeze(well, [0.8, 0, 0, 0]), neuron, 0.1);
    expect(beside.decrease).toBeGreaterThan(1e-3);
  });
});
