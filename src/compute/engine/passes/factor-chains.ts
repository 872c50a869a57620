import { sizeOf, type Node, type Value } from "../graph.ts";
import { isMovable, multiplied } from "./factors.ts";
import { pass, type Site } from "./rewrite.ts";

/** -(x s) is x (-s). */
function negated({ kernel, inputs: [x], outputs: [y] }: Node, site: Site): Value | null {
  const maker = kernel === "Neg" && x !== undefined ? site.makerOf(x) : undefined;
  const [inner] = maker === undefined ? [] : multiplied(maker);
  if (inner === undefined || x === undefined || site.usesOf(x) > 1) return null;
  const isKnown = site.dataOf(inner.factor) !== undefined;
  if (!isKnown && sizeOf(y?.shape ?? []) === 1) return null;
  return site.make("Multiply", [inner.array, site.make("Neg", [inner.factor])]);
}

/**
 * (x s) t is x (s t) for numbers s and t: one pass over the array, rounded once less often. Results
 * differ where x s or s t, but not both, overflows or is lost near 0, as with small factors.
 */
export const factorChains = pass("chains of factors", ["Neg", "Multiply"], (node, site) => {
  const negative = negated(node, site);
  if (negative !== null) return [negative];
  const [outer] = multiplied(node);
  if (outer === undefined) return null;
  const maker = site.makerOf(outer.array);
  const [inner] = maker === undefined ? [] : multiplied(maker);
  if (inner === undefined || site.usesOf(outer.array) > 1) return null;
  if (![inner, outer].every(({ factor }) => isMovable(factor, site))) return null;
  const areKnown = [inner, outer].every(({ factor }) => site.dataOf(factor) !== undefined);
  if (!areKnown && sizeOf(outer.array.shape) === 1) return null;
  const factor = site.make("Multiply", [inner.factor, outer.factor]);
  return [site.make("Multiply", [inner.array, factor])];
});
