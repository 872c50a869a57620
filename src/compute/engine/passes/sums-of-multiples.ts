import { sizeOf, type Node, type Value } from "../graph.ts";
import { reducedAxes, type Reduction } from "../ops/reductions.ts";
import { isMovable } from "./factors.ts";
import { pass, type Site } from "./rewrite.ts";

/** What stays of the factor beside the sum; null where it differs along an axis that is added up. */
function besideSum(factor: Value, x: Value, axes: readonly number[]): readonly number[] | null {
  const added = x.shape.length - factor.shape.length;
  if (added < 0) return null;
  const along = (axis: number) => factor.shape[axis - added] ?? 1;
  if (axes.some((axis) => along(axis) !== 1)) return null;
  return factor.shape.filter((_, axis) => !axes.includes(axis + added));
}

/** The array and the smaller one that it is multiplied by, or divided by. */
function factorsOf({ kernel, inputs: [a, b], outputs: [y] }: Node): (readonly [Value, Value])[] {
  if (a === undefined || b === undefined) return [];
  const pairs = [[a, b] as const, ...(kernel === "Multiply" ? [[b, a] as const] : [])];
  return pairs.filter(([x, factor]) => {
    // Single numbers go the other way, to where fewest elements are (scales).
    return x.shape.join() === y?.shape.join() && sizeOf(factor.shape) > 1;
  });
}

/**
 * The sum of x c along axes on which c is the same is c times the sum of x, which is often there
 * already: of gradients behind a normalisation. Results differ by rounding, and where the sum of x or
 * that of c x, but not both, overflows, or c x is lost near 0. What is NaN or infinite in x or c gives no
 * finite number on either way, though it may be infinity on one and NaN on the other.
 */
export const sumsOfMultiples = pass("sums of multiples", ["Sum", "Mean"], (node, site: Site) => {
  const [product] = node.inputs;
  if (product?.type !== "float") return null;
  const maker = site.makerOf(product);
  if (maker?.kernel !== "Multiply" && maker?.kernel !== "RealDiv") return null;
  const attributes = node.attributes as Reduction;
  const { axes } = reducedAxes(product, attributes.axis);
  for (const [x, factor] of factorsOf(maker)) {
    const dropped = besideSum(factor, x, axes);
    if (dropped === null || !isMovable(factor, site)) continue;
    const shape = attributes.keepDims === true ? factor.shape : dropped;
    const sum = site.make(node.kernel, [x], attributes);
    const beside = site.make("Reshape", [factor], { shape });
    return [site.make(maker.kernel, [sum, beside])];
  }
  return null;
});
