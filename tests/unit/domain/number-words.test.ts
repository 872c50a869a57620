import { describe, expect, it } from "vitest";
import { PURPOSES, RandomStream } from "../../../src/compute/numerics/threefry.ts";
import { numbersInWords } from "../../../src/domain/number-words.ts";
import {
  compareRationals,
  parseRational,
  rational,
  rationalOf,
  type Rational,
} from "../../../src/domain/rational.ts";

/** What a reader takes a printed number for: "-1.25e-7", "407729" or "1/3". */
function read(text: string): Rational {
  if (text.includes("/")) return parseRational(text);
  const [mantissa = "", exponent = "0"] = text.split("e");
  const [whole = "", rest = ""] = mantissa.split(".");
  const shift = Number(exponent) - rest.length;
  const [up, down] = [10n ** BigInt(Math.max(shift, 0)), 10n ** BigInt(Math.max(-shift, 0))];
  return rational(BigInt(whole + rest) * up, down);
}

const random = new RandomStream(1, PURPOSES.statistics, 0);
const pick = <T>(choices: readonly T[]) =>
  choices[Math.floor(random.uniformFloat64() * choices.length)] as T;

/** Of every size that a double has. */
function anyDouble(): number {
  return (random.uniformFloat64() - 0.5) * 10 ** Math.floor(600 * random.uniformFloat64() - 300);
}

function roundThreshold(): number {
  return Number(
    `${pick([1, 1.1, 2, 5, 9.9, 99.99])}e${Math.floor(20 * random.uniformFloat64()) - 12}`,
  );
}

/** A number near another one: of the same bits but for the last, of few digits, a fraction beside it. */
function beside(threshold: number): number | Rational {
  const relative =
    threshold * (1 + pick([-1, 1]) * 10 ** -Math.floor(17 * random.uniformFloat64()));
  const { numerator, denominator } = rationalOf(threshold);
  const fraction = rational(3n ** 40n * numerator + pick([-1n, 0n, 1n]), 3n ** 40n * denominator);
  return pick([threshold, relative, fraction, -threshold, Number(threshold.toPrecision(3))]);
}

function pair(): readonly [number | Rational, number] {
  const threshold = pick([anyDouble, roundThreshold, () => 0])();
  return [pick([beside, anyDouble])(threshold), threshold];
}

const exactly = (number: number | Rational) =>
  typeof number === "number" ? rationalOf(number) : number;

describe("numbers in words", () => {
  it("compare as the numbers do: a condition holds of what is printed exactly when it holds", () => {
    for (let draw = 0; draw < 2000; draw += 1) {
      const [measured, threshold] = pair();
      const words = numbersInWords([measured, threshold]);
      const [left, right] = words.map(read) as [Rational, Rational];
      const real = compareRationals(exactly(measured), exactly(threshold));
      expect([words, compareRationals(left, right)]).toEqual([words, real]);
    }
  });

  it.each([
    [0.12345678901234567, 0.1, "0.1235", "0.1"],
    [0.10000001234, 0.1, "0.10000001", "0.1"],
    [0.2987426303494375, 1e-10, "0.2987", "1e-10"],
    [407728.6037067578, 0.02, "407729", "0.02"],
    [-3.4793788960674805e-9, -1e-13, "-3.479e-9", "-1e-13"],
    [0.00008250510494304301, 1.1e-9, "0.00008251", "1.1e-9"],
    [0.9999999, 1, "0.9999999", "1"],
    [99999.96, 0, "100000", "0"],
    [12345678.9, 0.5, "1.235e7", "0.5"],
    [0.30000000000000004, 0.3, "0.30000000000000004", "0.3"],
    [2 ** 40, 256, "1099511627776", "256"],
  ])("prints %d beside %d as %s and %s", (measured, threshold, ...words) => {
    expect(numbersInWords([measured, threshold])).toEqual(words);
  });

  it("gives the fractions where no digits of a double tell them apart", () => {
    const near = rational(10n ** 40n + 1n, 10n ** 40n);
    expect(numbersInWords([near, 1])).toEqual([`${10n ** 40n + 1n}/${10n ** 40n}`, "1"]);
  });
});
