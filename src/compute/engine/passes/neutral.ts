import type { Value } from "../graph.ts";
import { uniformOf } from "./known.ts";
import { pass } from "./rewrite.ts";

const isSameArray = (a: Value, b: Value | undefined) =>
  a.type === b?.type && a.shape.join() === b.shape.join();

/** x 1, 1 x and x / 1 are x. Not x + 0: it makes 0 of -0. Nor x 0: it is NaN for some x. */
export const neutral = pass(
  "neutral operands",
  ["Multiply", "RealDiv"],
  ({ kernel, inputs: [a, b], outputs: [y] }, site) => {
    if (a === undefined || b === undefined) return null;
    if (isSameArray(a, y) && uniformOf(b, site) === 1) return [a];
    const isProduct = kernel === "Multiply";
    return isProduct && isSameArray(b, y) && uniformOf(a, site) === 1 ? [b] : null;
  },
);
