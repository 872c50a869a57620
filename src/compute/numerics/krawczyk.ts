/**
 * Krawczyk's test: does a box hold exactly one critical point of a formula, and is it a strict local
 * minimum? With Y near the inverse Hessian, c - Y g(c) + (I - Y H(T)) (T - c) in the interior of T
 * proves one and only one; a positive lower bound of H(T)'s eigenvalues makes it a minimum.
 *
 * @source    spec kawaguchi2019-depth-width, section 4.5; Krawczyk 1969; Neumaier 1990, "Interval
 *            methods for systems of equations", theorem 5.1.8
 * @shape     center [n], radius > 0: T = center +- radius
 * @precision every inequality in intervals with outward rounding (interval.ts states what is assumed
 *            of the language's functions); g(c) once more in wide numbers where doubles do not do
 * @cost      two Hessians in intervals, and n^3 interval operations
 * @fails     a kink (relu) in the box: `smooth` is false and nothing is proven
 */
import type { Formula } from "./algebra.ts";
import { ball, intersection, intervals, isInterior, stepOver, type Interval } from "./interval.ts";
import { expand, type Expansion } from "./jet.ts";
import { inverseOf } from "./linear-solve.ts";
import { curvatureBound } from "./positive-definite.ts";
import { sharpGradient } from "./sharp-gradient.ts";

export interface KrawczykTest {
  /** One and only one critical point in the box. */
  readonly inside: boolean;
  /** No kink in the box. */
  readonly smooth: boolean;
  /** At most every eigenvalue of the Hessian, all over the box; not above 0: nothing is proven. */
  readonly curvature: number;
  readonly box: readonly Interval[];
  readonly preconditioner: readonly (readonly number[])[];
  /** Encloses the formula's value at a critical point of the box, where there is one. */
  readonly value: Interval;
}

const ZERO: Interval = { low: 0, high: 0 };

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
  return terms.reduce((total, term) => intervals.add(total, term), ZERO);
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

/** What is known of the formula at the center c and all over the box T. */
interface Known {
  readonly center: readonly number[];
  readonly point: Expansion<Interval>;
  readonly over: Expansion<Interval>;
  /** T - c. */
  readonly offsets: readonly Interval[];
}

function image(
  { center, point, over, offsets }: Known,
  preconditioner: readonly (readonly number[])[],
): Interval[] {
  const moved = apply(preconditioner, point.gradient);
  const spreads = spread(preconditioner, over.hessian, offsets);
  return center.map((c, index) => {
    const shifted = intervals.subtract(intervals.constant(c), moved[index] ?? ZERO);
    return intervals.add(shifted, spreads[index] ?? ZERO);
  });
}

/** Over the box, and by Taylor's theorem about the center. */
function valueOf({ point, over, offsets }: Known): Interval {
  const slope = sum(point.gradient.map((g, at) => intervals.multiply(g, offsets[at] ?? ZERO)));
  const bends = over.hessian.flatMap((row, i) =>
    row.map((entry, j) =>
      intervals.multiply(entry, intervals.multiply(offsets[i] ?? ZERO, offsets[j] ?? ZERO)),
    ),
  );
  const taylor = sum([point.value, slope, intervals.scale(0.5, sum(bends))]);
  return intersection(over.value, taylor);
}

/**
 * The test for one center and any radius.
 *
 * @param hessian at the center, in doubles: its inverse preconditions
 */
export function krawczykAt(
  formula: Formula,
  center: readonly number[],
  hessian: readonly (readonly number[])[],
): (radius: number) => KrawczykTest {
  const { expansion: point } = expandOver(formula, center.map(intervals.constant));
  const preconditioner = inverseOf(hessian);
  let sharpened: Expansion<Interval> | null = null;
  const sharp = () => (sharpened ??= { ...point, gradient: sharpGradient(formula, point, center) });
  return (radius) => {
    const box = center.map((c) => ball(c, radius));
    const { expansion: over, smooth } = expandOver(formula, box);
    const offsets = box.map((side, at) =>
      intervals.subtract(side, intervals.constant(center[at] ?? Number.NaN)),
    );
    const known = { center, point, over, offsets };
    const curvature = smooth ? curvatureBound(over.hessian) : -Infinity;
    const shared = { smooth, curvature, box, value: smooth ? valueOf(known) : over.value };
    if (preconditioner === null) return { ...shared, inside: false, preconditioner: [] };
    const isInside = (from: Expansion<Interval>) =>
      image({ ...known, point: from }, preconditioner).every((one, at) =>
        isInterior(one, box[at] ?? one),
      );
    const inside = smooth && (isInside(point) || isInside(sharp()));
    return { ...shared, inside, preconditioner };
  };
}

/** The test for one center and one radius. */
export function krawczyk(
  formula: Formula,
  center: readonly number[],
  hessian: readonly (readonly number[])[],
  radius: number,
): KrawczykTest {
  return krawczykAt(formula, center, hessian)(radius);
}
