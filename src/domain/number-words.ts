/**
 * Numbers as a person reads them beside each other: few digits, and never so few that a number seems to
 * equal its threshold, or to lie on the wrong side of it, when it does not. The exact ones are stored.
 */
import {
  compareRationals,
  formatRational,
  rational,
  rationalOf,
  type Rational,
} from "./rational.ts";

const FEWEST_DIGITS = 4;
/** So many tell any two doubles apart. */
const MOST_DIGITS = 17;
/** Integers of up to so many digits are counts, told exactly. */
const LONGEST_COUNT = 15;
/** Decimals with more zeros in front, and numbers with more digits before the point, get an exponent. */
const MOST_ZEROS = 4;
const MOST_WHOLE = 6;

/** What is printed, and the very number that it says. */
interface Printed {
  readonly text: string;
  readonly says: Rational;
}

const powerOfTen = (exponent: number) => 10n ** BigInt(Math.max(exponent, 0));

/** n 10^exponent as a fraction. */
function shifted({ numerator, denominator }: Rational, exponent: number): Rational {
  return {
    numerator: numerator * powerOfTen(exponent),
    denominator: denominator * powerOfTen(-exponent),
  };
}

/** The shortest decimal that is read back as this double: 3/10 for 0.3, which is a little less. */
function decimalOf(double: number): Rational {
  const [mantissa = "", exponent = "0"] = double.toString().split("e");
  const [whole = "", rest = ""] = mantissa.split(".");
  const digits = { numerator: BigInt(whole + rest), denominator: 1n };
  return shifted(digits, Number(exponent) - rest.length);
}

/** The exponent of the first digit of a positive number: 3 of 1234, -2 of 0.05. */
function leadingExponent(size: Rational): number {
  const { numerator, denominator } = size;
  const estimate = numerator.toString().length - denominator.toString().length;
  const isBelow = compareRationals(size, shifted({ numerator: 1n, denominator: 1n }, estimate)) < 0;
  return isBelow ? estimate - 1 : estimate;
}

/** Digits without trailing zeros, with a decimal point or an exponent where that is shorter to read. */
function layOut(digits: string, exponent: number): string {
  if (exponent < -1 - MOST_ZEROS || exponent >= MOST_WHOLE) {
    const rest = digits.slice(1);
    return `${digits.slice(0, 1)}${rest === "" ? "" : `.${rest}`}e${exponent}`;
  }
  if (exponent < 0) return `0.${"0".repeat(-1 - exponent)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const rest = digits.slice(exponent + 1);
  return rest === "" ? whole : `${whole}.${rest}`;
}

/** Rounded half away from zero; all digits before the point are kept where there are few of them. */
function print(number: Rational, fewest: number): Printed {
  const { numerator, denominator } = number;
  const isNegative = numerator < 0n;
  const size = { numerator: isNegative ? -numerator : numerator, denominator };
  const count = size.numerator / denominator;
  if (count * denominator === size.numerator && count.toString().length <= LONGEST_COUNT) {
    return { text: `${isNegative ? "-" : ""}${count}`, says: number };
  }
  const leading = leadingExponent(size);
  const digits = Math.max(fewest, leading < MOST_WHOLE ? leading + 1 : 0);
  const last = leading - digits + 1;
  const { numerator: above, denominator: below } = shifted(size, -last);
  const mantissa = (2n * above + below) / (2n * below);
  const exponent = last + mantissa.toString().length - 1;
  const text = layOut(mantissa.toString().replace(/0+$/, ""), exponent);
  const sign = isNegative ? -1n : 1n;
  const says = shifted({ numerator: sign * mantissa, denominator: 1n }, last);
  return { text: `${isNegative ? "-" : ""}${text}`, says };
}

/** Whether what is printed is in the same order, and equal where the numbers are. */
function isFaithful(numbers: readonly Rational[], printed: readonly Printed[]): boolean {
  return numbers.every((one, at) =>
    numbers.every((other, beside) => {
      const [left, right] = [printed[at], printed[beside]];
      if (left === undefined || right === undefined) return false;
      return compareRationals(one, other) === compareRationals(left.says, right.says);
    }),
  );
}

/**
 * Four significant digits, or as many more as keep the order of the numbers; counts in full. "0.1235"
 * and "0.1"; "0.10000001" and "0.1". Fractions where no decimals of a double's length do.
 */
export function numbersInWords(numbers: readonly (number | Rational)[]): string[] {
  const exact = numbers.map((one) => (typeof one === "number" ? rationalOf(one) : one));
  const decimal = numbers.map((one) => (typeof one === "number" ? decimalOf(one) : one));
  for (let digits = FEWEST_DIGITS; digits <= MOST_DIGITS; digits += 1) {
    const printed = decimal.map((one) => print(one, digits));
    if (isFaithful(exact, printed)) return printed.map(({ text }) => text);
  }
  return exact.map((one) => formatRational(rational(one.numerator, one.denominator)));
}
