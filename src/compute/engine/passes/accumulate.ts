import type { Node, Value } from "../graph.ts";
import type { Gemm } from "../ops/fused.ts";
import { broadcastShape } from "../ops/broadcast.ts";
import { pass, type Site } from "./rewrite.ts";

/** The product of two matrices that a value is, where nothing else needs it. */
function productIn(value: Value, site: Site): Node | null {
  const maker = site.makerOf(value);
  const isFree = maker?.kernel === "Gemm" && maker.inputs.length === 2 && site.usesOf(value) === 1;
  return isFree ? maker : null;
}

function fits(c: Value, product: Value): boolean {
  const shape = product.shape.join();
  return c.shape.length <= 2 && broadcastShape("Gemm", [c, product]).join() === shape;
}

/** A B + C and C - A B in one operation: biases, and updates W - rate A^T D. */
export const accumulate = pass("accumulate", ["Add", "Sub"], ({ kernel, inputs: [a, b] }, site) => {
  if (a === undefined || b === undefined) return null;
  const sign = kernel === "Sub" ? -1 : 1;
  for (const { product, c, signs } of [
    { product: b, c: a, signs: { alpha: sign, beta: 1 } },
    { product: a, c: b, signs: { alpha: 1, beta: sign } },
  ]) {
    const node = productIn(product, site);
    if (node === null || !fits(c, product)) continue;
    const attributes = node.attributes as Gemm;
    const factors = { alpha: attributes.alpha * signs.alpha, beta: signs.beta };
    return [site.make("Gemm", [...node.inputs, c], { ...attributes, ...factors })];
  }
  return null;
});
