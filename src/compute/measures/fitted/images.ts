/** The images that a recipe asks for, as a network takes them. */
import { averagePool2x2, mnist, scaleToUnit, selection, take } from "../../datasets/index.ts";
import type { DataFolders, Samples, Split } from "../../datasets/index.ts";
import type { Examples } from "../../training/index.ts";
import type { DataRecipe } from "./recipe.ts";

/** Averaged images of a whole split: every seed of a process takes its own from them. */
const averaged = new Map<string, Float32Array>();

function pixelsOf(samples: Samples, { side }: DataRecipe): Float32Array {
  return side === 28 ? scaleToUnit(samples.images) : averagePool2x2(samples.images, [28, 28]);
}

/**
 * Training images drawn by the seed, or all test images, values in [0, 1].
 *
 * @random which training images: stream (seed, purpose 5 = data, stream 0)
 */
export function imagesOf(
  recipe: DataRecipe,
  { split, seed, folders }: { split: Split; seed: number; folders: DataFolders },
): Examples {
  const all = mnist.load(split, folders);
  if (split === "train" && recipe.train !== undefined) {
    const samples = take(all, selection(seed, recipe.train, all.labels.length));
    return { inputs: pixelsOf(samples, recipe), targets: Int32Array.from(samples.labels) };
  }
  const key = `${split} ${recipe.side}`;
  const inputs = averaged.get(key) ?? pixelsOf(all, recipe);
  averaged.set(key, inputs);
  return { inputs, targets: Int32Array.from(all.labels) };
}
