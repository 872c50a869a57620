import { sizeOf, type Data, type Node, type Value } from "../graph.ts";
import { knownData } from "./known.ts";
import type { Site } from "./rewrite.ts";

/** The product of two factors up to this is a number of float32, and so is one over it. */
const FAR = 2 ** 60;

/** Whether numbers are neither so large or small that their product could be none, nor NaN. */
export function areModerate(numbers: Data): boolean {
  return numbers.every((one) => one === 0 || (Math.abs(one) <= FAR && Math.abs(one) >= 1 / FAR));
}

/**
 * Whether a factor may be multiplied earlier or later than the program does it. Those that are known only
 * when the program runs may: see `simplify` for what that can change.
 */
export function isMovable(factor: Value, site: Site): boolean {
  const numbers = knownData(factor, site);
  return numbers === undefined || areModerate(numbers);
}

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
