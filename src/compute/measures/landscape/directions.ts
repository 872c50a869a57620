/** Rises along directions that nothing maximises: companions of the sharpness, never its judge. */
import { sizeOf } from "../../engine/graph.ts";
import type { InputSpecs } from "../../engine/program.ts";
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import type { Landscape } from "./landscape.ts";

/** Streams of the purpose "noise", apart from those of random signs (numbered from 0). */
const FILTER_STREAM = 1_000_000;

/**
 * A Gaussian direction in which every column of a weight matrix (the weights into one unit) has the
 * norm of that column of the network, and which leaves everything else where it is.
 */
function filterNormalisedDirection(
  specs: InputSpecs,
  point: Float64Array,
  random: RandomStream,
): Float64Array {
  const direction = new Float64Array(point.length);
  let start = 0;
  for (const { shape } of Object.values(specs)) {
    const size = sizeOf(shape);
    const columns = shape.at(-1) ?? 1;
    for (let column = 0; column < columns && shape.length > 1; column += 1) {
      let ofWeights = 0;
      let ofNoise = 0;
      for (let index = start + column; index < start + size; index += columns) {
        const noise = random.normal();
        direction[index] = noise;
        ofNoise += noise ** 2;
        ofWeights += (point[index] ?? 0) ** 2;
      }
      const factor = Math.sqrt(ofWeights / ofNoise);
      for (let index = start + column; index < start + size; index += columns) {
        direction[index] = factor * (direction[index] ?? 0);
      }
    }
    start += size;
  }
  return direction;
}

/**
 * Mean of f(x + radius d) - f(x) over filter-normalised directions d.
 *
 * @source spec keskar2017-large-batch, section 3.5; Li et al. 2018, arXiv 1712.09913
 */
export async function filterNormalisedRise(
  landscape: Landscape,
  specs: InputSpecs,
  options: { readonly radius: number; readonly directions: number; readonly seed: number },
): Promise<number> {
  const { radius, directions, seed } = options;
  let sum = 0;
  for (let index = 0; index < directions; index += 1) {
    const random = new RandomStream(seed, PURPOSES.noise, FILTER_STREAM + index);
    const direction = filterNormalisedDirection(specs, landscape.point, random);
    sum += await landscape.riseOf(direction.map((one) => radius * one));
  }
  return sum / directions;
}
