/**
 * Jets: value, gradient and Hessian of a formula by forward differentiation, in any kind of number.
 *
 * @source    second-order Taylor arithmetic, Griewank and Walther 2008, "Evaluating derivatives",
 *            chapter 13
 * @shape     variables [n] -> value, gradient [n], Hessian [n, n] (lower triangle by rows)
 * @precision that of the kind of number: over intervals every entry encloses the true one
 * @cost      n (n + 1) / 2 operations of the kind for each operation of the formula
 */
import type { Algebra, Formula } from "./algebra.ts";

export interface Jet<T> {
  readonly value: T;
  /** Null: all zero, a constant. */
  readonly first: readonly T[] | null;
  /** Lower triangle by rows: entry (i, j) with j <= i at i (i + 1) / 2 + j. Null: all zero. */
  readonly second: readonly T[] | null;
}

/** Value and the first two derivatives of a function of one variable at a point. */
type Outer<T> = readonly [value: T, first: T, second: T];

function combine<T>(
  left: readonly T[] | null,
  right: readonly T[] | null,
  by: (one: T, other: T) => T,
): readonly T[] | null {
  if (left === null) return right;
  if (right === null) return left;
  return left.map((one, index) => by(one, right[index] as T));
}

/** a b^T + b a^T, lower triangle. */
function symmetricProduct<T>(
  algebra: Algebra<T>,
  left: readonly T[],
  right: readonly T[],
): readonly T[] {
  const entries: T[] = [];
  for (let row = 0; row < left.length; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const one = algebra.multiply(left[row] as T, right[column] as T);
      const other = algebra.multiply(left[column] as T, right[row] as T);
      entries.push(algebra.add(one, other));
    }
  }
  return entries;
}

/** f(x): the chain rule to second order. */
function chain<T>(algebra: Algebra<T>, { first, second }: Jet<T>, outer: Outer<T>): Jet<T> {
  const [value, slope, bend] = outer;
  if (first === null) return { value, first, second };
  const halfBend = algebra.scale(0.5, bend);
  const bent = first.map((one) => algebra.multiply(halfBend, one));
  const curved = symmetricProduct(algebra, bent, first);
  const straight = second?.map((one) => algebra.multiply(slope, one)) ?? null;
  return {
    value,
    first: first.map((one) => algebra.multiply(slope, one)),
    second: combine(straight, curved, (one, other) => algebra.add(one, other)),
  };
}

function multiply<T>(algebra: Algebra<T>, left: Jet<T>, right: Jet<T>): Jet<T> {
  const scaled = (by: T, entries: readonly T[] | null) =>
    entries?.map((one) => algebra.multiply(by, one)) ?? null;
  const add = (one: T, other: T) => algebra.add(one, other);
  const first = combine(scaled(right.value, left.first), scaled(left.value, right.first), add);
  const ends = combine(scaled(right.value, left.second), scaled(left.value, right.second), add);
  const middle =
    left.first === null || right.first === null
      ? null
      : symmetricProduct(algebra, left.first, right.first);
  const value = algebra.multiply(left.value, right.value);
  return { value, first, second: combine(ends, middle, add) };
}

/** tanh with its derivatives 1 - t^2 and -2 t (1 - t^2). */
function tanhOf<T>(algebra: Algebra<T>, x: T): Outer<T> {
  const value = algebra.tanh(x);
  const slope = algebra.subtract(algebra.constant(1), algebra.multiply(value, value));
  return [value, slope, algebra.scale(-2, algebra.multiply(value, slope))];
}

function reciprocalOf<T>(algebra: Algebra<T>, x: T): Outer<T> {
  const value = algebra.reciprocal(x);
  const squared = algebra.multiply(value, value);
  const cubed = algebra.multiply(squared, value);
  return [value, algebra.scale(-1, squared), algebra.scale(2, cubed)];
}

function logOf<T>(algebra: Algebra<T>, x: T): Outer<T> {
  const slope = algebra.reciprocal(x);
  return [algebra.log(x), slope, algebra.scale(-1, algebra.multiply(slope, slope))];
}

function negated<T>(algebra: Algebra<T>, entries: readonly T[] | null): readonly T[] | null {
  return entries?.map((one) => algebra.scale(-1, one)) ?? null;
}

/** The algebra of jets over a kind of number. */
export function jets<T>(base: Algebra<T>, stepOf: (x: T) => T): Algebra<Jet<T>> {
  const add = (one: T, other: T) => base.add(one, other);
  const sum = (left: Jet<T>, right: Jet<T>): Jet<T> => ({
    value: base.add(left.value, right.value),
    first: combine(left.first, right.first, add),
    second: combine(left.second, right.second, add),
  });
  return {
    constant: (value) => ({ value: base.constant(value), first: null, second: null }),
    add: sum,
    subtract: (left, right) => {
      const opposite = {
        value: base.scale(-1, right.value),
        first: negated(base, right.first),
        second: negated(base, right.second),
      };
      // The value as the base subtracts: that of an interval is narrower.
      return { ...sum(left, opposite), value: base.subtract(left.value, right.value) };
    },
    multiply: (left, right) => multiply(base, left, right),
    scale: (factor, { value, first, second }) => ({
      value: base.scale(factor, value),
      first: first?.map((one) => base.scale(factor, one)) ?? null,
      second: second?.map((one) => base.scale(factor, one)) ?? null,
    }),
    exp: (x) => {
      const value = base.exp(x.value);
      return chain(base, x, [value, value, value]);
    },
    log: (x) => chain(base, x, logOf(base, x.value)),
    reciprocal: (x) => chain(base, x, reciprocalOf(base, x.value)),
    tanh: (x) => chain(base, x, tanhOf(base, x.value)),
    relu: (x) => chain(base, x, [base.relu(x.value), stepOf(x.value), base.constant(0)]),
  };
}

/** The variables of a formula as jets: each with derivative 1 with respect to itself. */
export function jetVariables<T>(base: Algebra<T>, point: readonly T[]): Jet<T>[] {
  return point.map((value, at) => ({
    value,
    first: point.map((_, index) => base.constant(index === at ? 1 : 0)),
    second: null,
  }));
}

/** Value, gradient [n] and Hessian [n][n] in one kind of number. */
export interface Expansion<T> {
  readonly value: T;
  readonly gradient: readonly T[];
  readonly hessian: readonly (readonly T[])[];
}

/**
 * A formula with its first two derivatives at a point.
 *
 * @param stepOf derivative of relu: 1 above 0, 0 below; over intervals across 0 it encloses both
 */
export function expand<T>(
  formula: Formula,
  base: Algebra<T>,
  point: readonly T[],
  stepOf: (x: T) => T,
): Expansion<T> {
  const jet = formula(jets(base, stepOf), jetVariables(base, point));
  const zero = base.constant(0);
  const entry = (row: number, column: number) => {
    const [high, low] = row >= column ? [row, column] : [column, row];
    return jet.second?.[(high * (high + 1)) / 2 + low] ?? zero;
  };
  return {
    value: jet.value,
    gradient: point.map((_, index) => jet.first?.[index] ?? zero),
    hessian: point.map((_, row) => point.map((_, column) => entry(row, column))),
  };
}
