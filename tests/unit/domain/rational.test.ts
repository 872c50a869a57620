import { describe, expect, it } from "vitest";
import {
  addRationals,
  divideRationals,
  dotRationals,
  doubleOf,
  formatRational,
  multiplyRationals,
  parseRational,
  rational,
  subtractRationals,
} from "../../../src/domain/rational.ts";

const text = (rational: ReturnType<typeof parseRational>) => formatRational(rational);

describe("a fraction", () => {
  it.each([
    ["6/4", "3/2"],
    ["-6/4", "-3/2"],
    ["0/7", "0"],
    ["12/3", "4"],
    ["10000000000000000001/3", "10000000000000000001/3"],
  ])("%s is %s in lowest terms", (long, short) => {
    expect(text(parseRational(long))).toBe(short);
  });

  it("is shortened where Euclid takes more steps than a stack holds", () => {
    // Two neighbours of Fibonacci's sequence: as many steps as there can be.
    let [one, other] = [1n, 1n];
    for (let step = 0; step < 30_000; step += 1) [one, other] = [other, one + other];
    const doubled = { numerator: 2n * one, denominator: 2n * other };
    expect(text(doubled)).toBe(`${one.toString()}/${other.toString()}`);
  });

  it.each([
    ["1/2", "1/3", "1/6", "3/2"],
    ["1/3", "1/2", "-1/6", "2/3"],
    ["-1/2", "-1/4", "-1/4", "2"],
    ["1/2", "-1/4", "3/4", "-2"],
  ])("%s and %s: difference %s, quotient %s", (one, other, difference, quotient) => {
    const [left, right] = [parseRational(one), parseRational(other)];
    expect(text(subtractRationals(left, right))).toBe(difference);
    expect(text(divideRationals(left, right))).toBe(quotient);
  });

  it.each([
    ["1/2", "1/3", "5/6", "1/6"],
    ["-1/2", "1/2", "0", "-1/4"],
    ["2/3", "-3/4", "-1/12", "-1/2"],
  ])("%s and %s: sum %s, product %s", (one, other, sum, product) => {
    const [left, right] = [parseRational(one), parseRational(other)];
    expect(text(addRationals(left, right))).toBe(sum);
    expect(text(multiplyRationals(left, right))).toBe(product);
  });

  it("is made in lowest terms with a positive denominator", () => {
    expect(rational(6n, -4n)).toEqual({ numerator: -3n, denominator: 2n });
    expect(rational(-6n, -4n)).toEqual({ numerator: 3n, denominator: 2n });
    expect(rational(0n, -5n)).toEqual({ numerator: 0n, denominator: 1n });
  });

  it("multiplies vectors, of one length alone", () => {
    const [left, right] = [["1/2", "2"].map(parseRational), ["4", "-1/3"].map(parseRational)];
    expect(text(dotRationals(left, right))).toBe("4/3");
    expect(() => dotRationals(left, right.slice(1))).toThrow("different lengths");
  });

  it("becomes a double, also where its two numbers are none", () => {
    expect(doubleOf(parseRational("-3/4"))).toBe(-0.75);
    const huge = 10n ** 400n;
    expect(doubleOf({ numerator: huge, denominator: 3n * huge })).toBeCloseTo(1 / 3, 15);
    expect(doubleOf({ numerator: -7n * huge, denominator: 2n * huge })).toBe(-3.5);
    expect(doubleOf({ numerator: huge * 10n ** 40n, denominator: huge })).toBe(1e40);
    expect(doubleOf({ numerator: -huge, denominator: 1n })).toBe(-Infinity);
    expect(doubleOf({ numerator: 1n, denominator: huge })).toBe(0);
  });
});
