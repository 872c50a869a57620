import { describe, expect, it } from "vitest";
import { isPrime, PrimeField } from "../../src/compute/numerics/prime-field.ts";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";

const PRIMES = [2147483629, 67108859, 2147483647, 2147483587, 97, 2];

function productsThatDiffer(prime: number, pairs: readonly (readonly [number, number])[]) {
  const field = new PrimeField(prime);
  return pairs.filter(([left, right]) => {
    const expected = Number((BigInt(left) * BigInt(right)) % BigInt(prime));
    return field.multiply(left, right) !== expected;
  });
}

describe.each(PRIMES)("arithmetic modulo %i", (prime) => {
  const field = new PrimeField(prime);

  it("multiplies 200,000 random pairs as BigInt does", () => {
    const random = new RandomStream(1, PURPOSES.data, 0);
    const pairs = Array.from(
      { length: 200_000 },
      () => [random.below(prime), random.below(prime)] as const,
    );
    expect(productsThatDiffer(prime, pairs)).toEqual([]);
  });

  it("multiplies the extreme and the halfway products as BigInt does", () => {
    const near = (centre: number) => [-3, -2, -1, 0, 1, 2, 3].map((step) => centre + step);
    const centres = [0, prime - 1, prime / 2, prime / 3, Math.sqrt(prime), 2 ** 16, 2 ** 15];
    const values = [...new Set(centres.map(Math.floor).flatMap(near))].filter(
      (value) => value >= 0 && value < prime,
    );
    const pairs = values.flatMap((left) => values.map((right) => [left, right] as const));
    expect(productsThatDiffer(prime, pairs)).toEqual([]);
  });

  it("adds, subtracts, reduces and inverts", () => {
    const random = new RandomStream(2, PURPOSES.data, 0);
    for (let round = 0; round < 200; round += 1) {
      const [left, right] = [random.below(prime), random.below(prime)];
      expect(field.add(left, right)).toBe((left + right) % prime);
      expect(field.subtract(left, right)).toBe((left - right + prime) % prime);
      expect(field.multiply(left, field.invert(left))).toBe(left === 0 ? 0 : 1);
    }
    expect(field.reduce(-1)).toBe(prime - 1);
    expect(field.reduce(prime)).toBe(0);
  });
});

describe("isPrime", () => {
  it("agrees with a sieve up to 20,000", () => {
    const isComposite = new Uint8Array(20_001);
    for (let factor = 2; factor * factor <= 20_000; factor += 1) {
      for (let at = factor * factor; at <= 20_000; at += factor) isComposite[at] = 1;
    }
    const wrong = [...isComposite.keys()].filter(
      (value) => isPrime(value) !== (value >= 2 && isComposite[value] === 0),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    [2147483629, true],
    [2147483587, true],
    [67108859, true],
    [4294967291, true],
    [3215031751, false], // the least strong pseudoprime to 2, 3, 5 and 7
    [2147483629 - 2, false],
    [46337 * 46327, false],
    [65521 * 65519, false],
    [1.5, false],
    [-7, false],
    [2 ** 32 + 15, false], // beyond what it decides
  ])("of %d is %s", (candidate, answer) => {
    expect(isPrime(candidate)).toBe(answer);
  });
});

it.each([91, 4294967291, 1, 0, -5, Number.NaN])("a field modulo %d is refused", (modulus) => {
  expect(() => new PrimeField(modulus)).toThrow(/the modulus .* is not/);
});
