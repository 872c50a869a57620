/**
 * Minimises a function in a box by L-BFGS-B: the generalised Cauchy point of a limited-memory
 * quadratic model, its minimum over the free coordinates, and a line search towards it. A step whose
 * pair shows no positive curvature teaches nothing: where the function bends down everywhere, the
 * method is projected descent with a line search.
 *
 * @source    Byrd, Lu, Nocedal, Zhu 1995, "A limited memory algorithm for bound constrained
 *            optimization"; Zhu, Byrd, Lu, Nocedal 1997; version 3.0: Morales and Nocedal 2011
 * @precision follows SciPy 1.17's L-BFGS-B iterate by iterate until rounding tells them apart
 * @random    none
 * @cost      O(m^2 n) a step beside the function; 2 m vectors of length n in memory
 * @fails     bounds that cross or do not fit, a start that is not finite: BAD_INPUT
 */
import { PlatformError } from "../../domain/errors.ts";
import {
  longestStep,
  project,
  projectedGradientNorm,
  requireBox,
  type Box,
  type Iterate,
} from "./lbfgs-b/box.ts";
import { cauchyPoint } from "./lbfgs-b/cauchy-point.ts";
import { NO_CURVATURE, remember, type Curvature } from "./lbfgs-b/curvature.ts";
import { lineSearch, type LinePoint } from "./lbfgs-b/line-search.ts";
import { subspaceMinimum } from "./lbfgs-b/subspace-minimum.ts";
import { dot, norm, requireLength } from "./vectors.ts";

export interface ValueAndGradient {
  readonly value: number;
  readonly gradient: Float64Array;
}
export type Objective = (x: Float64Array) => ValueAndGradient | Promise<ValueAndGradient>;

export interface MinimizeOptions extends Box {
  /** Pairs that are remembered; default 10. */
  readonly memory?: number;
  readonly maxIterations: number;
  /** Of the function: converged where one step lowers it by at most ftol max(|f|, |f'|, 1). */
  readonly ftol: number;
  /** Of the gradient: converged where no entry of P(x - g) - x is larger. */
  readonly gtol: number;
  readonly maxEvaluations?: number;
}

/**
 * - `GRADIENT`, `VALUE`: converged in the sense of gtol, of ftol;
 * - `ITERATIONS`, `EVALUATIONS`: as many as were allowed;
 * - `STALLED`: no step along the projected gradient lowers the function: rounding, as a rule;
 * - `NOT_FINITE`: the function or its gradient was not finite at the last point tried.
 */
export type MinimizeStatus =
  "GRADIENT" | "VALUE" | "ITERATIONS" | "EVALUATIONS" | "STALLED" | "NOT_FINITE";

export interface BoxMinimum {
  /** The best point that was evaluated, and its value. */
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly evaluations: number;
  readonly status: MinimizeStatus;
}

/** Evaluates within the allowance and keeps the best; afterwards knows why it refused. */
function counted(objective: Objective, { maxEvaluations = Infinity }: MinimizeOptions) {
  let evaluations = 0;
  let best: Iterate | null = null;
  let refusal: MinimizeStatus | null = null;
  const evaluate = async (x: Float64Array): Promise<Iterate | null> => {
    if (evaluations >= maxEvaluations) {
      refusal = "EVALUATIONS";
      return null;
    }
    evaluations += 1;
    const { value, gradient } = await objective(x);
    requireLength("the gradient of the objective", gradient, x.length);
    if (!Number.isFinite(value) || !gradient.every(Number.isFinite)) {
      refusal = "NOT_FINITE";
      return null;
    }
    const iterate = { x, value, gradient: gradient.slice() };
    if (best === null || value < best.value) best = iterate;
    return iterate;
  };
  return { evaluate, evaluations: () => evaluations, best: () => best, refusal: () => refusal };
}

/** What the line search needs to know beside the model. */
interface Setting {
  readonly box: Box;
  /** Some coordinate has a bound; every coordinate has two. */
  readonly bounded: boolean;
  readonly boxed: boolean;
  readonly evaluate: (x: Float64Array) => Promise<Iterate | null>;
}

const LONGEST_STEP = 1e10;

