import { describe, expect, it } from "vitest";
import { square, sumOf, type Formula } from "../../src/compute/numerics/algebra.ts";
import { expandAt } from "../../src/compute/numerics/expansion.ts";
import { gradientFlow, implicitEulerStep } from "../../src/compute/numerics/implicit-euler.ts";

const fieldOf = (formula: Formula) => (z: readonly number[]) => expandAt(formula, z);

/** 1/2 sum k_i z_i^2: z_i(t) = z_i(0) e^(-k_i t). */
const springs = (stiffness: readonly number[]) =>
  fieldOf((algebra, z) =>
    sumOf(
      algebra,
      z.map((one, i) => algebra.scale((stiffness[i] ?? 0) / 2, square(algebra, one))),
    ),
  );

/** a^2 - ln(1 + a^2): da/dt = -2 a^3 / (1 + a^2), the slow end of the failure mode, lambda = 1. */
const creeping = fieldOf((algebra, [a]) => {
  const squared = square(algebra, a ?? algebra.constant(Number.NaN));
  return algebra.subtract(squared, algebra.log(algebra.add(algebra.constant(1), squared)));
});

/** 1 / (2 a^2) - ln a grows by 2 t. */
const clockOf = (a: number) => 1 / (2 * a * a) - Math.log(a);

describe("a stiff linear flow", () => {
  const field = springs([1, 1e6]);

  it("is followed to its closed form at the times asked for, without steps of the fast part", () => {
    const seen = new Map<number, readonly number[]>();
    const end = gradientFlow(field, [1, 1], {
      ...{ until: 3, tolerance: 1e-8, mostSteps: 60_000, stops: [1, 2] },
      watch: ({ to, after }) => {
        seen.set(to, after);
        return false;
      },
    });
    expect(end.complete).toBe(true);
    expect(end.time).toBe(3);
    for (const time of [1, 2, 3]) {
      expect(seen.get(time)?.[0]).toBeCloseTo(Math.exp(-time), 7);
      expect(Math.abs(seen.get(time)?.[1] ?? 1)).toBeLessThan(1e-7);
    }
    // An explicit method of any order would need a million.
    expect(end.tries).toBeLessThan(60_000);
  });

  it("has an error in proportion to the tolerance: the method is of second order", () => {
    const errorAt = (tolerance: number) => {
      const options = { until: 1, tolerance, mostSteps: 1e5 };
      return Math.abs((gradientFlow(springs([1]), [1], options).point[0] ?? 0) - Math.exp(-1));
    };
    const ratio = errorAt(1e-5) / errorAt(1e-7);
    expect(ratio).toBeGreaterThan(50);
    expect(ratio).toBeLessThan(200);
  });
});

it("one plain step is 1 / (1 + h k) of a spring", () => {
  expect(implicitEulerStep(springs([3]), [2], 0.5)?.[0]).toBeCloseTo(2 / 2.5, 15);
});

it("a step on a singular system is none", () => {
  expect(implicitEulerStep(springs([-2]), [1], 0.5)).toBe(null);
});

describe("the creeping flow of the failure mode", () => {
  it.each([1, 1e2, 1e4, 1e6])("keeps its clock until t = %d", (until) => {
    const end = gradientFlow(creeping, [0.5], { until, tolerance: 1e-9, mostSteps: 2e5 });
    const passed = clockOf(end.point[0] ?? Number.NaN) - clockOf(0.5);
    expect(Math.abs(passed / (2 * until) - 1)).toBeLessThan(1e-4);
  });

  it("comes to 4 t a^2 = 1", () => {
    const end = gradientFlow(creeping, [0.5], { until: 1e6, tolerance: 1e-9, mostSteps: 2e5 });
    expect(4e6 * (end.point[0] ?? 0) ** 2).toBeCloseTo(1, 4);
  });
});

it("a flow that needs too many steps says that it is not complete", () => {
  const end = gradientFlow(springs([1]), [1], { until: 1, tolerance: 1e-9, mostSteps: 5 });
  expect(end.complete).toBe(false);
  expect(end.time).toBeLessThan(1);
});

it("a watcher ends a flow", () => {
  const end = gradientFlow(springs([1]), [1], {
    ...{ until: 100, tolerance: 1e-6, mostSteps: 1e5 },
    watch: ({ after }) => (after[0] ?? 0) < 0.5,
  });
  expect(end.complete).toBe(true);
  expect(end.time).toBeCloseTo(Math.log(2), 1);
});

it("an objective that overflows ends the flow early and says so", () => {
  const falling = fieldOf((algebra, [z]) =>
    algebra.scale(-1, algebra.exp(algebra.exp(z ?? algebra.constant(0)))),
  );
  const end = gradientFlow(falling, [1], { until: 10, tolerance: 1e-6, mostSteps: 1e4 });
  expect(end.complete).toBe(false);
});
