/**
 * Formulas that are written once and computed in any kind of number: doubles, intervals, and jets
 * (value, gradient, Hessian) over either.
 */

/** A kind of number with all that a formula may do. */
export interface Algebra<T> {
  /** The kind's form of a double. */
  constant(value: number): T;
  add(left: T, right: T): T;
  subtract(left: T, right: T): T;
  multiply(left: T, right: T): T;
  /** By a double, which is exact in every kind. */
  scale(factor: number, x: T): T;
  exp(x: T): T;
  /** @throws what the kind says of numbers that are not positive */
  log(x: T): T;
  reciprocal(x: T): T;
  tanh(x: T): T;
  /** max(0, x); its derivative at 0 is 0. */
  relu(x: T): T;
}

/** A function of several variables in operations of an algebra alone: no branches on values. */
export type Formula = <T>(algebra: Algebra<T>, variables: readonly T[]) => T;

/** The same with several values, such as residuals. */
export type Formulas = <T>(algebra: Algebra<T>, variables: readonly T[]) => readonly T[];

/** Doubles. */
export const numbers: Algebra<number> = {
  constant: (value) => value,
  add: (left, right) => left + right,
  subtract: (left, right) => left - right,
  multiply: (left, right) => left * right,
  scale: (factor, x) => factor * x,
  exp: (x) => Math.exp(x),
  log: (x) => Math.log(x),
  reciprocal: (x) => 1 / x,
  tanh: (x) => Math.tanh(x),
  relu: (x) => Math.max(0, x),
};

/** Their sum; the constant 0 for none. */
export function sumOf<T>(algebra: Algebra<T>, terms: readonly T[]): T {
  const [first, ...others] = terms;
  if (first === undefined) return algebra.constant(0);
  return others.reduce((sum, term) => algebra.add(sum, term), first);
}

export function square<T>(algebra: Algebra<T>, x: T): T {
  return algebra.multiply(x, x);
}

/** left . right, of the same length. */
export function dotOf<T>(algebra: Algebra<T>, left: readonly T[], right: readonly T[]): T {
  const products = left.map((one, index) => {
    const other = right[index];
    if (other === undefined) throw new Error("vectors of different lengths have no product");
    return algebra.multiply(one, other);
  });
  return sumOf(algebra, products);
}
