import type { Precision } from "../../../domain/engine-name.ts";
import type { Value } from "../graph.ts";
import { isKept, type Gemm } from "../ops/fused.ts";
import { areModerate, isMovable, multiplied } from "./factors.ts";
import { pass, type LocalPass, type Site } from "./rewrite.ts";

/** A known number times an array, as the two. */
function scaled(value: Value, site: Site): { array: Value; factor: number } | null {
  const maker = site.makerOf(value);
  for (const { array, factor } of maker === undefined ? [] : multiplied(maker)) {
    const [number] = site.dataOf(factor) ?? [];
    if (number !== undefined && isMovable(factor, site)) return { array, factor: number };
  }
  return null;
}

/**
 * (s A) B is s (A B): a product takes a known factor for nothing. ONNX keeps it in float32, so that
 * in float64 only factors qualify that are the same there.
 */
export function gemmFactors(precision: Precision): LocalPass {
  return pass("factors of products", ["Gemm"], ({ inputs, attributes }, site) => {
    const gemm = attributes as Gemm;
    for (const [index, input] of inputs.slice(0, 2).entries()) {
      const found = scaled(input, site);
      if (found === null) continue;
      // Several moderate factors together need not be one.
      const alpha = found.factor * gemm.alpha;
      if (!isKept(alpha, precision) || !areModerate(Float64Array.of(alpha))) continue;
      return [site.make("Gemm", inputs.with(index, found.array), { ...gemm, alpha })];
    }
    return null;
  });
}
