/**
 * Intervals of integers over 2^192, rounded outward: some 57 decimal places, for what doubles cannot
 * tell from 0, such as the gradient at a point that is critical to all digits of a double.
 *
 * @source    exp by halving the argument and Taylor's sum with its remainder, log by the series of
 *            artanh, tanh by exp; Muller, "Elementary functions", chapters 3 and 4
 * @precision rigorous, without assumptions on the language's functions; about 2^-180 for each operation
 * @cost      about 1 us for a product, 50 us for exp
 * @fails     never: beyond e^(+-2000), at a divisor across 0, or for a number that is not finite, null,
 *            which stands for the whole line and absorbs
 */
import type { Algebra } from "./algebra.ts";
import { interval, nextDown, nextUp, type Interval } from "./interval.ts";

/** From low to high in units of 2^-192; null: the whole line. */
export type WideInterval = { readonly low: bigint; readonly high: bigint } | null;

const BITS = 192n;
const UNIT = 1n << BITS;
const ONE: WideInterval = { low: UNIT, high: UNIT };
const LARGEST_EXPONENT = 2000n * UNIT;

const least = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a));
const most = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b > a ? b : a));

/** Floor and ceiling of a / 2^bits. */
const down = (value: bigint, bits: bigint): bigint => value >> bits;
const up = (value: bigint, bits: bigint): bigint => -(-value >> bits);

/** Floor of a / b for b > 0. */
function floorDivided(numerator: bigint, divisor: bigint): bigint {
  const quotient = numerator / divisor;
  return numerator < 0n && quotient * divisor !== numerator ? quotient - 1n : quotient;
}

/** A double as an integer times a power of 2. */
function parts(value: number): { integer: bigint; exponent: number } {
  let [scaled, exponent] = [value, 0];
  // Exact: a power of 2, and a double that is no integer has a magnitude below 2^53.
  while (!Number.isInteger(scaled)) {
    const power = Math.abs(scaled) < 2 ** -500 ? 500 : 1;
    scaled *= 2 ** power;
    exponent -= power;
  }
  return { integer: BigInt(scaled), exponent };
}

/** Exact where the double is a multiple of 2^-192, else the two neighbours. */
export function wide(value: number): WideInterval {
  if (!Number.isFinite(value)) return null;
  const { integer, exponent } = parts(value);
  const shift = BITS + BigInt(exponent);
  if (shift >= 0n) return { low: integer << shift, high: integer << shift };
  return { low: down(integer, -shift), high: up(integer, -shift) };
}

function add(left: WideInterval, right: WideInterval): WideInterval {
  if (left === null || right === null) return null;
  return { low: left.low + right.low, high: left.high + right.high };
}

function negate(x: WideInterval): WideInterval {
  return x === null ? null : { low: -x.high, high: -x.low };
}

function multiply(left: WideInterval, right: WideInterval): WideInterval {
  if (left === null || right === null) return null;
  const products = [
    left.low * right.low,
    left.low * right.high,
    left.high * right.low,
    left.high * right.high,
  ];
  return { low: down(least(products), BITS), high: up(most(products), BITS) };
}

function reciprocal(x: WideInterval): WideInterval {
  if (x === null || (x.low <= 0n && x.high >= 0n)) return null;
  const square = UNIT * UNIT;
  if (x.high < 0n) return negate(reciprocal(negate(x)));
  return { low: floorDivided(square, x.high), high: -floorDivided(-square, x.low) };
}

function divideBy(x: WideInterval, divisor: bigint): WideInterval {
  if (x === null) return null;
  return { low: floorDivided(x.low, divisor), high: -floorDivided(-x.high, divisor) };
}

/** x + x^3/3 + x^5/5 + ..: artanh for |x| <= 1/3, each term at most a ninth of the one before. */
function artanh(x: WideInterval): WideInterval {
  const squared = multiply(x, x);
  let [power, sum]: [WideInterval, WideInterval] = [x, x];
  for (let order = 3n; order < 140n; order += 2n) {
    power = multiply(power, squared);
    sum = add(sum, divideBy(power, order));
  }
  // 9^-69 < 2^-218: what is left is below a unit.
  return add(sum, { low: -1n, high: 1n });
}

