/**
 * Searches a direction that refutes that a point is a local minimum. Lower values somewhere near are a
 * hint only: they may lie outside of the basin or of the activation cell. What refutes is one fixed
 * direction along which the decrease is a power of the distance, down to an eighth of where it was
 * found, in one cell, and the Taylor coefficient of that power says so too.
 *
 * @source    spec kawaguchi2019-depth-width, sections 4.2 and 4.4
 * @shape     formula of n variables, point [n]
 * @precision decreases above 1e-13 (1 + |L|); Taylor coefficients in intervals
 * @random    the given stream: for each direction n normal numbers, then the exponent of the radius
 * @cost      4 values for each direction, and 50 gradients for each kernel direction
 * @fails     never: nothing found proves nothing
 */
import type { Formula } from "../../numerics/algebra.ts";
import { expandAt, valueAt } from "../../numerics/expansion.ts";
import { intervals, stepOver } from "../../numerics/interval.ts";
import { minimizeInBox } from "../../numerics/lbfgs-b.ts";
import { powerSeries, taylorAlong } from "../../numerics/power-series.ts";
import type { RandomStream } from "../../numerics/threefry.ts";

export const DESCENT_LIMITS = {
  /** Of a decrease, as a share of 1 + |L|. */
  decrease: 1e-13,
  /** Successive decreases have ratios within this share of each other. */
  ratio: 0.2,
  smallestRadius: 1e-4,
  largestRadius: 1e-1,
  directions: 1000,
  quasiNewtonSteps: 50,
} as const;

export interface DescentProblem {
  readonly formula: Formula;
  readonly point: readonly number[];
  /** The formula's value and gradient in doubles, where there is a faster way than by jets. */
  readonly value?: (point: readonly number[]) => number;
  readonly gradient?: (point: readonly number[]) => ArrayLike<number>;
  /** Is the other point in the activation cell of this one? Absent: there is one cell. */
  readonly isSameCell?: (point: readonly number[]) => boolean;
  /** Unit directions without curvature, or with a negative one, up to sign. */
  readonly kernel?: readonly (readonly number[])[];
}

export interface DescentOptions {
  /** Random ones; absent: 1,000. */
  readonly directions?: number;
}

export interface Refutation {
  readonly direction: readonly number[];
  readonly radius: number;
  /** At the radius, a half, a quarter and an eighth of it. */
  readonly decreases: readonly number[];
  /** Of the distance: 2 or 3. */
  readonly power: number;
  /** The Taylor coefficient of that power: it bounds below and above. */
  readonly coefficient: { readonly low: number; readonly high: number };
}

export interface DescentFinding {
  readonly directions: number;
  /** Directions with a lower value at their radius. */
  readonly hints: number;
  /** Directions that refute. */
  readonly refuting: number;
  readonly first: Refutation | null;
}

const HALVINGS = [1, 1 / 2, 1 / 4, 1 / 8];
const series = powerSeries(intervals, 3, stepOver);

function along(point: readonly number[], direction: readonly number[], length: number): number[] {
  return point.map((x, at) => x + length * (direction[at] ?? Number.NaN));
}

function valueOf({ formula, value }: DescentProblem, point: readonly number[]): number {
  return value === undefined ? valueAt(formula, point) : value(point);
}

/** The power whose halving gives these decreases, all ratios agreeing; null: none does. */
function powerOf(decreases: readonly number[]): number | null {
  const ratios = decreases.slice(1).map((one, at) => (decreases[at] ?? Number.NaN) / one);
  const agree = ratios.every((one) =>
    ratios.every((other) => Math.abs(one / other - 1) <= DESCENT_LIMITS.ratio),
  );
  const last = ratios.at(-1) ?? Number.NaN;
  const power = Math.round(Math.log2(last));
  return agree && Math.abs(last / 2 ** power - 1) <= DESCENT_LIMITS.ratio ? power : null;
}

/** The leading coefficient along the direction is that of the power, and not of a minimum. */
function confirmed(problem: DescentProblem, direction: readonly number[], power: number) {
  const point = problem.point.map(intervals.constant);
  const moves = direction.map(intervals.constant);
  const coefficients = taylorAlong(problem.formula, series, point, moves);
  const [value, , second, third] = coefficients;
  if (value === undefined || second === undefined || third === undefined) return null;
  if (power === 2) return second.high < 0 ? second : null;
  const tiny = DESCENT_LIMITS.decrease * (1 + Math.abs(value.high));
  const isFlat = power === 3 && second.low >= -tiny && second.high <= tiny;
  return isFlat && third.high < 0 ? third : null;
}

