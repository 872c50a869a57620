import { describe, expect, it } from "vitest";
import { numbers, type Formula, type Formulas } from "../../src/compute/numerics/algebra.ts";
import { expandAt } from "../../src/compute/numerics/expansion.ts";
import { levenbergMarquardt } from "../../src/compute/numerics/levenberg-marquardt.ts";
import { newton } from "../../src/compute/numerics/newton.ts";
import { powerSeries, taylorAlong } from "../../src/compute/numerics/power-series.ts";

const series = powerSeries(numbers, 1, (x) => (x > 0 ? 1 : 0));

/** Residuals with their Jacobian, each entry by Taylor's arithmetic along a variable. */
function linearised(formulas: Formulas) {
  return (theta: readonly number[]) => {
    const residuals = formulas(numbers, theta);
    const jacobian = residuals.map((_, row) => {
      const formula: Formula = (algebra, variables) => formulas(algebra, variables)[row] as never;
      return theta.map((__, at) => {
        const direction = theta.map((___, index) => (index === at ? 1 : 0));
        return taylorAlong(formula, series, theta, direction)[1] ?? Number.NaN;
      });
    });
    return { residuals, jacobian };
  };
}

const rosenbrock: Formulas = (a, [x, y]) => [
  a.scale(10, a.subtract(y as never, a.multiply(x as never, x as never))),
  a.subtract(a.constant(1), x as never),
];

const FREUDENSTEIN: Formulas = (a, [x, y]) => {
  const [p, q] = [x as never, y as never];
  const inner = a.multiply(a.subtract(a.constant(5), q), q);
  const other = a.multiply(a.add(q, a.constant(1)), q);
  return [
    a.add(a.subtract(p, a.constant(13)), a.multiply(a.subtract(inner, a.constant(2)), q)),
    a.add(a.subtract(p, a.constant(29)), a.multiply(a.subtract(other, a.constant(14)), q)),
  ];
};

const BARD_Y = [
  0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39,
];
const BARD: Formulas = (a, [x, y, z]) =>
  BARD_Y.map((target, at) => {
    const [u, v] = [at + 1, 15 - at];
    const below = a.add(a.scale(v, y as never), a.scale(Math.min(u, v), z as never));
    const model = a.add(x as never, a.scale(u, a.reciprocal(below)));
    return a.subtract(a.constant(target), model);
  });

const KOWALIK_Y = [
  ...[0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627],
  ...[0.0456, 0.0342, 0.0323, 0.0235, 0.0246],
];
const KOWALIK_U = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625];
const KOWALIK_OSBORNE: Formulas = (a, [p, q, r, s]) =>
  KOWALIK_Y.map((target, at) => {
    const u = KOWALIK_U[at] ?? Number.NaN;
    const above = a.add(a.constant(u * u), a.scale(u, q as never));
    const below = a.add(a.add(a.constant(u * u), a.scale(u, r as never)), s as never);
    const model = a.multiply(p as never, a.multiply(above, a.reciprocal(below)));
    return a.subtract(a.constant(target), model);
  });

const MEYER_Y = [
  ...[34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744],
  ...[8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872],
];
const MEYER: Formulas = (a, [p, q, r]) =>
  MEYER_Y.map((target, at) => {
    const time = a.add(a.constant(50 + 5 * at), r as never);
    const grown = a.exp(a.multiply(q as never, a.reciprocal(time)));
    return a.subtract(a.multiply(p as never, grown), a.constant(target));
  });

const half =
  (formulas: Formulas): Formula =>
  (a, variables) =>
    formulas(a, variables)
      .map((one) => a.multiply(one, one))
      .reduce((sum, one) => a.add(sum, one), a.constant(0));

/** Sums of squares as Moré, Garbow and Hillstrom 1981 give them. */
const PROBLEMS = [
  { name: "Rosenbrock", formulas: rosenbrock, start: [-1.2, 1], least: 0, within: 1e-28 },
  // From the standard start the local minimum, not the global 0.
  {
    name: "Freudenstein and Roth",
    formulas: FREUDENSTEIN,
    start: [0.5, -2],
    least: 48.9842536792,
    within: 1e-9,
  },
  { name: "Bard", formulas: BARD, start: [1, 1, 1], least: 8.21487730657899e-3, within: 1e-15 },
  {
    name: "Kowalik and Osborne",
    formulas: KOWALIK_OSBORNE,
    start: [0.25, 0.39, 0.415, 0.39],
    least: 3.07505603849e-4,
    within: 1e-14,
  },
  { name: "Meyer", formulas: MEYER, start: [0.02, 4000, 250], least: 87.9458551, within: 1e-6 },
];

describe("Levenberg and Marquardt's method", () => {
  it.each(PROBLEMS)("ends at the minimum of $name", ({ formulas, start, least, within }) => {
    const end = levenbergMarquardt(linearised(formulas), start, { steps: 1000 });
    expect(Math.abs(2 * end.value - least)).toBeLessThan(within);
    expect(end.reason).not.toBe("steps");
  });

  it("says where a minimum is at infinity: exp(-x) from 0", () => {
    const formulas: Formulas = (a, [x]) => [a.exp(a.scale(-1, x as never))];
    const end = levenbergMarquardt(linearised(formulas), [0], { steps: 5000, farthest: 20 });
    expect(end.reason).toBe("far");
  });

  it("makes no step from residuals that are not finite", () => {
    const end = levenbergMarquardt(() => ({ residuals: [Number.NaN], jacobian: [[1]] }), [3]);
    expect(end.point).toEqual([3]);
  });
});

describe("Newton's method", () => {
  it("ends at the last bits of the gradient of Rosenbrock's valley", () => {
    const end = newton((point) => expandAt(half(rosenbrock), point), [1.01, 1.02]);
    expect(end.gradientNorm).toBeLessThan(1e-13);
    end.point.forEach((x) => expect(x).toBeCloseTo(1, 14));
  });

  it("goes to a saddle as well, and stays where there is no curvature", () => {
    const saddle: Formula = (a, [x, y]) => {
      const [p, q] = [x as never, y as never];
      return a.subtract(a.multiply(p, p), a.multiply(q, q));
    };
    const found = newton((point) => expandAt(saddle, point), [1, 1]);
    expect(found.point).toEqual([0, 0]);
    const valley: Formula = (a, [x]) => a.multiply(x as never, x as never);
    const along = newton((point) => expandAt(valley, point), [1, 7]);
    expect(along.point).toEqual([0, 7]);
  });
});
