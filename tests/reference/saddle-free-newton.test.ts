import { describe, expect, it } from "vitest";
import { numbers, square, type Formula } from "../../src/compute/numerics/algebra.ts";
import { expandAt } from "../../src/compute/numerics/expansion.ts";
import { expand } from "../../src/compute/numerics/jet.ts";
import { saddleFreeNewton } from "../../src/compute/numerics/saddle-free-newton.ts";
import { singles } from "../../src/compute/numerics/single-precision.ts";
import { symmetricEigen } from "../../src/compute/numerics/symmetric-eigen.ts";

const OPTIONS = { steps: 200, gradientNorm: 1e-13, isFar: () => false };
const minimise = (formula: Formula, start: readonly number[]) =>
  saddleFreeNewton((point) => expandAt(formula, point), start, OPTIONS);

/** 100 (y - x^2)^2 + (1 - x)^2. */
const rosenbrock: Formula = (algebra, [x, y]) => {
  const [p, q] = [x as never, y as never];
  const bent = square(algebra, algebra.subtract(q, square(algebra, p)));
  return algebra.add(
    algebra.scale(100, bent),
    square(algebra, algebra.subtract(algebra.constant(1), p)),
  );
};

describe("the saddle-free Newton method", () => {
  it("follows Rosenbrock's valley to its end", () => {
    const { point, reason, isBounded } = minimise(rosenbrock, [-1.2, 1]);
    expect(reason).not.toBe("steps");
    expect(isBounded).toBe(true);
    point.forEach((one) => expect(one).toBeCloseTo(1, 12));
  });

  it("leaves a saddle that Newton's method would go to", () => {
    // (x^2 - 1)^2 + y^2: a saddle at 0, minima at x = -1 and 1.
    const { point, value } = minimise(
      (algebra, [x, y]) => {
        const well = algebra.subtract(square(algebra, x as never), algebra.constant(1));
        return algebra.add(square(algebra, well), square(algebra, y as never));
      },
      [1e-3, 0.5],
    );
    expect(point[0]).toBeCloseTo(1, 10);
    expect(value).toBeLessThan(1e-20);
  });

  it("says that what goes to infinity is not at rest", () => {
    const { isBounded } = minimise(
      (algebra, [x]) => algebra.exp(algebra.scale(-1, x as never)),
      [0],
    );
    expect(isBounded).toBe(false);
  });

  it("makes no step from a start without a value", () => {
    const { steps, point } = minimise((algebra, [x]) => algebra.log(x as never), [-1]);
    expect(steps).toBe(0);
    expect(point).toEqual([-1]);
  });
});

describe("float32 by rounding", () => {
  it("adds, multiplies and divides as Float32Array does", () => {
    const [a, b] = new Float32Array([0.1, 3.3]) as unknown as [number, number];
    expect(singles.add(a, b)).toBe(new Float32Array([a + b])[0]);
    expect(singles.multiply(a, b)).toBe(new Float32Array([a * b])[0]);
    expect(singles.reciprocal(b)).toBe(new Float32Array([1 / b])[0]);
  });

  it("loses half of the digits of a derivative, in every operation", () => {
    const formula: Formula = (algebra, [x]) => algebra.exp(square(algebra, x as never));
    const step = (x: number) => (x > 0 ? 1 : 0);
    const exact = expand(formula, numbers, [1.1], step).gradient[0] ?? 0;
    const rounded = expand(formula, singles, [Math.fround(1.1)], step).gradient[0] ?? 0;
    expect(rounded).toBe(Math.fround(rounded));
    expect(Math.abs(rounded / exact - 1)).toBeGreaterThan(1e-9);
    expect(Math.abs(rounded / exact - 1)).toBeLessThan(1e-6);
  });
});

describe("symmetric eigenvalues of entries whose squares overflow", () => {
  it("are those of the scaled matrix", () => {
    const { values } = symmetricEigen([
      [2e200, 1e200],
      [1e200, 2e200],
    ]);
    expect((values[0] ?? 0) / 1e200).toBeCloseTo(1, 14);
    expect((values[1] ?? 0) / 1e200).toBeCloseTo(3, 14);
  });

  it("are unknown, not an exception, beyond that", () => {
    const { values } = symmetricEigen([
      [Number.MAX_VALUE, 1],
      [1, -Number.MAX_VALUE],
    ]);
    expect(values).toHaveLength(2);
  });
});
