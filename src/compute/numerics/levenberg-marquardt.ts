/**
 * Levenberg and Marquardt's damped Gauss-Newton method for 1/2 ||r(theta)||^2: each step solves the
 * augmented least squares problem [J; sqrt(damping) D] by QR, never the normal equations.
 *
 * @source    spec kawaguchi2019-depth-width, section 4.1; Madsen, Nielsen and Tingleff 2004, "Methods
 *            for non-linear least squares problems", algorithm 3.16 (the damping's rule)
 * @shape     residuals [m], Jacobian [m, n], start [n]
 * @precision float64; ends where rounding hides any further decrease
 * @cost      (m + n) n^2 for each step, and one evaluation
 * @fails     residuals that are not finite at the start: no step is made
 */
import { leastSquares } from "./linear-solve.ts";

export interface Linearised {
  readonly residuals: ArrayLike<number>;
  /** One row for each residual. */
  readonly jacobian: readonly (readonly number[])[];
}

export interface LevenbergMarquardtOptions {
  readonly steps?: number;
  /** Ends where ||J^T r|| is at most this. */
  readonly gradientNorm?: number;
  /** Ends where ||theta|| is more than this: the minimum is at infinity. */
  readonly farthest?: number;
}

export interface LevenbergMarquardtEnd {
  readonly point: readonly number[];
  /** 1/2 ||r||^2. */
  readonly value: number;
  readonly gradientNorm: number;
  readonly steps: number;
  readonly reason: "stationary" | "no decrease" | "steps" | "far";
}

interface State {
  readonly point: readonly number[];
  readonly residuals: ArrayLike<number>;
  readonly jacobian: readonly (readonly number[])[];
  readonly value: number;
  /** J^T r. */
  readonly gradient: readonly number[];
}

function stateAt(point: readonly number[], { residuals, jacobian }: Linearised): State {
  const gradient = point.map((_, column) =>
    jacobian.reduce((sum, row, at) => sum + (row[column] ?? 0) * (residuals[at] ?? 0), 0),
  );
  const squares = Array.from(residuals, (one) => one * one);
  const value = squares.reduce((sum, one) => sum + one, 0) / 2;
  return { point, residuals, jacobian, value, gradient };
}

/** The step that minimises ||r + J s||^2 + damping ||s||^2. */
function dampedStep({ residuals, jacobian, point }: State, damping: number): number[] | null {
  const root = Math.sqrt(damping);
  const diagonal = point.map((_, row) => point.map((__, column) => (row === column ? root : 0)));
  const right = [...Array.from(residuals, (one) => -one), ...point.map(() => 0)];
  return leastSquares([...jacobian, ...diagonal], right);
}

/** What the linear model loses along the step, at least 0. */
function expectedDecrease({ gradient }: State, step: readonly number[], damping: number): number {
  return step.reduce((sum, s, at) => sum + s * (damping * s - (gradient[at] ?? 0)), 0) / 2;
}

function largestSquare(rows: readonly (readonly number[])[], columns: number): number {
  const squares = Array.from({ length: columns }, (_, column) =>
    rows.reduce((sum, row) => sum + (row[column] ?? 0) ** 2, 0),
  );
  return Math.max(...squares, Number.MIN_VALUE);
}

function endOf(state: State, steps: number, reason: LevenbergMarquardtEnd["reason"]) {
  const { point, value, gradient } = state;
  return { point, value, gradientNorm: Math.hypot(...gradient), steps, reason };
}

/** Damping beyond which no step can be seen any more. */
const HOPELESS = 1e16;

export function levenbergMarquardt(
  residuals: (theta: readonly number[]) => Linearised,
  start: readonly number[],
  options: LevenbergMarquardtOptions = {},
): LevenbergMarquardtEnd {
  const { steps = 500, gradientNorm = 0, farthest = Infinity } = options;
  let state = stateAt(start, residuals(start));
  const scale = largestSquare(state.jacobian, start.length);
  let [damping, growth] = [1e-3 * scale, 2];
  for (let step = 0; step < steps; step += 1) {
    if (Math.hypot(...state.gradient) <= gradientNorm) return endOf(state, step, "stationary");
    if (Math.hypot(...state.point) > farthest) return endOf(state, step, "far");
    if (!(damping <= HOPELESS * scale)) return endOf(state, step, "no decrease");
    const move = dampedStep(state, damping);
    const point = move === null ? state.point : state.point.map((x, at) => x + (move[at] ?? 0));
    const next = stateAt(point, residuals(point));
    const gain = (state.value - next.value) / expectedDecrease(state, move ?? [], damping);
    if (next.value < state.value && gain > 0) {
      state = next;
      damping *= Math.max(1 / 3, 1 - (2 * gain - 1) ** 3);
      growth = 2;
    } else {
      damping *= growth;
      growth *= 2;
    }
  }
  return endOf(state, steps, "steps");
}
