/**
 * Threefry-2x32 with 20 rounds: a counter-based generator, so that any number of a stream can be
 * computed by itself and a stranger can repeat it (JAX's default generator is the same function).
 *
 * @source    Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"
 * @precision exact; held to the three published vectors in tests/reference
 * @random    key = (seed, purpose), counter = (index, stream); the two words of a counter value are
 *            used in order, then the index grows by one (modulo 2^32)
 * @cost      about 5 ns a word
 */

/** What random numbers are for: the second word of the key, so that uses never share a stream. */
export const PURPOSES = {
  initialization: 0,
  order: 1,
  noise: 2,
  dropout: 3,
  exactWeights: 4,
  data: 5,
  statistics: 6,
} as const;
export type Purpose = (typeof PURPOSES)[keyof typeof PURPOSES];

const PARITY = 0x1bd11bda;
const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;
const GROUPS_OF_FOUR_ROUNDS = 5;

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/**
 * The block function: two words of key and two of counter give two random words, all uint32.
 *
 * @example threefry([0, 0], [0, 0]) // [0x6b200159, 0x99ba4efe]
 */
export function threefry(
  key: readonly [number, number],
  counter: readonly [number, number],
): [number, number] {
  const keys = [key[0], key[1], PARITY ^ key[0] ^ key[1]] as const;
  const keyWord = (index: number) => keys[(index % 3) as 0 | 1 | 2];
  let first = (counter[0] + keys[0]) | 0;
  let second = (counter[1] + keys[1]) | 0;
  for (let group = 0; group < GROUPS_OF_FOUR_ROUNDS; group += 1) {
    for (const bits of ROTATIONS[(group % 2) as 0 | 1]) {
      first = (first + second) | 0;
      second = rotateLeft(second, bits) ^ first;
    }
    first = (first + keyWord(group + 1)) | 0;
    second = (second + keyWord(group + 2) + group + 1) | 0;
  }
  return [first >>> 0, second >>> 0];
}

/** One stream of random numbers, read in order. */
export class RandomStream {
  readonly #key: readonly [number, number];
  readonly #stream: number;
  #index = 0;
  #waiting: number | null = null;

  /**
   * @param seed   non-negative; taken modulo 2^32
   * @param stream a layer, step or arm number that the caller states
   */
  constructor(seed: number, purpose: Purpose, stream: number) {
    this.#key = [seed >>> 0, purpose];
    this.#stream = stream >>> 0;
  }

  /** The next uint32. */
  word(): number {
    if (this.#waiting !== null) {
      const word = this.#waiting;
      this.#waiting = null;
      return word;
    }
    const [first, second] = threefry(this.#key, [this.#index, this.#stream]);
    this.#index = (this.#index + 1) >>> 0;
    this.#waiting = second;
    return first;
  }

  /** Uniform in [0, 1) with 24 bits: every value is a float32. */
  uniformFloat32(): number {
    return (this.word() >>> 8) / 2 ** 24;
  }

  /** Uniform in [0, 1) with 53 bits: 27 of one word, then 26 of the next. */
  uniformFloat64(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** Standard normal, by Box-Muller on two float64 uniforms (the first as 1 - u, never 0). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniformFloat64()));
    return radius * Math.cos(2 * Math.PI * this.uniformFloat64());
  }

  /**
   * Uniform in 0 .. limit - 1: words masked to the bits of the limit, rejected until smaller.
   *
   * @param limit an integer from 1 to 2^32 - 1
   */
  below(limit: number): number {
    const mask = 0xffffffff >>> Math.clz32(limit);
    for (;;) {
      const word = (this.word() & mask) >>> 0;
      if (word < limit) return word;
    }
  }

  /** A permutation of 0 .. length - 1 by Fisher-Yates from the end. */
  permutation(length: number): Int32Array {
    const order = Int32Array.from({ length }, (_, index) => index);
    for (let last = length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      const moved = order[last] ?? 0;
      order[last] = order[other] ?? 0;
      order[other] = moved;
    }
    return order;
  }
}
