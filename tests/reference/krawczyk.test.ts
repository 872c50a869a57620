import { describe, expect, it } from "vitest";
import {
  parametersOf,
  type DenseNetwork,
} from "../../src/compute/measures/minima/dense-network.ts";
import { lossFormula } from "../../src/compute/measures/minima/network-formula.ts";
import { numbers, type Formula } from "../../src/compute/numerics/algebra.ts";
import { expandAt } from "../../src/compute/numerics/expansion.ts";
import { intervals, stepOver } from "../../src/compute/numerics/interval.ts";
import { krawczyk } from "../../src/compute/numerics/krawczyk.ts";
import { newtonKantorovich } from "../../src/compute/numerics/newton-kantorovich.ts";
import { powerSeries, taylorAlong } from "../../src/compute/numerics/power-series.ts";
import {
  F2_BAD,
  F2_BETTER,
  F2_DATA,
  F5_BAD,
  F5_BETTER,
  F5_DATA,
  tanhUnit,
} from "../../src/papers/kawaguchi2019-depth-width/fixtures.ts";

function proofs(network: DenseNetwork, data: typeof F2_DATA) {
  const formula = lossFormula(network, data);
  const theta = parametersOf(network);
  const { hessian } = expandAt(formula, theta);
  return {
    krawczyk: (radius: number) => krawczyk(formula, theta, hessian, radius),
    kantorovich: newtonKantorovich(formula, theta, hessian, 1e-6),
  };
}

const bad = proofs(F2_BAD.network, F2_DATA);
const better = proofs(F2_BETTER.network, F2_DATA);

/** (x^2 - 1)^2 + x / 4: minima near -1.03 and 0.967, a maximum near 0.063. */
const doubleWell: Formula = (a, [x]) => {
  const inner = a.subtract(a.multiply(x as never, x as never), a.constant(1));
  return a.add(a.multiply(inner, inner), a.scale(0.25, x as never));
};

describe("Krawczyk's test on the golden minima", () => {
  it.each([1e-12, 1e-9, 1e-6, 1e-4, 1e-3])("holds of the bad one of F2 at %s", (radius) => {
    const { inside, curvature } = bad.krawczyk(radius);
    expect(inside).toBe(true);
    expect(curvature).toBeGreaterThan(0);
  });

  it("fails of the bad one of F2 at 3e-3", () => {
    expect(bad.krawczyk(3e-3).inside).toBe(false);
  });

  it("bounds its curvature as the spec does: 0.0384 at 1e-4, 0.01135 at 1e-3", () => {
    expect(bad.krawczyk(1e-4).curvature).toBeCloseTo(0.0384, 4);
    expect(bad.krawczyk(1e-3).curvature).toBeCloseTo(0.01135, 5);
  });

  it.each([1e-12, 1e-10, 1e-7, 1e-6, 3e-6])(
    "is inside for the better one of F2 at %s",
    (radius) => {
      expect(better.krawczyk(radius).inside).toBe(true);
    },
  );

  it("proves the better one of F2 a minimum up to 1e-6 only: the bound is 2.6e-6, then negative", () => {
    expect(better.krawczyk(1e-7).curvature).toBeGreaterThan(1e-3);
    expect(better.krawczyk(1e-6).curvature).toBeCloseTo(2.6e-6, 7);
    expect(better.krawczyk(3e-6).curvature).toBeLessThan(0);
  });

  it.each([
    ["bad", F5_BAD],
    ["better", F5_BETTER],
  ])("holds of the %s one of F5 at 1e-6", (_, { network, loss }) => {
    const { inside, curvature, value } = proofs(network, F5_DATA).krawczyk(1e-6);
    expect(inside).toBe(true);
    expect(curvature).toBeGreaterThan(0);
    expect(value.low).toBeLessThan(loss);
    expect(value.high).toBeGreaterThan(loss);
  });

  it("separates the values of both minima of F2 by disjoint intervals", () => {
    const [upper, lower] = [bad.krawczyk(1e-7).value, better.krawczyk(1e-7).value];
    expect(upper.low).toBeLessThan(F2_BAD.loss);
    expect(upper.high).toBeGreaterThan(F2_BAD.loss);
    expect(upper.high - upper.low).toBeLessThan(1e-11);
    expect(lower.high).toBeLessThan(upper.low);
  });

  it("fails at a point that is not critical, and where the units are saturated", () => {
    expect(proofs(tanhUnit(1, 1, 0), F2_DATA).krawczyk(1e-3).inside).toBe(false);
    const flat = proofs(tanhUnit(6 / 5, 40, 20), F2_DATA).krawczyk(1e-6);
    expect(flat.inside && flat.curvature > 0).toBe(false);
  });
});

