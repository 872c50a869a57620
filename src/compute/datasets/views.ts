import { PlatformError } from "../../domain/errors.ts";
import { PURPOSES, RandomStream } from "../numerics/threefry.ts";
import type { Samples } from "./dataset.ts";

/**
 * A subset without replacement: the first `size` entries of a permutation of 0 .. n - 1 drawn by
 * the stream (seed, purpose 5 = data, stream 0), in the order of the permutation. The classes are
 * as frequent as chance makes them.
 *
 * @throws PlatformError BAD_CLAIM when there are fewer than `size` to choose from
 */
export function selection(seed: number, size: number, n: number): Int32Array {
  if (!(size >= 0 && size <= n)) {
    throw new PlatformError("BAD_CLAIM", `a selection of ${size} from ${n} cannot be drawn`);
  }
  return new RandomStream(seed, PURPOSES.data, 0).permutation(n).subarray(0, size);
}

/** The samples at these positions, in their order; the bytes are copied. */
export function take({ images, labels }: Samples, positions: ArrayLike<number>): Samples {
  const pixels = images.length / labels.length;
  const taken = {
    images: new Uint8Array(positions.length * pixels),
    labels: new Uint8Array(positions.length),
  };
  for (let at = 0; at < positions.length; at += 1) {
    const from = positions[at] ?? -1;
    const label = labels[from];
    if (label === undefined) {
      throw new PlatformError("BAD_CLAIM", `there is no sample ${from} of ${labels.length}`);
    }
    taken.labels[at] = label;
    taken.images.set(images.subarray(from * pixels, (from + 1) * pixels), at * pixels);
  }
  return taken;
}

/** Bytes to [0, 1]: the float32 nearest to v / 255. */
export function scaleToUnit(bytes: Uint8Array): Float32Array {
  const scaled = new Float32Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) scaled[at] = (bytes[at] ?? 0) / 255;
  return scaled;
}

function pairAt(images: Uint8Array, at: number): number {
  return (images[at] ?? 0) + (images[at + 1] ?? 0);
}

/**
 * Averages over blocks of 2 x 2 pixels, in [0, 1]: 28 x 28 becomes 14 x 14. Each value is the
 * whole sum of four bytes divided by 1020 in float64, rounded once to float32, so it is the same
 * on every machine.
 *
 * @param images n x height x width, one channel
 * @param shape  height and width, both even
 * @returns n x height / 2 x width / 2
 * @throws PlatformError BAD_CLAIM when the shape is odd or does not divide the images
 */
export function averagePool2x2(
  images: Uint8Array,
  [height, width]: readonly [number, number, ...number[]],
): Float32Array {
  const rows = images.length / width;
  if (height % 2 !== 0 || width % 2 !== 0 || rows % height !== 0) {
    const told = `${images.length} pixels are no images of ${height} x ${width} in 2 x 2 blocks`;
    throw new PlatformError("BAD_CLAIM", told);
  }
  const pooled = new Float32Array(images.length / 4);
  let at = 0;
  for (let row = 0; row < rows; row += 2) {
    for (let column = 0; column < width; column += 2) {
      const top = row * width + column;
      const sum = pairAt(images, top) + pairAt(images, top + width);
      pooled[at] = sum / 1020;
      at += 1;
    }
  }
  return pooled;
}
