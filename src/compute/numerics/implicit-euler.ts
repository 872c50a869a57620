/**
 * Gradient flow dz/dt = -grad Q(z) of stiff objectives by the linearly implicit Euler method,
 * z - h (I + h H)^-1 grad Q, with step doubling: one step of h against two of h / 2, extrapolated.
 *
 * @source    Deuflhard 1985, "Recent progress in extrapolation methods for ordinary differential
 *            equations"; spec kawaguchi2020-elimination, section 2.6
 * @shape     start [n]
 * @units     time in that of the flow
 * @precision each step to `tolerance` (1 + |z_i|), measured as the difference of one step from two,
 *            which is more than the error of what is kept; order 2. Extrapolation leaves the stiff
 *            manifold: a gradient is measured after one more plain step
 * @cost      two expansions and three linear systems for each step that is tried
 * @fails     ends early, and says so, where it needs more than `mostSteps` tries or the step vanishes
 */
import type { Expansion } from "./jet.ts";
import { solveSquare } from "./linear-solve.ts";

type Vector = readonly number[];
type Field = (z: Vector) => Expansion<number>;

/** A stretch of the flow from one accepted point to the next. */
export interface FlowStretch {
  readonly from: number;
  readonly to: number;
  readonly before: Vector;
  readonly after: Vector;
}

export interface FlowOptions {
  readonly until: number;
  readonly tolerance: number;
  readonly mostSteps: number;
  /** Times that a step ends at exactly. */
  readonly stops?: readonly number[];
  /** Called after every accepted step; true ends the flow there. */
  readonly watch?: (stretch: FlowStretch) => boolean;
}

export interface FlowEnd {
  readonly time: number;
  readonly point: Vector;
  /** Steps that were kept, and that were tried. */
  readonly steps: number;
  readonly tries: number;
  /** Whether the flow came to `until`, or ended where `watch` said. */
  readonly complete: boolean;
}

const FIRST_STEP = 1e-3;
const SAFETY = 0.9;
const GROWTH = [0.2, 4] as const;

function stepFrom(z: Vector, { gradient, hessian }: Expansion<number>, h: number): Vector | null {
  const system = hessian.map((row, i) => row.map((one, j) => h * one + (i === j ? 1 : 0)));
  const direction = solveSquare(system, gradient);
  return direction?.map((one, i) => (z[i] ?? Number.NaN) - h * one) ?? null;
}

/** One plain step; null where its system is singular. */
export function implicitEulerStep(field: Field, z: Vector, h: number): Vector | null {
  return stepFrom(z, field(z), h);
}

interface Doubled {
  readonly point: Vector;
  /** At most 1 where the step may be kept. */
  readonly error: number;
}

function doubledStep(
  field: Field,
  z: Vector,
  expansion: Expansion<number>,
  { h, tolerance }: { readonly h: number; readonly tolerance: number },
): Doubled {
  const failed = { point: z, error: Number.POSITIVE_INFINITY };
  const whole = stepFrom(z, expansion, h);
  const half = stepFrom(z, expansion, h / 2);
  const halves = half === null ? null : implicitEulerStep(field, half, h / 2);
  if (whole === null || halves === null) return failed;
  let error = 0;
  const point = halves.map((fine, i) => {
    const coarse = whole[i] ?? Number.NaN;
    const allowed = tolerance * (1 + Math.abs(z[i] ?? Number.NaN));
    error = Math.max(error, Math.abs(fine - coarse) / allowed);
    return 2 * fine - coarse;
  });
  return point.every(Number.isFinite) && Number.isFinite(error) ? { point, error } : failed;
}

/** How much longer the next step may be: the error of a step is of second order in its length. */
function growthAfter(error: number): number {
  const [least, most] = GROWTH;
  return Math.min(most, Math.max(least, SAFETY / Math.sqrt(Math.max(error, 1e-12))));
}

/** Follows the flow from `start` at time 0. */
export function gradientFlow(field: Field, start: Vector, options: FlowOptions): FlowEnd {
  const { until, tolerance, mostSteps, stops = [], watch } = options;
  const marks = [...stops.filter((one) => one > 0 && one < until), until].toSorted((a, b) => a - b);
  let [time, steps, tries, mark, length] = [0, 0, 0, 0, FIRST_STEP];
  let point = start;
  let expansion = field(point);
  while (tries < mostSteps) {
    const target = marks[mark] ?? until;
    const isLast = time + length >= target;
    const h = isLast ? target - time : length;
    if (!(time + h > time)) break;
    tries += 1;
    const tried = doubledStep(field, point, expansion, { h, tolerance });
    if (tried.error > 1) {
      length = h * growthAfter(tried.error);
      continue;
    }
    const to = isLast ? target : time + h;
    const isOver = watch?.({ from: time, to, before: point, after: tried.point }) === true;
    // A step that a mark cut short says nothing against the longer one before it.
    length = Math.max(h * growthAfter(tried.error), isLast ? length : 0);
    [time, point, steps] = [to, tried.point, steps + 1];
    if (isLast) mark += 1;
    if (isOver || time >= until) return { time, point, steps, tries, complete: true };
    expansion = field(point);
  }
  return { time, point, steps, tries, complete: false };
}
