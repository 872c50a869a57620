/**
 * A point where affine forms are all positive, the least of them as large as it gets (at most 1).
 *
 * @shape     forms [m, n], constants [m]; the point [n]
 * @precision exact
 * @cost      one linear program of n + 2 variables whose start is feasible (exact-simplex.ts)
 */
import {
  addRationals,
  compareRationals,
  dotRationals,
  rational,
  subtractRationals,
  type Rational,
} from "../../domain/rational.ts";
import { maximize } from "./exact-simplex.ts";

export interface Margin {
  /** Positive where such a point exists; capped at 1, as forms may have no bound. */
  readonly margin: Rational;
  readonly point: readonly Rational[];
}

const [ZERO, ONE] = [rational(0n), rational(1n)];
const least = (numbers: readonly Rational[]) =>
  numbers.reduce((low, one) => (compareRationals(one, low) < 0 ? one : low), ONE);

/** max t such that form . z + constant >= t for each form, t <= 1. */
export function largestMargin(
  forms: readonly (readonly Rational[])[],
  constants: readonly Rational[],
): Margin {
  const width = forms[0]?.length ?? 0;
  const start = least(constants);
  // z = z' - s (1, .., 1) and t = start + t', with z', s, t' >= 0: the origin is feasible.
  const rows = forms.map((form) => [
    ...form.map((one) => subtractRationals(ZERO, one)),
    dotRationals(
      form,
      form.map(() => ONE),
    ),
    ONE,
  ]);
  const optimum = maximize({
    objective: [...Array.from({ length: width + 1 }, () => ZERO), ONE],
    matrix: [...rows, [...Array.from({ length: width + 1 }, () => ZERO), ONE]],
    bounds: [...constants, ONE].map((one) => subtractRationals(one, start)),
  });
  if (optimum.status !== "optimal") throw new Error("a capped margin has a largest value");
  const shift = optimum.point[width] ?? ZERO;
  const point = optimum.point.slice(0, width).map((one) => subtractRationals(one, shift));
  return { margin: addRationals(start, optimum.value), point };
}
