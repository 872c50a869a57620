import type { Purpose } from "../numerics/threefry.ts";
import { runKernel } from "./backend.ts";
import type { Tensor } from "./tfjs.ts";

export interface RandomPlace {
  readonly purpose: Purpose;
  /** Which of the draws of one step: 0 to 255. */
  readonly layer: number;
  readonly shape: readonly number[];
}

/**
 * Uniform numbers in [0, 1) inside a program, the same bits on every engine and in both precisions.
 *
 * @random key (seed, purpose), counter (index, layer * 2^24 + step); 24 bits of a word each
 * @param given uint32: one step; one seed, or a seed for each part of the first axis
 */
export function uniformFloats(
  given: { readonly seed: Tensor; readonly step: Tensor },
  { purpose, layer, shape }: RandomPlace,
): Tensor {
  const attributes = { purpose, layer, shape };
  const [drawn] = runKernel("ThreefryUniform", [given.seed, given.step], attributes);
  if (drawn === undefined) throw new Error("a kernel has an output");
  return drawn;
}
