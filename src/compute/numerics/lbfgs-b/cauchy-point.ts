/**
 * The generalised Cauchy point: the first local minimum of the quadratic model along the path
 * P(x - t g), which bends wherever a coordinate reaches its bound.
 *
 * @source Byrd, Lu, Nocedal, Zhu 1995, algorithm CP
 * @cost   O(n) and O(m^2) for each bound that is reached, m pairs
 */
import { addScaled, dot } from "../vectors.ts";
import type { Box, Iterate } from "./box.ts";
import { rowOfColumns, timesColumns, timesMiddle, type Curvature } from "./curvature.ts";
import { smallestFirst } from "./smallest-first.ts";

export interface CauchyPoint {
  readonly point: Float64Array;
  /** W'(point - x), a by-product that the subspace minimisation needs. */
  readonly projected: Float64Array;
}

/** When each coordinate reaches its bound: 0 where it cannot move at all. */
function breakTimes({ x, gradient }: Iterate, { lower, upper }: Box): Float64Array {
  return gradient.map((slope, index) => {
    if (slope === 0) return Infinity;
    const bound = (slope < 0 ? upper[index] : lower[index]) ?? 0;
    return ((x[index] ?? 0) - bound) / slope;
  });
}

function indicesOfTurns(times: Float64Array): Uint32Array {
  const count = times.reduce((sum, time) => sum + (time > 0 && time < Infinity ? 1 : 0), 0);
  const indices = new Uint32Array(count);
  let next = 0;
  times.forEach((time, index) => {
    if (time > 0 && time < Infinity) indices[next++] = index;
  });
  return indices;
}

export function cauchyPoint(iterate: Iterate, box: Box, curvature: Curvature): CauchyPoint {
  const { x, gradient } = iterate;
  const { theta } = curvature;
  const times = breakTimes(iterate, box);
  const direction = gradient.map((slope, index) => ((times[index] ?? 0) > 0 ? -slope : 0));
  const turns = smallestFirst(indicesOfTurns(times), times);
  const point = x.slice();
  const along = timesColumns(curvature, direction);
  const projected = new Float64Array(along.length);
  let moving = direction.reduce((count, move) => count + (move === 0 ? 0 : 1), 0);
  let slope = -dot(direction, direction);
  let bend = -theta * slope - dot(along, timesMiddle(curvature, along));
  // Rounding must not make the model concave.
  const leastBend = Number.EPSILON * bend;
  let time = 0;
  let rest = -slope / bend;
  while (moving > 0 && turns.key() - time <= rest) {
    const step = turns.key() - time;
    time = turns.key();
    const index = turns.take();
    const pull = gradient[index] ?? 0;
    const bound = (pull < 0 ? box.upper[index] : box.lower[index]) ?? 0;
    const row = rowOfColumns(curvature, index);
    point[index] = bound;
    direction[index] = 0;
    moving -= 1;
    addScaled(projected, step, along);
    const weighted = timesMiddle(curvature, row);
    const moved = bound - (x[index] ?? 0);
    slope += step * bend + pull ** 2 + pull * (theta * moved - dot(weighted, projected));
    bend -= theta * pull ** 2 + pull * (2 * dot(weighted, along) + pull * dot(weighted, row));
    bend = Math.max(bend, leastBend);
    addScaled(along, pull, row);
    rest = -slope / bend;
  }
  const last = moving > 0 ? Math.max(0, rest) : 0;
  addScaled(projected, last, along);
  direction.forEach((move, index) => {
    if (move !== 0) point[index] = (x[index] ?? 0) + (time + last) * move;
  });
  return { point, projected };
}
