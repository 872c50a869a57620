/**
 * The line search of Moré and Thuente: a step with sufficient decrease and a slope that is flat
 * enough, by cubic and quadratic interpolation in a shrinking interval.
 *
 * @source Moré and Thuente 1994, "Line search algorithms with guaranteed sufficient decrease",
 *         sections 2 and 4, as MINPACK-2's dcsrch and dcstep; the constants are L-BFGS-B 3.0's
 */

/** The function along the line: value and derivative at a step. */
export interface LinePoint {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** The interval of uncertainty; `best` is the end with the smaller value. */
interface Interval {
  readonly best: LinePoint;
  readonly other: LinePoint;
  /** A minimum lies between the ends. */
  readonly closed: boolean;
}

interface Limits {
  readonly least: number;
  readonly most: number;
}

const SUFFICIENT_DECREASE = 1e-3;
const FLAT_ENOUGH = 0.9;
const NARROW_ENOUGH = 0.1;
const MOST_EVALUATIONS = 20;
const SHRINKS_ENOUGH = 0.66;
const SHORT_EXTENSION = 1.1;
const LONG_EXTENSION = 4;

/** Where the cubic through two points and their slopes has its minimum, as a share of a to b. */
function cubicMinimum(a: LinePoint, b: LinePoint): { share: number; exists: boolean } {
  const middle = (3 * (a.value - b.value)) / (b.step - a.step) + a.slope + b.slope;
  const scale = Math.max(Math.abs(middle), Math.abs(a.slope), Math.abs(b.slope));
  const radicand = (middle / scale) ** 2 - (a.slope / scale) * (b.slope / scale);
  const root = Math.sign(b.step - a.step) * scale * Math.sqrt(Math.max(0, radicand));
  const share = (root - a.slope + middle) / (root - a.slope + root + b.slope);
  return { share, exists: root !== 0 };
}

const nearer = (a: number, b: number, to: number) => (Math.abs(a - to) < Math.abs(b - to) ? a : b);
const farther = (a: number, b: number, to: number) => (Math.abs(a - to) > Math.abs(b - to) ? a : b);

/** Where the line through two slopes crosses zero. */
function secantStep(a: LinePoint, b: LinePoint): number {
  return a.step + (a.slope / (a.slope - b.slope)) * (b.step - a.step);
}

/** Case 1: the trial is higher; a minimum lies between. */
function stepBack(best: LinePoint, trial: LinePoint): number {
  const length = trial.step - best.step;
  const cubic = best.step + cubicMinimum(best, trial).share * length;
  const fall = (best.value - trial.value) / length + best.slope;
  const quadratic = best.step + (best.slope / fall / 2) * length;
  if (Math.abs(cubic - best.step) < Math.abs(quadratic - best.step)) return cubic;
  return cubic + (quadratic - cubic) / 2;
}

/** Case 2: lower, and the slope has turned: a minimum lies between. */
function stepBetween(best: LinePoint, trial: LinePoint): number {
  const cubic = trial.step + cubicMinimum(trial, best).share * (best.step - trial.step);
  return farther(cubic, secantStep(trial, best), trial.step);
}

/** Case 3: lower, the same direction, flatter: extrapolate, with care. */
function stepOnward({ best, other, closed }: Interval, trial: LinePoint, limits: Limits): number {
  const { share, exists } = cubicMinimum(trial, best);
  const forward = trial.step > best.step;
  const end = forward ? limits.most : limits.least;
  const cubic = share < 0 && exists ? trial.step + share * (best.step - trial.step) : end;
  const secant = secantStep(trial, best);
  if (!closed) {
    return Math.max(limits.least, Math.min(limits.most, farther(cubic, secant, trial.step)));
  }
  const step = nearer(cubic, secant, trial.step);
  const edge = trial.step + SHRINKS_ENOUGH * (other.step - trial.step);
  return forward ? Math.min(edge, step) : Math.max(edge, step);
}

/** Case 4: lower, the same direction, not flatter. */
function stepFar({ best, other, closed }: Interval, trial: LinePoint, limits: Limits): number {
  if (!closed) return trial.step > best.step ? limits.most : limits.least;
  return trial.step + cubicMinimum(trial, other).share * (other.step - trial.step);
}

function turned(best: LinePoint, trial: LinePoint): boolean {
  return trial.slope * Math.sign(best.slope) < 0;
}

function nextStep(interval: Interval, trial: LinePoint, limits: Limits): number {
  const { best } = interval;
  if (trial.value > best.value) return stepBack(best, trial);
  if (turned(best, trial)) return stepBetween(best, trial);
  const flatter = Math.abs(trial.slope) < Math.abs(best.slope);
  return flatter ? stepOnward(interval, trial, limits) : stepFar(interval, trial, limits);
}

/** The ends are compared as `seen`: in the first stage a slanted line is taken off the function. */
function narrowed(
  interval: Interval,
  trial: LinePoint,
  seen: (point: LinePoint) => LinePoint,
): Interval {
  const best = seen(interval.best);
  const point = seen(trial);
  if (point.value > best.value) return { best: interval.best, other: trial, closed: true };
  if (turned(best, point)) return { best: trial, other: interval.best, closed: true };
  return { ...interval, best: trial };
}

function limitsOf({ best, other, closed }: Interval, step: number): Limits {
  if (closed) {
    return { least: Math.min(best.step, other.step), most: Math.max(best.step, other.step) };
  }
  const stride = step - best.step;
  return { least: step + SHORT_EXTENSION * stride, most: step + LONG_EXTENSION * stride };
}

/** Rounding, or an interval so narrow that no step in it is better than its best end. */
function isExhausted({ closed }: Interval, step: number, { least, most }: Limits): boolean {
  return closed && (step <= least || step >= most || most - least <= NARROW_ENOUGH * most);
}

/**
 * @param start    the value and slope at step 0; the slope must be negative
 * @param steps    the first step to try and the longest that is allowed
 * @param evaluate null ends the search
 * @returns the accepted point, or null where none was found, in 20 evaluations at most
 */
export async function lineSearch(
  start: LinePoint,
  steps: { readonly first: number; readonly longest: number },
  evaluate: (step: number) => Promise<LinePoint | null>,
): Promise<LinePoint | null> {
  const slant = SUFFICIENT_DECREASE * start.slope;
  const slanted = ({ step, value, slope }: LinePoint) => {
    return { step, value: value - step * slant, slope: slope - slant };
  };
  let interval: Interval = { best: start, other: start, closed: false };
  let limits: Limits = { least: 0, most: (1 + LONG_EXTENSION) * steps.first };
  let widths = [steps.longest, 2 * steps.longest] as const;
  let firstStage = true;
  let step = steps.first;
  for (let evaluation = 0; evaluation < MOST_EVALUATIONS; evaluation += 1) {
    const trial = await evaluate(step);
    if (trial === null) return null;
    const low = trial.value <= start.value + step * slant;
    const flat = Math.abs(trial.slope) <= -FLAT_ENOUGH * start.slope;
    const atEnd = step === steps.longest && low && trial.slope <= slant;
    if ((low && flat) || atEnd || isExhausted(interval, step, limits)) return trial;
    if (low && trial.slope >= slant) firstStage = false;
    const useSlant = firstStage && !low && trial.value <= interval.best.value;
    const seen = useSlant ? slanted : (point: LinePoint) => point;
    const { best, other, closed } = interval;
    step = nextStep({ best: seen(best), other: seen(other), closed }, seen(trial), limits);
    interval = narrowed(interval, trial, seen);
    if (interval.closed) {
      const width = Math.abs(interval.other.step - interval.best.step);
      if (width >= SHRINKS_ENOUGH * widths[1]) {
        step = interval.best.step + (interval.other.step - interval.best.step) / 2;
      }
      widths = [width, widths[0]];
    }
    limits = limitsOf(interval, step);
    step = Math.min(Math.max(step, 0), steps.longest);
    if (isExhausted(interval, step, limits)) step = interval.best.step;
    // The start itself is the best that was found: no step.
    if (step === 0) return null;
  }
  return null;
}
