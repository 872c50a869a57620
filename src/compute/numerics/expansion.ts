import { numbers, type Formula } from "./algebra.ts";
import { expand, type Expansion } from "./jet.ts";

/** A formula with its gradient and Hessian in doubles. */
export function expandAt(formula: Formula, point: readonly number[]): Expansion<number> {
  return expand(formula, numbers, point, (x) => (x > 0 ? 1 : 0));
}

/** A formula's value in doubles. */
export function valueAt(formula: Formula, point: readonly number[]): number {
  return formula(numbers, point);
}
