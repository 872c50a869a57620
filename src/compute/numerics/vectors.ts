/** What the iterative methods do to long vectors; each makes one pass and no hidden copy. */
import { PlatformError } from "../../domain/errors.ts";

/** Four sums side by side: an addition need not wait for the one before it. */
export function dot(left: Float64Array, right: Float64Array): number {
  const whole = left.length - (left.length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let index = 0; index < whole; index += 4) {
    a += (left[index] ?? 0) * (right[index] ?? 0);
    b += (left[index + 1] ?? 0) * (right[index + 1] ?? 0);
    c += (left[index + 2] ?? 0) * (right[index + 2] ?? 0);
    d += (left[index + 3] ?? 0) * (right[index + 3] ?? 0);
  }
  for (let index = whole; index < left.length; index += 1) {
    a += (left[index] ?? 0) * (right[index] ?? 0);
  }
  return a + b + (c + d);
}

export function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}

/** target += factor * vector, in place. */
export function addScaled(target: Float64Array, factor: number, vector: Float64Array): void {
  for (let index = 0; index < target.length; index += 1) {
    target[index] = (target[index] ?? 0) + factor * (vector[index] ?? 0);
  }
}

export function scaled(vector: Float64Array, factor: number): Float64Array {
  return vector.map((value) => factor * value);
}

/** @fails another length throws BAD_INPUT with both lengths */
export function requireLength(what: string, vector: { length: number }, length: number): void {
  if (vector.length === length) return;
  throw new PlatformError("BAD_INPUT", `${what} has ${vector.length} numbers, not ${length}`);
}
