/**
 * The gradient at a point that is critical to all digits of a double: there doubles, and intervals of
 * doubles, see their own rounding alone.
 *
 * @source    power-series.ts along each variable, in the numbers of wide-interval.ts
 * @shape     formula of n variables, point [n] -> enclosures [n]
 * @precision one ulp of each entry, for formulas that are not ill-conditioned to 57 places
 * @cost      n evaluations in wide numbers: only for up to 12 variables
 * @fails     more variables: the intervals' own gradient
 */
import type { Formula } from "./algebra.ts";
import { intersection, type Interval } from "./interval.ts";
import type { Expansion } from "./jet.ts";
import { powerSeries, taylorAlong } from "./power-series.ts";
import { narrowed, stepOverWide, wide, wideIntervals } from "./wide-interval.ts";

const MOST_VARIABLES = 12;
const series = powerSeries(wideIntervals, 1, stepOverWide);

/** @param known the formula's expansion in intervals at the point */
export function sharpGradient(
  formula: Formula,
  known: Expansion<Interval>,
  point: readonly number[],
): readonly Interval[] {
  if (point.length > MOST_VARIABLES) return known.gradient;
  const place = point.map(wide);
  return known.gradient.map((rough, at) => {
    const direction = point.map((_, index) => wide(index === at ? 1 : 0));
    const slope = taylorAlong(formula, series, place, direction)[1] ?? null;
    return intersection(narrowed(slope), rough);
  });
}
