import { sizeOf } from "../graph.ts";
import type { MatMul } from "../ops/matrix.ts";
import { pass } from "./rewrite.ts";

/** A stack of one product of matrices is that product: tfjs wraps every one in [1, m, n]. */
export const matrices = pass(
  "matrices",
  ["BatchMatMul"],
  ({ inputs: [a, b], attributes, outputs }, site) => {
    const [output] = outputs;
    if (a === undefined || b === undefined) return null;
    if ([a, b].some(({ shape }) => sizeOf(shape.slice(0, -2)) !== 1)) return null;
    const flat = [a, b].map((one) => site.make("Reshape", [one], { shape: one.shape.slice(-2) }));
    const { transposeA, transposeB } = attributes as MatMul;
    const product = site.make("Gemm", flat, { transposeA, transposeB, alpha: 1, beta: 1 });
    return [site.make("Reshape", [product], { shape: output?.shape ?? product.shape })];
  },
);
