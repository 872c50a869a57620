/**
 * Random vectors of +1 and -1: starts of the vertex ascent, probes of traces and densities.
 *
 * @random Threefry with purpose `noise`: the words of the stream in order, bits from the lowest,
 *         a set bit is +1
 */
import { PURPOSES, RandomStream } from "./threefry.ts";

const BITS_OF_WORD = 32;

/** @param stream the number of the start or probe, so that none shares its signs with another */
export function randomSigns(seed: number, stream: number, size: number): Float64Array {
  const random = new RandomStream(seed, PURPOSES.noise, stream);
  let word = 0;
  return new Float64Array(size).map((_, index) => {
    if (index % BITS_OF_WORD === 0) word = random.word();
    return (word >>> (index % BITS_OF_WORD)) & 1 ? 1 : -1;
  });
}
