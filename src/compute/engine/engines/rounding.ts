/**
 * How much rounding matters: numbers that are one rounding off, and what becomes of them.
 *
 * @random signs of numerics/random-signs.ts, seed 0
 */
import { randomSigns } from "../../numerics/random-signs.ts";
import type { HostData } from "./engine.ts";

/** The distance from 1 to the next number. */
const EPSILON = { float32: 2 ** -23, float64: 2 ** -52 } as const;

/**
 * Numbers that differ from the given ones by about one rounding each, up or down at random. Whole
 * numbers stay what they are: labels, masks and counts are not rounded. So does all that is so large
 * that it is whole: 2^23 and more in float32, 2^52 in float64.
 *
 * @param stream of the signs, so that no two arrays move alike
 */
export function movedByRounding<Floats extends Float32Array | Float64Array>(
  data: Floats,
  stream: number,
): Floats {
  const epsilon = data instanceof Float32Array ? EPSILON.float32 : EPSILON.float64;
  const signs = randomSigns(0, stream, data.length);
  const moved = data.slice() as Floats;
  for (const [index, sign] of signs.entries()) {
    const value = moved[index] ?? 0;
    if (!Number.isInteger(value)) moved[index] = value * (1 + sign * epsilon);
  }
  return moved;
}

/** Of two arrays of one length; Infinity where only one of them is finite. */
function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < one.length; index += 1) {
    const left = one[index] ?? NaN;
    const right = other[index] ?? NaN;
    if (Object.is(left, right)) continue;
    const difference = Math.abs(left - right);
    largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
  }
  return largest;
}

/** One rounding of the largest finite number; none of integers. */
function oneRounding(data: HostData): number {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return 0;
  let largest = 0;
  for (const value of data) {
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  }
  return largest * (data instanceof Float32Array ? EPSILON.float32 : EPSILON.float64);
}

/** How far numbers moved, and one rounding at least; Infinity where only one of two is finite. */
export function spreadOf(data: HostData, moved: HostData): number {
  return Math.max(largestDifference(data, moved), oneRounding(data));
}