describe("Krawczyk's test", () => {
  it("finds the maximum of a double well critical and no minimum", () => {
    const center = [0.06275];
    const { hessian } = expandAt(doubleWell, center);
    const { inside, curvature } = krawczyk(doubleWell, center, hessian, 1e-3);
    expect(inside).toBe(true);
    expect(curvature).toBeLessThan(0);
  });

  it("holds no box with both minima for one", () => {
    const { hessian } = expandAt(doubleWell, [0]);
    expect(krawczyk(doubleWell, [0], hessian, 1.5).inside).toBe(false);
  });

  it("proves nothing where a kink is in the box", () => {
    // 2 x + 0.001 [x > 0] has no zero, and the curvature is 2 on both sides.
    const kinked: Formula = (a, [x]) =>
      a.add(a.multiply(x as never, x as never), a.scale(0.001, a.relu(x as never)));
    const { inside, smooth } = krawczyk(kinked, [0.05], [[2]], 0.1);
    expect([inside, smooth]).toEqual([false, false]);
  });

  it("proves nothing with a singular Hessian", () => {
    const flat: Formula = (a, [x]) => a.multiply(x as never, x as never);
    const singular = [
      [2, 0],
      [0, 0],
    ];
    expect(krawczyk(flat, [0, 0], singular, 0.1).inside).toBe(false);
  });
});

describe("the theorem of Newton and Kantorovich", () => {
  it("gives the spec's numbers at the bad minimum of F2: beta 24.2, eta 7.2e-16, h about 1e-13", () => {
    const { beta, eta, h, lipschitz, isMinimum } = bad.kantorovich;
    expect(beta).toBeCloseTo(24.17, 1);
    expect(eta / 7.2e-16).toBeCloseTo(1, 1);
    expect(lipschitz).toBeGreaterThan(4.8);
    expect(h).toBeLessThan(3e-13);
    expect(isMinimum).toBe(true);
  });

  it("proves the other golden minima too, and neither a random point nor a maximum", () => {
    expect(better.kantorovich.isMinimum).toBe(true);
    expect(proofs(F5_BAD.network, F5_DATA).kantorovich.isMinimum).toBe(true);
    expect(proofs(F5_BETTER.network, F5_DATA).kantorovich.isMinimum).toBe(true);
    expect(proofs(tanhUnit(1, 1, 0), F2_DATA).kantorovich.isMinimum).toBe(false);
    const { hessian } = expandAt(doubleWell, [0.0627]);
    expect(newtonKantorovich(doubleWell, [0.0627], hessian, 1e-2).isMinimum).toBe(false);
  });

  it("bounds the Lipschitz constant of a cubic's curvature exactly: 6 for x^3", () => {
    const cubic: Formula = (a, [x]) =>
      a.add(
        a.multiply(x as never, a.multiply(x as never, x as never)),
        a.scale(10, a.multiply(x as never, x as never)),
      );
    const { lipschitz, isMinimum } = newtonKantorovich(cubic, [0], [[20]], 0.1);
    expect(lipschitz).toBeGreaterThanOrEqual(6);
    expect(lipschitz).toBeLessThan(6 + 1e-12);
    expect(isMinimum).toBe(true);
  });
});

describe("power series", () => {
  const series = powerSeries(numbers, 5, (x) => (x > 0 ? 1 : 0));
  const coefficients = (formula: Formula, at: number) => taylorAlong(formula, series, [at], [1]);

  it("have the known coefficients of exp, log, 1/(1 - t) and tanh", () => {
    const close = (found: readonly number[], known: readonly number[]) =>
      known.forEach((one, power) => expect(found[power]).toBeCloseTo(one, 14));
    close(
      coefficients((a, [x]) => a.exp(x as never), 0),
      [1, 1, 1 / 2, 1 / 6, 1 / 24, 1 / 120],
    );
    close(
      coefficients((a, [x]) => a.log(x as never), 1),
      [0, 1, -1 / 2, 1 / 3, -1 / 4, 1 / 5],
    );
    close(
      coefficients((a, [x]) => a.tanh(x as never), 0),
      [0, 1, 0, -1 / 3, 0, 2 / 15],
    );
    const geometric: Formula = (a, [x]) => a.reciprocal(a.subtract(a.constant(1), x as never));
    close(coefficients(geometric, 0), [1, 1, 1, 1, 1, 1]);
    close(
      coefficients((a, [x]) => a.relu(x as never), 2),
      [2, 1, 0, 0, 0, 0],
    );
    close(
      coefficients((a, [x]) => a.relu(x as never), -2),
      [0, 0, 0, 0, 0, 0],
    );
  });

  it("over intervals enclose coefficients that doubles round, such as 1/3 of tanh", () => {
    const over = powerSeries(intervals, 3, stepOver);
    const [, , , third] = taylorAlong(
      (a, [x]) => a.tanh(x as never),
      over,
      [intervals.constant(0)],
      [intervals.constant(1)],
    );
    expect(third?.low).toBeLessThan(-1 / 3);
    expect(third?.high).toBeGreaterThanOrEqual(-1 / 3);
    expect((third?.high ?? 1) - (third?.low ?? 0)).toBeLessThan(1e-14);
  });
});
