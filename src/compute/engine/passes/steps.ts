import type { Value } from "../graph.ts";
import { localPass } from "./rewrite.ts";

/**
 * The slope of relu at x from relu(x), which is there already: the same for every x, NaN included,
 * and x itself need not be kept.
 */
export const steps = localPass("steps", ["Relu", "Step"], () => {
  const rectified = new Map<Value, Value>();
  return ({ kernel, inputs: [x], outputs: [y], attributes }, site) => {
    if (x === undefined || y === undefined) return null;
    if (kernel === "Relu" && x.type === "float") rectified.set(x, y);
    const positive = kernel === "Step" ? rectified.get(x) : undefined;
    const { alpha = 0 } = attributes as { alpha?: number };
    return positive === undefined || alpha !== 0 ? null : [site.make("ReluSlope", [positive])];
  };
});
