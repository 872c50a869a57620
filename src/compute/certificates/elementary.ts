/**
 * exp, tanh, the logistic function and log(1 + exp) of enclosures, by series with their remainders.
 *
 * @source    Taylor's theorem; all four are increasing, so that their ends are those of the argument
 * @precision about 2^-240 absolute for arguments of moderate size
 * @fails     refuses an argument beyond 10,000, where numbers of 14,000 bits would be needed
 */
import {
  add,
  BITS,
  floorDivide,
  hull,
  multiply,
  negate,
  ofInteger,
  ONE,
  reciprocal,
  square,
  subtract,
  ZERO,
  type Enclosure,
} from "./fixed-point.ts";
import { refuseUnless } from "./refusal.ts";

const TERMS = 40n;
/** An argument of the series is smaller than 2^-8. */
const REDUCED = 1n << (BITS - 8n);
const LARGEST = ofInteger(10_000n).high;

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** x / n for a whole n > 0. */
function over({ low, high }: Enclosure, n: bigint): Enclosure {
  return { low: floorDivide(low, n), high: -floorDivide(-high, n) };
}

/** exp of a point below 2^-8 in size: sum x^n / n!; what is left out is below 2 |x|^N / N!. */
function smallExp(x: Enclosure): Enclosure {
  let [sum, term] = [ONE, ONE];
  for (let n = 1n; n <= TERMS; n += 1n) {
    term = over(multiply(term, x), n);
    sum = add(sum, term);
  }
  const rest =
    2n * (absolute(term.low) > absolute(term.high) ? absolute(term.low) : absolute(term.high)) + 1n;
  return { low: sum.low - rest, high: sum.high + rest };
}

/** exp of one point, halved until it is small, then squared as often. */
function expOfPoint(value: bigint): Enclosure {
  refuseUnless(absolute(value) <= LARGEST, () => "an argument of exp is beyond 10,000");
  let halvings = 0n;
  while (absolute(value) >> halvings >= REDUCED) halvings += 1n;
  const reduced = { low: value >> halvings, high: -(-value >> halvings) };
  let power = smallExp(reduced);
  for (let time = 0n; time < halvings; time += 1n) power = square(power);
  return power;
}

/** An increasing function of an enclosure, from its values at the two ends. */
function increasing(x: Enclosure, at: (end: bigint) => Enclosure): Enclosure {
  if (x.low === x.high) return at(x.low);
  return hull(at(x.low), at(x.high));
}

/** tanh y = 1 - 2 / (exp(2 y) + 1) of a point, by its size and its sign. */
function tanhOfPoint(value: bigint): Enclosure {
  if (value < 0n) return negate(tanhOfPoint(-value));
  const power = expOfPoint(2n * value);
  const part = reciprocal(add(power, ONE));
  return subtract(ONE, add(part, part));
}

export function tanh(x: Enclosure): Enclosure {
  return increasing(x, tanhOfPoint);
}

/** 1 / (1 + exp(-y)). */
export function logistic(x: Enclosure): Enclosure {
  return increasing(x, (end) => {
    const part = reciprocal(add(ONE, expOfPoint(absolute(end))));
    return end < 0n ? part : subtract(ONE, part);
  });
}

/** 2 artanh(s) = log((1 + s) / (1 - s)) for 0 <= s <= 1/3. */
function twiceArtanh(s: Enclosure): Enclosure {
  const squared = square(s);
  let [sum, power] = [ZERO, s];
  for (let n = 1n; power.high > 1n; n += 2n) {
    sum = add(sum, over(power, n));
    power = multiply(power, squared);
  }
  // The terms that are left out are a geometric series with ratio at most 1/9.
  const rest = 2n * power.high + 2n;
  return { low: 2n * sum.low, high: 2n * (sum.high + rest) };
}

/** log of a point at or above 1. */
function logOfPoint(value: bigint): Enclosure {
  let doublings = 0n;
  while (value >> doublings >= 2n * ONE.high) doublings += 1n;
  const mantissa = { low: value >> doublings, high: -(-value >> doublings) };
  const quotient = (x: Enclosure) => multiply(subtract(x, ONE), reciprocal(add(x, ONE)));
  const ofMantissa = twiceArtanh(quotient(mantissa));
  if (doublings === 0n) return ofMantissa;
  const two = ofInteger(2n);
  const ofTwo = twiceArtanh(quotient(two));
  return add(ofMantissa, multiply(ofInteger(doublings), ofTwo));
}

/** log(1 + exp(y)). */
export function softplus(x: Enclosure): Enclosure {
  return increasing(x, (end) => {
    const power = add(ONE, expOfPoint(end));
    return hull(logOfPoint(power.low), logOfPoint(power.high));
  });
}
