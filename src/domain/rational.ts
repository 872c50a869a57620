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

/** The fraction in lowest terms. @param denominator not zero */
export function rational(numerator: bigint, denominator = 1n): Rational {
  const common = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
  const divisor = common < 0n === denominator < 0n ? common : -common;
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export function addRationals(left: Rational, right: Rational): Rational {
  return rational(
    left.numerator * right.denominator + right.numerator * left.denominator,
    left.denominator * right.denominator,
  );
}

export function subtractRationals(left: Rational, right: Rational): Rational {
  return rational(
    left.numerator * right.denominator - right.numerator * left.denominator,
    left.denominator * right.denominator,
  );
}

export function multiplyRationals(left: Rational, right: Rational): Rational {
  return rational(left.numerator * right.numerator, left.denominator * right.denominator);
}

/** @param divisor not zero */
export function divideRationals(dividend: Rational, divisor: Rational): Rational {
  return rational(
    dividend.numerator * divisor.denominator,
    dividend.denominator * divisor.numerator,
  );
}

/** left . right, of the same length. */
export function dotRationals(left: readonly Rational[], right: readonly Rational[]): Rational {
  return left.reduce((sum, one, at) => {
    const other = right[at];
    if (other === undefined) throw new Error("vectors of different lengths have no product");
    return addRationals(sum, multiplyRationals(one, other));
  }, rational(0n));
}

/** A loop: of long numbers Euclid takes more steps than a stack holds. */
function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [larger, smaller] = [left, right];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

/** In lowest terms: "-3", "10000000000000000001/3". */
export function formatRational(fraction: Rational): string {
  const { numerator: above, denominator: below } = rational(
    fraction.numerator,
    fraction.denominator,
  );
  return below === 1n ? above.toString() : `${above.toString()}/${below.toString()}`;
}

/** A double within a few units in its last place; infinite beyond the doubles. */
export function doubleOf({ numerator, denominator }: Rational): number {
  const [above, below] = [Number(numerator), Number(denominator)];
  if (Number.isFinite(above) && Number.isFinite(below)) return above / below;
  const bits = numerator.toString(2).length - denominator.toString(2).length;
  if (bits > 64) return Number(numerator / denominator);
  return Number((numerator << 128n) / denominator) / 2 ** 128;
}