const LOG_2 = add(artanh(divideBy(ONE, 3n)), artanh(divideBy(ONE, 3n)));

/** exp of one number in units of 2^-192, at most LARGEST_EXPONENT in modulus. */
function expOf(x: bigint): WideInterval {
  if (LOG_2 === null) return null;
  const doublings = floorDivided(x, LOG_2.low);
  const turns = multiply({ low: doublings * UNIT, high: doublings * UNIT }, LOG_2);
  const rest = add({ low: x, high: x }, negate(turns));
  // |rest| / 16 < 1/16: the term of order 40 is below 2^-319.
  const small = divideBy(rest, 16n);
  let [term, sum]: [WideInterval, WideInterval] = [ONE, ONE];
  for (let order = 1n; order < 40n; order += 1n) {
    term = divideBy(multiply(term, small), order);
    sum = add(sum, term);
  }
  sum = add(sum, { low: -1n, high: 1n });
  for (let squaring = 0; squaring < 4; squaring += 1) sum = multiply(sum, sum);
  if (sum === null) return null;
  if (doublings >= 0n) return { low: sum.low << doublings, high: sum.high << doublings };
  return { low: down(sum.low, -doublings), high: up(sum.high, -doublings) };
}

/** log of one number above 0 in units of 2^-192. */
function logOf(x: bigint): WideInterval {
  const turns = BigInt(x.toString(2).length) - BITS;
  const mantissa: WideInterval =
    turns >= 0n
      ? { low: down(x, turns), high: up(x, turns) }
      : { low: x << -turns, high: x << -turns };
  // 1/2 <= mantissa <= 1: (m - 1) / (m + 1) lies within 1/3.
  const quotient = multiply(add(mantissa, negate(ONE)), reciprocal(add(mantissa, ONE)));
  const half = artanh(quotient);
  const shift = multiply({ low: turns * UNIT, high: turns * UNIT }, LOG_2);
  return add(shift, add(half, half));
}

/** A growing function from its values at both ends. */
function grown(by: (end: bigint) => WideInterval, x: NonNullable<WideInterval>): WideInterval {
  const [low, high] = [by(x.low), by(x.high)];
  return low === null || high === null ? null : { low: low.low, high: high.high };
}

function exp(x: WideInterval): WideInterval {
  if (x === null || x.high > LARGEST_EXPONENT || x.low < -LARGEST_EXPONENT) return null;
  return grown(expOf, x);
}

/** 1 - 2 / (e^2x + 1) at one number. */
function tanhOf(x: bigint): WideInterval {
  const doubled = reciprocal(add(exp({ low: 2n * x, high: 2n * x }), ONE));
  return add(ONE, negate(add(doubled, doubled)));
}

/** The numbers of 57 decimal places as a kind of number. */
export const wideIntervals: Algebra<WideInterval> = {
  constant: wide,
  add,
  subtract: (left, right) => add(left, negate(right)),
  multiply,
  scale: (factor, x) => multiply(wide(factor), x),
  exp,
  log: (x) => (x === null || x.low <= 0n ? null : grown(logOf, x)),
  reciprocal,
  tanh: (x) => (x === null ? null : grown(tanhOf, x)),
  relu: (x) => (x === null ? null : { low: most([0n, x.low]), high: most([0n, x.high]) }),
};

/** Derivative of relu: both where the interval holds 0. */
export function stepOverWide(x: WideInterval): WideInterval {
  return { low: x !== null && x.low > 0n ? UNIT : 0n, high: x !== null && x.high < 0n ? 0n : UNIT };
}

/** The doubles around it. */
export function narrowed(x: WideInterval): Interval {
  if (x === null) return interval(-Infinity, Infinity);
  // Number() of an integer rounds to nearest; the division by 2^192 is exact but for subnormals.
  const [low, high] = [Number(x.low) / 2 ** 192, Number(x.high) / 2 ** 192];
  return interval(x.low === 0n ? 0 : nextDown(low), x.high === 0n ? 0 : nextUp(high));
}
