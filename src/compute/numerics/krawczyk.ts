/**
 * Krawczyk's test: does a box hold exactly one critical point of a formula, and is it a strict local
 * minimum? With Y near the inverse Hessian, c - Y g(c) + (I - Y H(T)) (T - c) in the interior of T
 * proves one and only one; a positive lower bound of H(T)'s eigenvalues makes it a minimum.
 *
 * @source    spec kawaguchi2019-depth-width, section 4.5; Krawczyk 1969; Neumaier 1990, "Interval
 *            methods for systems of equations", theorem 5.1.8
 * @shape     center [n], radius > 0: T = center +- radius
 * @precision every inequality in intervals with outward rounding (interval.ts states what is assumed
 *            of the language's functions)
 * @cost      two Hessians in intervals, and n^3 interval operations
 * @fails     a kink (relu) in the box: `smooth` is false and nothing is proven
 */
import type { Formula } from "./algebra.ts";
import { ball, intervals, isInterior, stepOver, type Interval } from "./interval.ts";
import { expand, type Expansion } from "./jet.ts";
import { inverseOf } from "./linear-solve.ts";
import { curvatureBound } from "./positive-definite.ts";

export interface KrawczykTest {
  /** One and only one critical point in the box. */
  readonly inside: boolean;
  /** No kink in the box. */
  readonly smooth: boolean;
  /** At most every eigenvalue of the Hessian, all over the box; not above 0: nothing is proven. */
  readonly curvature: number;
  readonly box: readonly Interval[];
  readonly preconditioner: readonly (readonly number[])[];
  /** Encloses the formula's values on the box. */
  readonly value: Interval;
}

/** Value, gradient and Hessian all over a box, and whether a kink is in it. */
export function expandOver(formula: Formula, box: readonly Interval[]) {
  let smooth = true;
  const step = (x: Interval) => {
    if (x.low <= 0 && x.high >= 0) smooth = false;
    return stepOver(x);
  };
  const expansion = expand(formula, intervals, box, step);
  return { expansion, smooth };
}

function sum(terms: readonly Interval[]): Interval {
  return terms.reduce((total, term) => intervals.add(total, term), { low: 0, high: 0 });
}

/** Y v for a matrix of doubles. */
function apply(matrix: readonly (readonly number[])[], vector: readonly Interval[]): Interval[] {
  return matrix.map((row) =>
    sum(vector.map((entry, column) => intervals.scale(row[column] ?? Number.NaN, entry))),
  );
}

/** (I - Y H) (T - c). */
function spread(
  preconditioner: readonly (readonly number[])[],
  hessian: readonly (readonly Interval[])[],
  offsets: readonly Interval[],
): Interval[] {
  const columns = offsets.map((_, column) =>
    apply(
      preconditioner,
      hessian.map((row) => row[column] ?? { low: Number.NaN, high: Number.NaN }),
    ),
  );
  return offsets.map((_, row) =>
    sum(
      offsets.map((offset, column) => {
        const unit = intervals.constant(row === column ? 1 : 0);
        const product = columns[column]?.[row] ?? unit;
        return intervals.multiply(intervals.subtract(unit, product), offset);
      }),
    ),
  );
}

function image(
  center: readonly number[],
  box: readonly Interval[],
  preconditioner: readonly (readonly number[])[],
  at: { point: Expansion<Interval>; over: Expansion<Interval> },
): Interval[] {
  const moved = apply(preconditioner, at.point.gradient);
  const offsets = box.map((side, index) =>
    intervals.subtract(side, intervals.constant(center[index] ?? Number.NaN)),
  );
  const spreads = spread(preconditioner, at.over.hessian, offsets);
  return center.map((c, index) => {
    const shifted = intervals.subtract(intervals.constant(c), moved[index] ?? { low: 0, high: 0 });
    return intervals.add(shifted, spreads[index] ?? { low: 0, high: 0 });
  });
}

/**
 * @param hessian at the center, in doubles: its inverse preconditions
 */
export function krawczyk(
  formula: Formula,
  center: readonly number[],
  hessian: readonly (readonly number[])[],
  radius: number,
): KrawczykTest {
  const box = center.map((c) => ball(c, radius));
  const { expansion: over, smooth } = expandOver(formula, box);
  const { expansion: point } = expandOver(formula, center.map(intervals.constant));
  const preconditioner = inverseOf(hessian);
  const curvature = smooth ? curvatureBound(over.hessian) : -Infinity;
  const shared = { smooth, curvature, box, value: over.value };
  if (preconditioner === null) return { ...shared, inside: false, preconditioner: [] };
  const mapped = image(center, box, preconditioner, { point, over });
  const inside = smooth && mapped.every((one, at) => isInterior(one, box[at] ?? one));
  return { ...shared, inside, preconditioner };
}