/** The next iterate, or null where the model's direction gives none. */
async function step(
  from: Iterate,
  curvature: Curvature,
  isFirst: boolean,
  { box, bounded, boxed, evaluate }: Setting,
): Promise<Iterate | null> {
  const aim = subspaceMinimum(from, box, curvature, cauchyPoint(from, box, curvature));
  const direction = aim.map((value, index) => value - (from.x[index] ?? 0));
  const slope = dot(from.gradient, direction);
  // Not below 0 where rounding has spoilt the model; NaN where its small system is singular.
  if (!(slope < 0)) return null;
  const limit = bounded ? longestStep(from.x, direction, box, LONGEST_STEP) : LONGEST_STEP;
  const longest = bounded && isFirst ? 1 : limit;
  const first = Math.min(longest, isFirst && !boxed ? 1 / norm(direction) : 1);
  let reached: Iterate | null = null;
  const along = async (length: number): Promise<LinePoint | null> => {
    const x = direction.map((move, index) => (from.x[index] ?? 0) + length * move);
    reached = await evaluate(length === 1 ? aim : project(x, box));
    if (reached === null) return null;
    return { step: length, value: reached.value, slope: dot(reached.gradient, direction) };
  };
  const start = { step: 0, value: from.value, slope };
  const accepted = await lineSearch(start, { first, longest }, along);
  return accepted === null ? null : reached;
}

/** What a step has taught: nothing where the gradient did not grow along it. */
function learn(known: Curvature, from: Iterate, to: Iterate, memory: number): Curvature {
  const moved = to.x.map((value, index) => value - (from.x[index] ?? 0));
  const change = to.gradient.map((value, index) => value - (from.gradient[index] ?? 0));
  if (!(dot(moved, change) > -Number.EPSILON * dot(from.gradient, moved))) return known;
  return remember(known, { step: moved, change }, memory);
}

function isBounded({ lower, upper }: Box): Pick<Setting, "bounded" | "boxed"> {
  const finite = [lower, upper].map((side) =>
    side.reduce((n, one) => n + +Number.isFinite(one), 0),
  );
  return {
    bounded: finite.some((count) => count > 0),
    boxed: finite.every((count) => count === lower.length),
  };
}

/**
 * @param start is projected into the box
 * @example minimizeInBox(f, start, { lower, upper, maxIterations: 10, ftol: 0, gtol: 0 })
 */
export async function minimizeInBox(
  objective: Objective,
  start: Float64Array,
  options: MinimizeOptions,
): Promise<BoxMinimum> {
  const { memory = 10, maxIterations, ftol, gtol } = options;
  requireBox(options, start.length);
  if (!(Number.isInteger(memory) && memory > 0)) {
    throw new PlatformError("BAD_INPUT", `L-BFGS-B remembers at least one pair, not ${memory}`);
  }
  if (!start.every(Number.isFinite)) {
    throw new PlatformError("BAD_INPUT", "the start of a minimisation is not finite");
  }
  const { evaluate, evaluations, best, refusal } = counted(objective, options);
  const setting = { box: options, evaluate, ...isBounded(options) };
  const origin = project(start, options);
  const end = (status: MinimizeStatus, iterations: number): BoxMinimum => {
    const { x, value } = best() ?? { x: origin, value: NaN };
    return { x, value, iterations, evaluations: evaluations(), status };
  };
  let at = await evaluate(origin);
  if (at === null) return end(refusal() ?? "NOT_FINITE", 0);
  let curvature = NO_CURVATURE;
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    if (projectedGradientNorm(at, options) <= gtol) return end("GRADIENT", iteration);
    let next = await step(at, curvature, iteration === 0, setting);
    if (next === null && refusal() === null && curvature.columns.length > 0) {
      // The model misled: forget it and follow the gradient.
      curvature = NO_CURVATURE;
      next = await step(at, curvature, iteration === 0, setting);
    }
    if (next === null) return end(refusal() ?? "STALLED", iteration);
    const largest = Math.max(Math.abs(at.value), Math.abs(next.value), 1);
    const converged = at.value - next.value <= ftol * largest;
    curvature = learn(curvature, at, next, memory);
    at = next;
    if (converged) return end("VALUE", iteration + 1);
  }
  return end(projectedGradientNorm(at, options) <= gtol ? "GRADIENT" : "ITERATIONS", maxIterations);
}
