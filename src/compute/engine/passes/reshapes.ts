import type { Node, Value } from "../graph.ts";
import { reducedAxes, type Reduction } from "../ops/reductions.ts";
import { pass, type Site } from "./rewrite.ts";

const REDUCTIONS = new Set(["Sum", "Mean", "Max", "Min"]);

/** A reduction that drops its axes, where all that is done with it is to put them back as 1. */
function kept(sum: Node, shape: readonly number[], site: Site): Value | null {
  const [x] = sum.inputs;
  const [made] = sum.outputs;
  if (!REDUCTIONS.has(sum.kernel) || x === undefined || made === undefined) return null;
  const attributes = sum.attributes as Reduction;
  if (attributes.keepDims === true || site.usesOf(made) > 1) return null;
  const { kept } = reducedAxes(x, attributes.axis ?? attributes.reductionIndices);
  if (kept.join() !== shape.join()) return null;
  return site.make(sum.kernel, [x], { ...attributes, keepDims: true });
}

/** The last of several reshapes is enough, one that changes nothing is none. */
export const reshapes = pass("reshapes", ({ kernel, inputs: [x], outputs: [y] }, site) => {
  if (kernel !== "Reshape" || x === undefined || y === undefined) return null;
  if (x.shape.join() === y.shape.join()) return [x];
  const before = site.makerOf(x);
  if (before === undefined) return null;
  const [origin] = before.inputs;
  if (before.kernel === "Reshape" && origin !== undefined) {
    return [site.make("Reshape", [origin], { shape: y.shape })];
  }
  const sum = kept(before, y.shape, site);
  return sum === null ? null : [sum];
});
