import { sizeOf, type Node, type Value } from "../graph.ts";
import { broadcastShape } from "../ops/broadcast.ts";
import { isMovable } from "./factors.ts";
import { pass, type Site } from "./rewrite.ts";

/** The ways in which a node multiplies an array by a smaller one that is repeated over it. */
function repeated(node: Node | undefined): { readonly array: Value; readonly factor: Value }[] {
  const [a, b] = node?.inputs ?? [];
  if (node?.kernel !== "Multiply" || a === undefined || b === undefined) return [];
  const shape = node.outputs[0]?.shape.join();
  return [
    { array: a, factor: b },
    { array: b, factor: a },
  ].filter(({ array, factor }) => {
    return array.shape.join() === shape && sizeOf(factor.shape) < sizeOf(array.shape);
  });
}

/** Whether the factors are arrays of several numbers: chains of numbers are another pass's. */
function isSmall([a, b]: readonly [Value, Value], array: Value): boolean {
  const size = sizeOf(broadcastShape("Multiply", [a, b]));
  return size > 1 && 2 * size <= sizeOf(array.shape);
}

/**
 * (x a) b is x (a b) for arrays a and b that are repeated over x: one pass over the large one. Results
 * differ by rounding, and where x a or a b, but not both, overflows or is lost near 0: in float32 beyond
 * 10^38 and below 10^-38. What is NaN or infinite in x, a or b gives no finite number on either way.
 */
export const smallFactors = pass("small factors", ["Multiply"], (node, site: Site) => {
  for (const outer of repeated(node)) {
    const [inner] = site.usesOf(outer.array) > 1 ? [] : repeated(site.makerOf(outer.array));
    if (inner === undefined || !isSmall([inner.factor, outer.factor], inner.array)) continue;
    if (![inner.factor, outer.factor].every((one) => isMovable(one, site))) continue;
    const factor = site.make("Multiply", [inner.factor, outer.factor]);
    return [site.make("Multiply", [inner.array, factor])];
  }
  return null;
});
