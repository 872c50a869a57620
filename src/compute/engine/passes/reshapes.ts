import type { Node, Value } from "../graph.ts";
import { reducedAxes, type Reduction } from "../ops/reductions.ts";
import { pass, type Site } from "./rewrite.ts";

const REDUCTIONS = new Set(["Sum", "Mean", "Max", "Min"]);

/** A reduction whose axes are put back as 1, or taken away, right after it: it can do so itself. */
function reduced(sum: Node, shape: readonly number[], site: Site): Value | null {
  const [x] = sum.inputs;
  const [made] = sum.outputs;
  if (!REDUCTIONS.has(sum.kernel) || x === undefined || made === undefined) return null;
  if (site.usesOf(made) > 1) return null;
  const attributes = sum.attributes as Reduction;
  const { kept, dropped } = reducedAxes(x, attributes.axis ?? attributes.reductionIndices);
  const isKept = kept.join() === shape.join();
  if (!isKept && dropped.join() !== shape.join()) return null;
  return site.make(sum.kernel, [x], { ...attributes, keepDims: isKept });
}

/** The last of several reshapes is enough, one that changes nothing is none. */
export const reshapes = pass("reshapes", ["Reshape"], ({ inputs: [x], outputs: [y] }, site) => {
  if (x === undefined || y === undefined) return null;
  if (x.shape.join() === y.shape.join()) return [x];
  const before = site.makerOf(x);
  if (before === undefined) return null;
  const [origin] = before.inputs;
  if (before.kernel === "Reshape" && origin !== undefined) {
    return [site.make("Reshape", [origin], { shape: y.shape })];
  }
  const sum = reduced(before, y.shape, site);
  return sum === null ? null : [sum];
});