function refutation(
  problem: DescentProblem,
  value: number,
  direction: readonly number[],
  radius: number,
): Refutation | null {
  const { point, isSameCell = () => true } = problem;
  const points = HALVINGS.map((part) => along(point, direction, part * radius));
  const decreases = points.map((one) => value - valueOf(problem, one));
  const least = DESCENT_LIMITS.decrease * (1 + Math.abs(value));
  if (!decreases.every((one) => one > least) || !points.every(isSameCell)) return null;
  const power = powerOf(decreases);
  if (power === null) return null;
  const coefficient = confirmed(problem, direction, power);
  return coefficient === null ? null : { direction, radius, decreases, power, coefficient };
}

/** From the largest to the smallest. */
const RADII = [1e-1, 1e-2, 1e-3, 1e-4];

/** Does one direction refute, such as an eigenvector of a negative eigenvalue? Null: not seen. */
export function refutationAlong(
  problem: DescentProblem,
  direction: readonly number[],
): Refutation | null {
  const value = valueOf(problem, problem.point);
  const backwards = direction.map((one) => -one);
  for (const radius of RADII) {
    const found =
      refutation(problem, value, direction, radius) ??
      refutation(problem, value, backwards, radius);
    if (found !== null) return found;
  }
  return null;
}

/** Uniform on the sphere. */
function randomDirection(variables: number, random: RandomStream): number[] {
  const entries = Array.from({ length: variables }, () => random.normal());
  const length = Math.hypot(...entries);
  return entries.map((one) => one / length);
}

function randomRadius(random: RandomStream): number {
  const { smallestRadius, largestRadius } = DESCENT_LIMITS;
  return smallestRadius * (largestRadius / smallestRadius) ** random.uniformFloat64();
}

/** Where 50 steps of L-BFGS lead from a point along the direction, seen from the point itself. */
async function followed(
  problem: DescentProblem,
  direction: readonly number[],
): Promise<number[] | null> {
  const { formula, point, gradient: gradientOf } = problem;
  const start = Float64Array.from(along(point, direction, DESCENT_LIMITS.largestRadius));
  const objective = (x: Float64Array) => {
    const at = Array.from(x);
    const gradient = gradientOf?.(at) ?? expandAt(formula, at).gradient;
    return { value: valueOf(problem, at), gradient: Float64Array.from(gradient) };
  };
  const { x } = await minimizeInBox(objective, start, {
    lower: start.map(() => -Infinity),
    upper: start.map(() => Infinity),
    maxIterations: DESCENT_LIMITS.quasiNewtonSteps,
    ...{ ftol: 0, gtol: 0 },
  });
  const offset = Array.from(x, (one, at) => one - (point[at] ?? Number.NaN));
  const length = Math.hypot(...offset);
  return length > 0 && Number.isFinite(length) ? offset.map((one) => one / length) : null;
}

/** The kernel's directions, both ways, and where they lead. */
async function kernelDirections(problem: DescentProblem): Promise<number[][]> {
  const found: number[][] = [];
  for (const direction of problem.kernel ?? []) {
    for (const sign of [1, -1]) {
      const signed = direction.map((one) => sign * one);
      const end = await followed(problem, signed);
      found.push(signed, ...(end === null ? [] : [end]));
    }
  }
  return found;
}

/** The point is taken to be critical; the first refutation is the certificate that it is no minimum. */
export async function searchDescent(
  problem: DescentProblem,
  random: RandomStream,
  { directions = DESCENT_LIMITS.directions }: DescentOptions = {},
): Promise<DescentFinding> {
  const { point } = problem;
  const value = valueOf(problem, point);
  const led = await kernelDirections(problem);
  const tries = [
    ...led.map((direction) => ({ direction, radius: DESCENT_LIMITS.largestRadius })),
    ...Array.from({ length: directions }, () => ({
      direction: randomDirection(point.length, random),
      radius: randomRadius(random),
    })),
  ];
  const isLower = ({ direction, radius }: (typeof tries)[number]) =>
    valueOf(problem, along(point, direction, radius)) <
    value - DESCENT_LIMITS.decrease * (1 + Math.abs(value));
  const hints = tries.filter(isLower);
  const found = hints.flatMap(({ direction, radius }) => {
    const one = refutation(problem, value, direction, radius);
    return one === null ? [] : [one];
  });
  return {
    directions: tries.length,
    hints: hints.length,
    refuting: found.length,
    first: found[0] ?? null,
  };
}
