/**
 * Power series in one variable, cut off after a power, in any kind of number: the Taylor coefficients
 * of a formula along a line. Over intervals each encloses the true one.
 *
 * @source    Taylor arithmetic, Griewank and Walther 2008, "Evaluating derivatives", section 13.2
 * @shape     c[0] .. c[degree] of sum_p c[p] t^p
 * @precision that of the kind of number
 * @cost      (degree + 1) (degree + 2) / 2 products for each product of the formula
 */
import { sumOf, type Algebra, type Formula } from "./algebra.ts";

export type PowerSeries<T> = readonly T[];

/** The coefficient of t^power in left right. */
function coefficient<T>(
  base: Algebra<T>,
  left: PowerSeries<T>,
  right: PowerSeries<T>,
  power: number,
): T {
  const terms = left
    .slice(0, power + 1)
    .map((one, at) => base.multiply(one, right[power - at] as T));
  return sumOf(base, terms);
}

/** The series y with y' = slope x', whose slope may depend on the coefficients of y before. */
function integrate<T>(
  base: Algebra<T>,
  x: PowerSeries<T>,
  first: T,
  slopeAt: (known: PowerSeries<T>, power: number) => T,
): PowerSeries<T> {
  const known = [first];
  for (let power = 1; power < x.length; power += 1) {
    const terms = x
      .slice(1, power + 1)
      .map((one, at) => base.scale(at + 1, base.multiply(one, slopeAt(known, power - at - 1))));
    known.push(base.multiply(base.reciprocal(base.constant(power)), sumOf(base, terms)));
  }
  return known;
}

function reciprocal<T>(base: Algebra<T>, x: PowerSeries<T>): PowerSeries<T> {
  const first = base.reciprocal(x[0] as T);
  const known = [first];
  for (let power = 1; power < x.length; power += 1) {
    const terms = x
      .slice(1, power + 1)
      .map((one, at) => base.multiply(one, known[power - at - 1] as T));
    known.push(base.scale(-1, base.multiply(first, sumOf(base, terms))));
  }
  return known;
}

/** The coefficient of t^power in 1 - y^2, the slope of y = tanh x. */
function slopeOfTanh<T>(base: Algebra<T>, y: PowerSeries<T>, power: number): T {
  const squared = coefficient(base, y, y, power);
  return power === 0 ? base.subtract(base.constant(1), squared) : base.scale(-1, squared);
}

/**
 * The algebra of series up to t^degree.
 *
 * @param stepOf derivative of relu in the base
 */
export function powerSeries<T>(
  base: Algebra<T>,
  degree: number,
  stepOf: (x: T) => T,
): Algebra<PowerSeries<T>> {
  const powers = Array.from({ length: degree + 1 }, (_, power) => power);
  return {
    constant: (value) => powers.map((power) => base.constant(power === 0 ? value : 0)),
    add: (left, right) => left.map((one, power) => base.add(one, right[power] as T)),
    subtract: (left, right) => left.map((one, power) => base.subtract(one, right[power] as T)),
    multiply: (left, right) => powers.map((power) => coefficient(base, left, right, power)),
    scale: (factor, x) => x.map((one) => base.scale(factor, one)),
    exp: (x) => integrate(base, x, base.exp(x[0] as T), (known, power) => known[power] as T),
    log: (x) => {
      const slope = reciprocal(base, x);
      return integrate(base, x, base.log(x[0] as T), (_, power) => slope[power] as T);
    },
    reciprocal: (x) => reciprocal(base, x),
    tanh: (x) =>
      integrate(base, x, base.tanh(x[0] as T), (known, power) => slopeOfTanh(base, known, power)),
    relu: (x) => {
      const step = stepOf(x[0] as T);
      return x.map((one, power) => (power === 0 ? base.relu(one) : base.multiply(step, one)));
    },
  };
}

/** The Taylor coefficients of t -> formula(point + t direction) up to t^degree. */
export function taylorAlong<T>(
  formula: Formula,
  series: Algebra<PowerSeries<T>>,
  point: readonly T[],
  direction: readonly T[],
): PowerSeries<T> {
  const rest = series.constant(0).slice(2);
  const variables = point.map((x, at) => [x, direction[at] as T, ...rest]);
  return formula(series, variables);
}
