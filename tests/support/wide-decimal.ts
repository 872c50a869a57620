/** Numbers of wide-interval.ts against decimal text, exactly. */
import type { WideInterval } from "../../src/compute/numerics/wide-interval.ts";

const UNIT = 1n << 192n;

/** Decimal text as an exact fraction. */
function fractionOf(text: string): { numerator: bigint; denominator: bigint } {
  const [, sign = "", whole = "0", decimals = "", power = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e(-?\d+))?$/.exec(text) ?? [];
  const digits = BigInt(`${sign}${whole}${decimals}`);
  const exponent = Number(power) - decimals.length;
  const scale = 10n ** BigInt(Math.abs(exponent));
  return exponent >= 0
    ? { numerator: digits * scale, denominator: 1n }
    : { numerator: digits, denominator: scale };
}

/** Is the interval within a unit of the decimal's last place, and narrower than that unit? */
export function holdsDecimal(x: WideInterval, text: string): boolean {
  if (x === null) return false;
  const { numerator, denominator } = fractionOf(text);
  const distance = (end: bigint) => {
    const difference = end * denominator - numerator * UNIT;
    return difference < 0n ? -difference : difference;
  };
  // A decimal that was rounded in its last place is off by at most a unit of it.
  return distance(x.low) <= UNIT && distance(x.high) <= UNIT;
}

/** Does the decimal lie between the doubles, ends included? */
export function isBetween(text: string, low: WideInterval, high: WideInterval): boolean {
  if (low === null || high === null) return false;
  const { numerator, denominator } = fractionOf(text);
  return low.high * denominator <= numerator * UNIT && numerator * UNIT <= high.low * denominator;
}
