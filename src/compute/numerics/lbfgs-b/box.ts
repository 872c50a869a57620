/** A box with open sides allowed (-Infinity, Infinity), and what is asked of it. */
import { PlatformError } from "../../../domain/errors.ts";
import { requireLength } from "../vectors.ts";

export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A point of the box with the value and gradient of the function there. */
export interface Iterate {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

export function requireBox({ lower, upper }: Box, size: number): void {
  requireLength("the lower bounds", lower, size);
  requireLength("the upper bounds", upper, size);
  const bad = lower.findIndex((low, index) => !(low <= (upper[index] ?? NaN)));
  if (bad < 0) return;
  const message = `coordinate ${bad} has the bounds ${lower[bad] ?? NaN} and ${upper[bad] ?? NaN}`;
  throw new PlatformError("BAD_INPUT", message);
}

/** The nearest point of the box. */
export function project(point: Float64Array, { lower, upper }: Box): Float64Array {
  return point.map((value, index) =>
    Math.min(Math.max(value, lower[index] ?? -Infinity), upper[index] ?? Infinity),
  );
}

/** max_i |P(x - g) - x|: 0 exactly at the points that satisfy the first-order conditions. */
export function projectedGradientNorm({ x, gradient }: Iterate, { lower, upper }: Box): number {
  let largest = 0;
  for (let index = 0; index < x.length; index += 1) {
    const at = x[index] ?? 0;
    const slope = gradient[index] ?? 0;
    const room = slope < 0 ? at - (upper[index] ?? 0) : at - (lower[index] ?? 0);
    const move = slope < 0 ? Math.max(slope, room) : Math.min(slope, room);
    largest = Math.max(largest, Math.abs(move));
  }
  return largest;
}

/** The longest step t <= limit for which x + t d stays in the box. */
export function longestStep(
  x: Float64Array,
  direction: Float64Array,
  { lower, upper }: Box,
  limit: number,
): number {
  let longest = limit;
  for (let index = 0; index < x.length; index += 1) {
    const move = direction[index] ?? 0;
    if (move === 0) continue;
    const bound = (move < 0 ? lower[index] : upper[index]) ?? 0;
    longest = Math.min(longest, Math.max(0, (bound - (x[index] ?? 0)) / move));
  }
  return longest;
}
