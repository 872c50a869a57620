/**
 * Enclosures of real numbers: two integers, in units of 2^-256, that the number lies between. Every
 * operation rounds its low end down and its high end up, in integers: no floating point is used.
 *
 * @source    Moore, Kearfott and Cloud 2009, "Introduction to interval analysis", chapter 2
 * @precision 2^-256 absolute
 */
export interface Enclosure {
  readonly low: bigint;
  readonly high: bigint;
}

export const BITS = 256n;
const UNIT = 1n << BITS;

export const ZERO: Enclosure = { low: 0n, high: 0n };
export const ONE: Enclosure = { low: UNIT, high: UNIT };

/** Rounded down; BigInt's own shift does so. */
function shiftDown(product: bigint): bigint {
  return product >> BITS;
}

function shiftUp(product: bigint): bigint {
  return -(-product >> BITS);
}

export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const isExact = quotient * divisor === dividend;
  return isExact || dividend < 0n === divisor < 0n ? quotient : quotient - 1n;
}

function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  return -floorDivide(-dividend, divisor);
}

/** p/q, q > 0. */
export function ofFraction(numerator: bigint, denominator: bigint): Enclosure {
  const scaled = numerator << BITS;
  return { low: floorDivide(scaled, denominator), high: ceilDivide(scaled, denominator) };
}

/** A finite double: an integer times a power of two, taken from its bits. */
export function ofDouble(value: number): Enclosure {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const significand = biased === 0 ? fraction : fraction | (1n << 52n);
  const signed = bits >> 63n === 1n ? -significand : significand;
  const exponent = BigInt(Math.max(biased, 1) - 1075) + BITS;
  if (exponent >= 0n) return { low: signed << exponent, high: signed << exponent };
  return { low: signed >> -exponent, high: -(-signed >> -exponent) };
}

export function ofInteger(value: bigint): Enclosure {
  return { low: value << BITS, high: value << BITS };
}

export function hull(one: Enclosure, other: Enclosure): Enclosure {
  return {
    low: one.low < other.low ? one.low : other.low,
    high: one.high > other.high ? one.high : other.high,
  };
}

export function add(left: Enclosure, right: Enclosure): Enclosure {
  return { low: left.low + right.low, high: left.high + right.high };
}

export function negate({ low, high }: Enclosure): Enclosure {
  return { low: -high, high: -low };
}

export function subtract(left: Enclosure, right: Enclosure): Enclosure {
  return { low: left.low - right.high, high: left.high - right.low };
}

export function multiply(left: Enclosure, right: Enclosure): Enclosure {
  const products = [
    left.low * right.low,
    left.low * right.high,
    left.high * right.low,
    left.high * right.high,
  ];
  let [least, most] = [products[0] ?? 0n, products[0] ?? 0n];
  for (const product of products) {
    if (product < least) least = product;
    if (product > most) most = product;
  }
  return { low: shiftDown(least), high: shiftUp(most) };
}

/** Never below 0, unlike the product of an enclosure around 0 with itself. */
export function square(x: Enclosure): Enclosure {
  const { low, high } = multiply(x, x);
  if (x.low <= 0n && x.high >= 0n) return { low: 0n, high };
  return { low, high };
}

export function half({ low, high }: Enclosure): Enclosure {
  return { low: low >> 1n, high: -(-high >> 1n) };
}

/** 1 / x for an x that lies above 0. */
export function reciprocal({ low, high }: Enclosure): Enclosure {
  if (low <= 0n) throw new Error("a reciprocal of what may be 0 is not enclosed");
  return { low: floorDivide(UNIT * UNIT, high), high: ceilDivide(UNIT * UNIT, low) };
}

export function intersect(one: Enclosure, other: Enclosure): Enclosure {
  return {
    low: one.low > other.low ? one.low : other.low,
    high: one.high < other.high ? one.high : other.high,
  };
}

export function isZero({ low, high }: Enclosure): boolean {
  return low === 0n && high === 0n;
}

/** Whether every number of the first lies strictly inside of the second. */
export function isInterior(inner: Enclosure, outer: Enclosure): boolean {
  return inner.low > outer.low && inner.high < outer.high;
}

/** For people; in decimals, rounded. */
export function describe({ low, high }: Enclosure): string {
  const decimal = (scaled: bigint) => Number((scaled * 10n ** 30n) >> BITS) / 1e30;
  return `[${decimal(low)}, ${decimal(high)}]`;
}
