import { describe, expect, it } from "vitest";
import { PURPOSES, RandomStream, threefry } from "../../src/compute/numerics/threefry.ts";

const hexadecimal = (words: readonly number[]) =>
  words.map((word) => word.toString(16).padStart(8, "0")).join(" ");

describe("Threefry-2x32-20", () => {
  it.each([
    { key: [0, 0], counter: [0, 0], words: "6b200159 99ba4efe" },
    {
      key: [0xffffffff, 0xffffffff],
      counter: [0xffffffff, 0xffffffff],
      words: "1cb996fc bb002be7",
    },
    {
      key: [0x13198a2e, 0x03707344],
      counter: [0x243f6a88, 0x85a308d3],
      words: "c4923a9c 483df7a0",
    },
  ] as const)("gives the published words $words", ({ key, counter, words }) => {
    expect(hexadecimal(threefry(key, counter))).toBe(words);
  });
});

describe("a random stream", () => {
  const stream = (seed = 1, purpose: 0 | 4 = PURPOSES.exactWeights, number = 0) =>
    new RandomStream(seed, purpose, number);

  it("uses both words of each counter value in order", () => {
    const random = stream(7);
    const words = [random.word(), random.word(), random.word(), random.word()];
    expect(words).toEqual([...threefry([7, 4], [0, 0]), ...threefry([7, 4], [1, 0])]);
  });

  it("differs by seed, purpose and stream", () => {
    const first = [stream(1), stream(2), stream(1, PURPOSES.initialization), stream(1, 4, 1)];
    expect(new Set(first.map((random) => random.word())).size).toBe(4);
  });

  it("makes uniform numbers of the top bits, high word first", () => {
    const [first, second] = threefry([1, 4], [0, 0]);
    expect(stream().uniformFloat32()).toBe(Math.floor(first / 256) / 2 ** 24);
    const high = BigInt(first) >> 5n;
    const low = BigInt(second) >> 6n;
    expect(stream().uniformFloat64()).toBe(Number((high << 26n) + low) / 2 ** 53);
  });

  it("makes normal numbers by Box-Muller on two uniforms", () => {
    const uniforms = stream(3);
    const [first, second] = [uniforms.uniformFloat64(), uniforms.uniformFloat64()];
    const expected = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
    expect(stream(3).normal()).toBe(expected);
  });

  it("draws below a limit by masking words and rejecting those that are not smaller", () => {
    const words = stream(5);
    const expected: number[] = [];
    while (expected.length < 100) {
      const masked = words.word() % 8; // 6 has three bits
      if (masked < 6) expected.push(masked);
    }
    const random = stream(5);
    expect(Array.from({ length: 100 }, () => random.below(6))).toEqual(expected);
  });

  it("draws below 2^32 - 1 without running into the sign bit", () => {
    const random = stream(9);
    const drawn = Array.from({ length: 1000 }, () => random.below(4294967295));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(drawn.some((value) => value >= 2 ** 31)).toBe(true);
  });

  it("permutes by Fisher-Yates from the end", () => {
    const random = stream(11);
    const order = [0, 1, 2, 3, 4, 5, 6, 7];
    for (let last = 7; last > 0; last -= 1) {
      const other = random.below(last + 1);
      [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
    }
    expect([...stream(11).permutation(8)]).toEqual(order);
    expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
