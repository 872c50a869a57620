/** Arrays by name as one vector, one after the other in the order of their specs, and back. */
import { PlatformError } from "../../domain/errors.ts";
import type { HostArrays } from "./engines/engine.ts";
import { sizeOf } from "./graph.ts";
import type { Tensors, TraceTf } from "./program.ts";
import type { Tensor } from "./tfjs.ts";

/** Whatever else a spec says. */
export type Shapes = Readonly<Record<string, { readonly shape: readonly number[] }>>;

/** How many numbers all arrays hold. */
export function flatSize(specs: Shapes): number {
  return Object.values(specs).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** @throws PlatformError BAD_INPUT for an array that is missing or of another size */
export function flatten(specs: Shapes, arrays: HostArrays): Float64Array {
  const flat = new Float64Array(flatSize(specs));
  let start = 0;
  for (const [name, { shape }] of Object.entries(specs)) {
    const data = arrays[name];
    if (data?.length !== sizeOf(shape)) {
      const told = `array ${name} has ${data?.length ?? "no"} elements, not ${sizeOf(shape)}`;
      throw new PlatformError("BAD_INPUT", told, { path: [name] });
    }
    flat.set(data, start);
    start += data.length;
  }
  return flat;
}

/**
 * The arrays of a vector, without a copy.
 *
 * @throws PlatformError BAD_INPUT for a vector of another length
 */
export function unflatten<T extends Float32Array | Float64Array>(
  specs: Shapes,
  flat: T,
): Record<string, T> {
  const size = flatSize(specs);
  if (flat.length !== size) {
    const told = `a vector of ${flat.length} numbers does not hold arrays of ${size}`;
    throw new PlatformError("BAD_INPUT", told);
  }
  let start = 0;
  const entries = Object.entries(specs).map(([name, { shape }]) => {
    start += sizeOf(shape);
    return [name, flat.subarray(start - sizeOf(shape), start)];
  });
  return Object.fromEntries(entries) as Record<string, T>;
}

/** `unflatten` inside a program. */
export function unflattenTensor(tf: TraceTf, specs: Shapes, flat: Tensor): Tensors {
  let start = 0;
  const entries = Object.entries(specs).map(([name, { shape }]) => {
    const part = tf.slice(flat, [start], [sizeOf(shape)]);
    start += sizeOf(shape);
    return [name, tf.reshape(part, [...shape])];
  });
  return Object.fromEntries(entries) as Tensors;
}
