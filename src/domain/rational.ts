/** A fraction in integers of any size; the denominator is positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Reads "-3", "10000000000000000001/3". */
export function parseRational(text: string): Rational {
  const [numerator = "", denominator = "1"] = text.split("/");
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

/** The very number that a finite double is: an integer over a power of two. */
export function rationalOf(double: number): Rational {
  let numerator = double;
  let denominator = 1n;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(numerator), denominator };
}

/** Negative, zero or positive as the first is less than, equal to or greater than the second. */
export function compareRationals(left: Rational, right: Rational): number {
  const difference = left.numerator * right.denominator - right.numerator * left.denominator;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}
