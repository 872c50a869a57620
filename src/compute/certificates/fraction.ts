/** Fractions of integers of any size, in lowest terms: the checker's own. */
export interface Fraction {
  readonly numerator: bigint;
  /** Above 0. */
  readonly denominator: bigint;
}

function commonDivisor(left: bigint, right: bigint): bigint {
  let [larger, smaller] = [left < 0n ? -left : left, right];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

function reduced(numerator: bigint, denominator: bigint): Fraction {
  const common = commonDivisor(numerator, denominator);
  return { numerator: numerator / common, denominator: denominator / common };
}

/** Reads "-3" and "5/2". */
export function readFraction(text: string): Fraction {
  const [above = "", below = "1"] = text.split("/");
  return reduced(BigInt(above), BigInt(below));
}

export const NOTHING: Fraction = { numerator: 0n, denominator: 1n };
export const WHOLE: Fraction = { numerator: 1n, denominator: 1n };

export function plus(left: Fraction, right: Fraction): Fraction {
  const { numerator, denominator } = left;
  return reduced(
    numerator * right.denominator + right.numerator * denominator,
    denominator * right.denominator,
  );
}

export function times(left: Fraction, right: Fraction): Fraction {
  return reduced(left.numerator * right.numerator, left.denominator * right.denominator);
}

export function minus(left: Fraction, right: Fraction): Fraction {
  return plus(left, { numerator: -right.numerator, denominator: right.denominator });
}

export function isSame(left: Fraction, right: Fraction): boolean {
  return left.numerator === right.numerator && left.denominator === right.denominator;
}

export function writeFraction({ numerator, denominator }: Fraction): string {
  const above = numerator.toString();
  return denominator === 1n ? above : `${above}/${denominator.toString()}`;
}

/** Sum of products. */
export function product(left: readonly Fraction[], right: readonly Fraction[]): Fraction {
  return left.reduce((sum, one, at) => plus(sum, times(one, right[at] ?? NOTHING)), NOTHING);
}
