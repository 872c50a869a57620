/**
 * Vertex ascent: the largest rise of a function on the box |z_i| <= b_i, by conditional gradient
 * with unit steps. Points are z = b .* u with u in {-1, 0, 1}; each step goes to the vertex that the
 * gradient points at, and the best point seen is kept. It has no step size, and every rise it
 * reports was reached at a point of the box: a lower bound of the maximum.
 *
 * @source spec keskar2017-large-batch, section 3.3:
 *         u <- sign(A^T grad f(x + A (b .* u))) with A = I, sign(0) = 0
 * @cost   for each start `steps` gradients and one evaluation more
 * @fails  a start or gradient of another length than the box throws BAD_INPUT
 */
import { PlatformError } from "../../domain/errors.ts";
import { requireLength } from "./vectors.ts";

/** f(x + z) - f(x), accurate where it is small (`meanRise`), and the gradient of f at x + z. */
export interface RiseAndGradient {
  readonly rise: number;
  readonly gradient: Float64Array;
}
export type RiseObjective = (
  displacement: Float64Array,
) => RiseAndGradient | Promise<RiseAndGradient>;

export interface VertexAscentOptions {
  /** Default 10. */
  readonly steps?: number;
  /** Where u begins, one search from each; default: one search from u = 0. */
  readonly starts?: readonly Float64Array[];
}

/**
 * - `RISE`: a point above the centre was found;
 * - `NO_RISE`: points of the box were tried and none lies above the centre;
 * - `NO_ASCENT_DIRECTION`: every search began where the gradient vanishes and saw nothing: this is
 *   no measurement, and random signs must be among the starts;
 * - `NOT_FINITE`: the function left the finite numbers at the last point tried.
 */
export type AscentState = "RISE" | "NO_RISE" | "NO_ASCENT_DIRECTION" | "NOT_FINITE";

export interface VertexAscent {
  readonly state: AscentState;
  /** The largest rise that was seen; NaN in the states that are no measurement. */
  readonly rise: number;
  /** The u where it was seen. */
  readonly signs: Float64Array;
  /** The rises along each search, its start first, in the order of the starts. */
  readonly paths: readonly (readonly number[])[];
}

interface Search {
  readonly path: readonly number[];
  readonly best: { readonly rise: number; readonly signs: Float64Array };
}

/** `evaluate` gives the rise at a u and the gradient with respect to u. */
async function searchFrom(
  start: Float64Array,
  steps: number,
  evaluate: (signs: Float64Array) => Promise<RiseAndGradient>,
): Promise<Search> {
  let signs = start;
  let point = await evaluate(signs);
  let best = { rise: point.rise, signs };
  const path = [point.rise];
  for (let step = 0; step < steps && Number.isFinite(point.rise); step += 1) {
    const next = point.gradient.map(Math.sign);
    // The same vertex again, and therefore for ever.
    if (next.every((sign, index) => sign === signs[index])) break;
    signs = next;
    point = await evaluate(signs);
    path.push(point.rise);
    if (point.rise > best.rise) best = { rise: point.rise, signs };
  }
  return { path, best };
}

function stateOf(searches: readonly Search[], rise: number): AscentState {
  if (searches.some(({ path }) => !path.every(Number.isFinite))) return "NOT_FINITE";
  if (rise > 0) return "RISE";
  const nothingTried = searches.every(
    ({ path, best }) => path.length === 1 && best.signs.every((sign) => sign === 0),
  );
  return nothingTried ? "NO_ASCENT_DIRECTION" : "NO_RISE";
}

function multiply(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, index) => value * (right[index] ?? 0));
}

/** @param halfWidths b, none negative; where one is 0, so is u */
export async function vertexAscent(
  objective: RiseObjective,
  halfWidths: Float64Array,
  options: VertexAscentOptions = {},
): Promise<VertexAscent> {
  const { steps = 10, starts = [new Float64Array(halfWidths.length)] } = options;
  const evaluate = async (signs: Float64Array) => {
    requireLength("a start of the vertex ascent", signs, halfWidths.length);
    const { rise, gradient } = await objective(multiply(signs, halfWidths));
    requireLength("the gradient of the vertex ascent", gradient, halfWidths.length);
    return { rise, gradient: multiply(gradient, halfWidths) };
  };
  const searches: Search[] = [];
  for (const start of starts) searches.push(await searchFrom(start, steps, evaluate));
  const [best] = searches.toSorted((left, right) => right.best.rise - left.best.rise);
  if (best === undefined) throw new PlatformError("BAD_INPUT", "a vertex ascent without a start");
  const state = stateOf(searches, best.best.rise);
  const measured = state === "RISE" || state === "NO_RISE";
  return {
    state,
    rise: measured ? best.best.rise : NaN,
    signs: best.best.signs,
    paths: searches.map(({ path }) => path),
  };
}
