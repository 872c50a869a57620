/** MNIST in 7 x 7: what a network of four thousand parameters learns in a twentieth of a second. */
import { mnist, selection, type Split } from "../../../src/compute/datasets/index.ts";
import type { Examples } from "../../../src/compute/training/index.ts";

const SIDE = 28;
const BLOCK = 4;
const COARSE = SIDE / BLOCK;
export const PIXELS = COARSE ** 2;
/** Training images are drawn from the first of them: a permutation of all takes longer than a training. */
const POOL = 10_000;

/** Means over blocks of 4 x 4 pixels, in [0, 1]. */
function coarse(images: Uint8Array): Float32Array {
  const means = new Float32Array(images.length / BLOCK ** 2);
  for (const [at, byte] of images.entries()) {
    const [row, column] = [Math.floor(at / SIDE), at % SIDE];
    const block = Math.floor(row / BLOCK) * COARSE + Math.floor(column / BLOCK);
    means[block] = (means[block] ?? 0) + byte / (255 * BLOCK ** 2);
  }
  return means;
}

const loaded = new Map<Split, Examples>();

function allOf(split: Split): Examples {
  const known = loaded.get(split);
  if (known !== undefined) return known;
  const { images, labels } = mnist.load(split, []);
  const all = {
    inputs: coarse(images.subarray(0, POOL * SIDE ** 2)),
    targets: Int32Array.from(labels.subarray(0, POOL)),
  };
  loaded.set(split, all);
  return all;
}

/** All 10,000 test images. */
export const testDigits = (): Examples => allOf("test");

/** @random which of the first 10,000 training images: as for the real claims, from purpose 5 */
export function trainingDigits(seed: number, count: number): Examples {
  const { inputs, targets } = allOf("train");
  const drawn = [...selection(seed, count, POOL)];
  const chosen = new Float32Array(count * PIXELS);
  for (const [at, from] of drawn.entries()) {
    chosen.set(inputs.subarray(from * PIXELS, (from + 1) * PIXELS), at * PIXELS);
  }
  return { inputs: chosen, targets: Int32Array.from(drawn, (from) => targets[from] ?? NaN) };
}
