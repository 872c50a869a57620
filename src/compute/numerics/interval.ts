/**
 * Intervals with outward rounding: every result holds every value that the operation takes on the
 * operands' numbers. JavaScript cannot set the rounding mode, so each end is moved outward by one
 * unit in the last place where the operation may have rounded.
 *
 * @source    spec kawaguchi2019-depth-width, section 4.5; IEEE 754, rounding to nearest: the exact
 *            result lies between the neighbours of the rounded one
 * @precision add, subtract, multiply, reciprocal: one ulp outward, none where an operand is 0.
 *            Assumption: `Math.exp`, `Math.log` and `Math.tanh` are right to 4 ulp (the language
 *            leaves their accuracy open); their ends are moved outward by 4 ulp
 * @fails     never: what is unbounded or undefined (a divisor across 0, log of what is not positive,
 *            NaN) is enclosed by the whole line or a half-line
 */
import type { Algebra } from "./algebra.ts";

/** All numbers from low to high; infinite ends are open. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Accuracy of the language's exp, log and tanh that is assumed, in units in the last place. */
export const ASSUMED_ULPS = 4;

const bits = new DataView(new ArrayBuffer(8));

/** The double whose bits, as an integer of 64 bits, are the given one's moved by one. */
function neighbour(value: number, step: 1 | -1): number {
  bits.setFloat64(0, value);
  const low = bits.getUint32(4);
  const carries = step === 1 ? low === 0xffffffff : low === 0;
  if (carries) bits.setUint32(0, bits.getUint32(0) + step);
  bits.setUint32(4, low + step);
  return bits.getFloat64(0);
}

/** The smallest double above; infinity and NaN stay. */
export function nextUp(value: number): number {
  if (Number.isNaN(value) || value === Infinity) return value;
  if (value === 0) return Number.MIN_VALUE;
  return neighbour(value, value > 0 ? 1 : -1);
}

/** The largest double below; minus infinity and NaN stay. */
export function nextDown(value: number): number {
  return -nextUp(-value);
}

const WHOLE_LINE: Interval = { low: -Infinity, high: Infinity };

/** From low to high; the whole line where one of them is not a number. */
export function interval(low: number, high: number): Interval {
  return low <= high ? { low, high } : WHOLE_LINE;
}

/** center +- radius, outward. */
export function ball(center: number, radius: number): Interval {
  return interval(nextDown(center - radius), nextUp(center + radius));
}

/** A double inside: the middle, rounded. */
export function middle({ low, high }: Interval): number {
  return low === -high ? 0 : low / 2 + high / 2;
}

/** At least the distance of the given inner number from either end. */
export function radiusAbout({ low, high }: Interval, center: number): number {
  return Math.max(nextUp(high - center), nextUp(center - low));
}

/** At least the modulus of every number inside. */
export function magnitude({ low, high }: Interval): number {
  return Math.max(Math.abs(low), Math.abs(high));
}

/** Is the inner one in the outer one, without its ends? */
export function isInterior(inner: Interval, outer: Interval): boolean {
  return inner.low > outer.low && inner.high < outer.high;
}

/** What is in both; of enclosures of one number, the narrower one. */
export function intersection(left: Interval, right: Interval): Interval {
  return interval(Math.max(left.low, right.low), Math.min(left.high, right.high));
}

function sumDown(one: number, other: number): number {
  if (one === 0) return other;
  return other === 0 ? one : nextDown(one + other);
}

function sumUp(one: number, other: number): number {
  if (one === 0) return other;
  return other === 0 ? one : nextUp(one + other);
}

/** 0 times an end at infinity is 0: the end itself is no number of the interval. */
function product(one: number, other: number): number {
  return one === 0 || other === 0 ? 0 : one * other;
}

function isZero({ low, high }: Interval): boolean {
  return low === 0 && high === 0;
}

/** [a c, b d] outward; a product with a factor 0 is exact. */
function ends(a: number, c: number, b: number, d: number): Interval {
  const low = a === 0 || c === 0 ? 0 : nextDown(a * c);
  const high = b === 0 || d === 0 ? 0 : nextUp(b * d);
  return interval(low, high);
}

function multiply(left: Interval, right: Interval): Interval {
  const { low: a, high: b } = left;
  const { low: c, high: d } = right;
  if (isZero(left) || isZero(right)) return { low: 0, high: 0 };
  if (a >= 0 && c >= 0) return ends(a, c, b, d);
  if (a >= 0 && d <= 0) return ends(b, c, a, d);
  if (b <= 0 && c >= 0) return ends(a, d, b, c);
  if (b <= 0 && d <= 0) return ends(b, d, a, c);
  const products = [product(a, c), product(a, d), product(b, c), product(b, d)];
  return interval(nextDown(Math.min(...products)), nextUp(Math.max(...products)));
}

function reciprocal({ low, high }: Interval): Interval {
  if (low > 0 || high < 0) return interval(nextDown(1 / high), nextUp(1 / low));
  if (isZero({ low, high })) return WHOLE_LINE;
  if (low === 0) return interval(nextDown(1 / high), Infinity);
  return high === 0 ? interval(-Infinity, nextUp(1 / low)) : WHOLE_LINE;
}

/** A growing function that the language computes to `ASSUMED_ULPS`, within its range. */
function grown(by: (x: number) => number, { low, high }: Interval, range: Interval): Interval {
  let [least, most] = [by(low), by(high)];
  for (let step = 0; step < ASSUMED_ULPS; step += 1) {
    least = nextDown(least);
    most = nextUp(most);
  }
  return interval(Math.max(least, range.low), Math.min(most, range.high));
}

/** Exact for a double; a number beyond the doubles is none. */
function constant(value: number): Interval {
  return { low: value, high: value };
}

/**
 * Intervals as a kind of number. Each operand stands for a number of its own, also where one object
 * is given twice: x x over [-1, 1] is [-1, 1].
 */
export const intervals: Algebra<Interval> = {
  constant,
  add: (left, right) => interval(sumDown(left.low, right.low), sumUp(left.high, right.high)),
  subtract: (left, right) => interval(sumDown(left.low, -right.high), sumUp(left.high, -right.low)),
  multiply,
  scale: (factor, x) => {
    if (factor === 1) return x;
    return factor === -1 ? interval(-x.high, -x.low) : multiply(constant(factor), x);
  },
  exp: (x) => grown(Math.exp, x, { low: 0, high: Infinity }),
  log: (x) =>
    x.high > 0 ? grown(Math.log, { ...x, low: Math.max(0, x.low) }, WHOLE_LINE) : WHOLE_LINE,
  reciprocal,
  tanh: (x) => grown(Math.tanh, x, { low: -1, high: 1 }),
  relu: (x) => interval(Math.max(0, x.low), Math.max(0, x.high)),
};

/** Derivative of relu: both where the interval holds 0. */
export function stepOver({ low, high }: Interval): Interval {
  return interval(low > 0 ? 1 : 0, high < 0 ? 0 : 1);
}
