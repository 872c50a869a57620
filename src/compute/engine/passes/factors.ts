import { sizeOf, type Node, type Value } from "../graph.ts";

/** A product of an array and one number. */
export interface Multiplied {
  readonly array: Value;
  readonly factor: Value;
}

/** The ways in which a node multiplies an array by a single number; none where it does not. */
export function multiplied({ kernel, inputs: [a, b], outputs: [y] }: Node): Multiplied[] {
  if (kernel !== "Multiply" || a === undefined || b === undefined) return [];
  const isNumber = (value: Value, other: Value) =>
    value.type === "float" && sizeOf(value.shape) === 1 && other.shape.join() === y?.shape.join();
  return [
    ...(isNumber(b, a) ? [{ array: a, factor: b }] : []),
    ...(isNumber(a, b) ? [{ array: b, factor: a }] : []),
  ];
}
