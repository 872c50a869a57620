/**
 * Newton and Kantorovich's theorem: is there a critical point near this one, and is it a strict local
 * minimum? With beta = ||H^-1||, eta = ||H^-1 g|| at the point and a Lipschitz constant K of H on the
 * ball, h = beta K eta < 1/2 proves one and only one within r = eta / (1 - h) and more; K r < 1 / beta
 * makes it a minimum.
 *
 * @source    spec kawaguchi2019-depth-width, section 4.5; Ortega 1968, "The Newton-Kantorovich theorem"
 * @shape     point [n], radius of the ball on which K holds
 * @precision every bound rounded outward. K is the root of sum_k ||d H / d x_k||_inf^2 over the box
 *            around the ball, from third derivatives in intervals. r bounds the theorem's
 *            (1 - sqrt(1 - 2 h)) / (beta K), since sqrt(1 - 2 h) >= 1 - 2 h
 * @cost      n Hessians of series in intervals
 * @fails     a kink in the box: nothing is proven
 */
import type { Formula } from "./algebra.ts";
import {
  ball,
  intervals,
  magnitude,
  nextDown,
  nextUp,
  stepOver,
  type Interval,
} from "./interval.ts";
import { expand, type Expansion } from "./jet.ts";
import { expandOver } from "./krawczyk.ts";
import { inverseOf } from "./linear-solve.ts";
import { curvatureBound } from "./positive-definite.ts";
import { powerSeries, type PowerSeries } from "./power-series.ts";
import { sharpGradient } from "./sharp-gradient.ts";

export interface KantorovichTest {
  /** At least ||H^-1||. */
  readonly beta: number;
  /** At least ||H^-1 g||. */
  readonly eta: number;
  /** At least the Lipschitz constant of H on the ball. */
  readonly lipschitz: number;
  /** At least beta K eta; proven below 1/2. */
  readonly h: number;
  /** The critical point lies within this. */
  readonly radius: number;
  /** Exactly one critical point within the radius, a strict local minimum. */
  readonly isMinimum: boolean;
}

const series = powerSeries(intervals, 1, (x) => stepOver(x));
const stepOfSeries = (x: PowerSeries<Interval>): PowerSeries<Interval> =>
  x.map((one, power) => (power === 0 ? stepOver(one) : intervals.constant(0)));

const WHOLE_LINE: Interval = { low: -Infinity, high: Infinity };

const addUp = (sum: number, one: number): number => nextUp(sum + one);
const timesUp = (left: number, right: number): number => nextUp(left * right);

/** At least the Euclidean length. */
function lengthAbove(sizes: readonly number[]): number {
  return nextUp(Math.sqrt(sizes.reduce((sum, one) => addUp(sum, timesUp(one, one)), 0)));
}

/** At least the largest row sum of moduli. */
function normAbove(rows: readonly (readonly Interval[])[]): number {
  return Math.max(...rows.map((row) => row.map(magnitude).reduce(addUp, 0)));
}

function lipschitzOn(formula: Formula, box: readonly Interval[]): number {
  const norms = box.map((_, at) => {
    const variables = box.map((side, index) => [side, intervals.constant(index === at ? 1 : 0)]);
    const { hessian } = expand(formula, series, variables, stepOfSeries);
    return normAbove(hessian.map((row) => row.map((entry) => entry[1] ?? WHOLE_LINE)));
  });
  return lengthAbove(norms);
}

function productOf(left: readonly (readonly number[])[], right: readonly (readonly Interval[])[]) {
  return left.map((row) =>
    right.map((_, column) =>
      row
        .map((factor, k) => intervals.scale(factor, right[k]?.[column] ?? intervals.constant(NaN)))
        .reduce(intervals.add),
    ),
  );
}

/** ||H^-1 g|| <= ||Y g|| / (1 - ||I - Y H||), in the Euclidean norm of n numbers. */
function newtonStepAbove(
  { hessian }: Expansion<Interval>,
  gradient: readonly Interval[],
  inverse: readonly (readonly number[])[],
): number {
  const moved = productOf(
    inverse,
    gradient.map((one) => [one]),
  ).map((row) => row[0]);
  const length = lengthAbove(moved.map((one) => (one === undefined ? Infinity : magnitude(one))));
  const deviation = productOf(inverse, hessian).map((row, i) =>
    row.map((entry, j) => intervals.subtract(intervals.constant(i === j ? 1 : 0), entry)),
  );
  // The Frobenius norm is at least the spectral one.
  const defect = lengthAbove(deviation.flat().map(magnitude));
  return defect < 1 ? nextUp(length / nextDown(1 - defect)) : Infinity;
}

/** @param within radius of the ball: the critical point must be proven nearer */
export function newtonKantorovich(
  formula: Formula,
  point: readonly number[],
  hessian: readonly (readonly number[])[],
  within: number,
): KantorovichTest {
  const { expansion } = expandOver(formula, point.map(intervals.constant));
  const box = point.map((x) => ball(x, within));
  const { smooth } = expandOver(formula, box);
  const least = curvatureBound(expansion.hessian);
  const inverse = inverseOf(hessian);
  const gradient = sharpGradient(formula, expansion, point);
  const beta = least > 0 ? nextUp(1 / least) : Infinity;
  const eta = inverse === null ? Infinity : newtonStepAbove(expansion, gradient, inverse);
  const lipschitz = lipschitzOn(formula, box);
  const h = timesUp(timesUp(beta, lipschitz), eta);
  const radius = h < 1 / 2 ? nextUp(eta / nextDown(1 - h)) : Infinity;
  const isMinimum = smooth && radius <= within && timesUp(lipschitz, radius) < least;
  return { beta, eta, lipschitz, h, radius, isMinimum };
}
