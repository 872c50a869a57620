import type { Value } from "../graph.ts";
import { uniformOf } from "./known.ts";
import { pass } from "./rewrite.ts";

const isSameArray = (a: Value, b: Value | undefined) =>
  a.type === b?.type && a.shape.join() === b.shape.join();

/** x 1, 1 x and x / 1 are x. Not x + 0: it makes 0 of -0. Nor x 0: it is NaN for some x. */
export const neutral = pass("neutral operands", ({ kernel, inputs: [a, b], outputs }, site) => {
  if (a === undefined || b === undefined) return null;
  const isProduct = kernel === "Multiply";
  if ((isProduct || kernel === "RealDiv") && isSameArray(a, outputs[0])) {
    if (uniformOf(b, site) === 1) return [a];
  }
  return isProduct && isSameArray(b, outputs[0]) && uniformOf(a, site) === 1 ? [b] : null;
});
