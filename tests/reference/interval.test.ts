import { describe, expect, it } from "vitest";
import type { Algebra } from "../../src/compute/numerics/algebra.ts";
import {
  ball,
  interval,
  intervals,
  isInterior,
  nextDown,
  nextUp,
  stepOver,
  type Interval,
} from "../../src/compute/numerics/interval.ts";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";
import { narrowed, wide, wideIntervals } from "../../src/compute/numerics/wide-interval.ts";
import { holdsDecimal } from "../support/wide-decimal.ts";

/** mpmath 1.3 at 60 digits, rounded to 48. */
const MPMATH = {
  exp: [
    ["0.5", "1.64872127070012814684865078781416357165377610071"],
    ["-0.75", "0.472366552741014707138046550943267912970203579136"],
    ["3.25", "25.790339917193062089080107669377221876655268849"],
    ["20", "485165195.409790277969106830541540558684638988945"],
    ["-14.5", "0.000000504347662567888075892222233346248572209913090117"],
    ["0.0009765625", "1.00097703949241653524284529261160650646585162918"],
  ],
  tanh: [
    ["0.5", "0.46211715726000975850231848364367254873028928033"],
    ["-0.75", "-0.635148952387287319214434357312496495092481687162"],
    ["3.25", "0.996997635486526016932275926439572273059198209764"],
    ["20", "0.999999999999999991503291489416822045438558191191"],
    ["0.0009765625", "0.000976562189559260218584075270146771762847008858368"],
  ],
  log: [
    ["0.5", "-0.69314718055994530941723212145817656807550013436"],
    ["3.25", "1.17865499634164611721902319864896546865426767604"],
    ["20", "2.99573227355399099343522357614254077567660162299"],
    ["0.0009765625", "-6.9314718055994530941723212145817656807550013436"],
  ],
} as const;

const POINT = (x: number): Interval => ({ low: x, high: x });

type Tree = <T>(algebra: Algebra<T>, variables: readonly T[]) => T;

/** A random expression of four variables, about `depth` operations deep. */
function expression(random: RandomStream, depth: number): Tree {
  if (depth === 0) {
    const at = random.below(4);
    return (_, variables) => variables[at] as never;
  }
  const left = expression(random, depth - 1);
  const right = expression(random, random.below(depth));
  const constant = random.normal();
  const kinds: readonly Tree[] = [
    (a, v) => a.add(left(a, v), right(a, v)),
    (a, v) => a.subtract(left(a, v), right(a, v)),
    (a, v) => a.multiply(left(a, v), right(a, v)),
    (a, v) => a.scale(constant, left(a, v)),
    (a, v) => a.tanh(left(a, v)),
    (a, v) => a.exp(a.tanh(left(a, v))),
    (a, v) => a.reciprocal(a.add(a.constant(2), a.tanh(left(a, v)))),
    (a, v) => a.log(a.add(a.constant(1), a.exp(a.tanh(left(a, v))))),
    (a, v) => a.relu(left(a, v)),
  ];
  return kinds[random.below(kinds.length)] as Tree;
}

/** Rounding of the wide numbers themselves: 2^-180, far below that of doubles. */
const WIDE_ROUNDING = 1n << 12n;

/** Does the interval hold the number that wide intervals enclose? Compared in integers. */
function holds(outer: Interval, tree: Tree, at: readonly number[]): boolean {
  const value = tree(wideIntervals, at.map(wide));
  const [low, high] = [wide(outer.low), wide(outer.high)];
  if (value === null || low === null || high === null) return false;
  return low.high <= value.low + WIDE_ROUNDING && value.high <= high.low + WIDE_ROUNDING;
}

describe("neighbours of doubles", () => {
  it("are exact at 0, at subnormal numbers, at powers of 2 and at the ends of the range", () => {
    expect([nextUp(0), nextUp(-0), nextDown(0)]).toEqual([5e-324, 5e-324, -5e-324]);
    expect([nextUp(-5e-324), nextDown(5e-324)]).toEqual([-0, 0]);
    expect(nextUp(2.225073858507201e-308)).toBe(2.2250738585072014e-308);
    expect([nextUp(1), nextDown(1)]).toEqual([1 + 2 ** -52, 1 - 2 ** -53]);
    expect([nextUp(-1), nextDown(-1)]).toEqual([-1 + 2 ** -53, -1 - 2 ** -52]);
    expect(nextUp(2 ** 32 - 2 ** -21)).toBe(2 ** 32);
    expect([nextUp(Number.MAX_VALUE), nextUp(Infinity)]).toEqual([Infinity, Infinity]);
    expect([nextUp(-Infinity), nextDown(Infinity)]).toEqual([-Number.MAX_VALUE, Number.MAX_VALUE]);
    expect(nextUp(Number.NaN)).toBeNaN();
  });

  it("have nothing between them: stepping up and down is the identity", () => {
    const random = new RandomStream(1, PURPOSES.data, 0);
    for (let trial = 0; trial < 2000; trial += 1) {
      const value = random.normal() * 2 ** (random.below(2000) - 1000);
      expect(nextDown(nextUp(value))).toBe(value);
      expect(
        (value + nextUp(value)) / 2 === value || (value + nextUp(value)) / 2 === nextUp(value),
      ).toBe(true);
    }
  });
});

describe("wide intervals", () => {
  it.each(["exp", "tanh", "log"] as const)("agree with mpmath on %s to 48 digits", (name) => {
    for (const [x, value] of MPMATH[name]) {
      const [digits = ""] = /[1-9][\d.]*$/.exec(value.replace(/^-/, "")) ?? [];
      const found = wideIntervals[name](wide(Number(x)));
      // Scaled so that a unit is one of the last place given.
      const places = value.includes(".") ? value.length - value.indexOf(".") - 1 : 0;
      const scaled =
        found === null
          ? null
          : { low: found.low * 10n ** BigInt(places), high: found.high * 10n ** BigInt(places) };
      expect(digits.length).toBeGreaterThan(40);
      expect(holdsDecimal(scaled, value.replace(".", "").replace(/^(-?)0+/, "$1"))).toBe(true);
    }
  });

  it("hold a double exactly, and one that is no multiple of 2^-192 between two neighbours", () => {
    expect(wide(0.75)).toEqual({ low: 3n << 190n, high: 3n << 190n });
    expect(wide(5e-324)).toEqual({ low: 0n, high: 1n });
    expect(wide(-5e-324)).toEqual({ low: -1n, high: 0n });
    expect(wide(Infinity)).toBeNull();
  });

  it("give the whole line where nothing is known, which every operation keeps", () => {
    const across = { low: -1n, high: 1n };
    expect(wideIntervals.reciprocal(across)).toBeNull();
    expect(wideIntervals.log(across)).toBeNull();
    expect(wideIntervals.exp(wide(1e4))).toBeNull();
    expect(wideIntervals.multiply(null, wide(0))).toBeNull();
    expect(narrowed(null)).toEqual({ low: -Infinity, high: Infinity });
  });

  it("are enclosed by the doubles around them", () => {
    const third = wideIntervals.reciprocal(wide(3));
    expect(narrowed(third)).toEqual({ low: nextDown(1 / 3), high: nextUp(1 / 3) });
  });
});

describe("intervals", () => {
  it("round every operation outward: 0.1 + 0.2, 1/3 and 0.1 * 0.1 are strictly inside", () => {
    const [a, b] = [POINT(0.1), POINT(0.2)];
    for (const tree of [
      (x: Algebra<never>, [p, q]: readonly never[]) => x.add(p as never, q as never),
      (x: Algebra<never>, [p]: readonly never[]) => x.multiply(p as never, p as never),
      (x: Algebra<never>, [p]: readonly never[]) => x.reciprocal(p as never),
      (x: Algebra<never>, [p, q]: readonly never[]) => x.subtract(p as never, q as never),
    ] as unknown as readonly Tree[]) {
      const found = tree(intervals, [a, b]);
      expect(found.low).toBeLessThan(found.high);
      expect(holds(found, tree, [0.1, 0.2])).toBe(true);
    }
  });

  it("enclose random expressions at doubles, compared in integers of 57 places", () => {
    const random = new RandomStream(2, PURPOSES.data, 0);
    for (let trial = 0; trial < 300; trial += 1) {
      const tree = expression(random, 6);
      const at = Array.from({ length: 4 }, () => random.normal());
      const found = tree(intervals, at.map(POINT));
      expect(holds(found, tree, at)).toBe(true);
    }
  });

  it("enclose random expressions all over a box", () => {
    const random = new RandomStream(3, PURPOSES.data, 0);
    for (let trial = 0; trial < 100; trial += 1) {
      const tree = expression(random, 5);
      const center = Array.from({ length: 4 }, () => random.normal());
      const box = center.map((c) => ball(c, 0.1));
      const found = tree(intervals, box);
      for (let inner = 0; inner < 5; inner += 1) {
        const at = center.map((c) => c + 0.2 * (random.uniformFloat64() - 0.5));
        expect(holds(found, tree, at)).toBe(true);
      }
    }
  });

  it("multiply by the signs of the factors, ends at 0 included", () => {
    const cases: [Interval, Interval, number, number][] = [
      [interval(1, 2), interval(3, 4), 3, 8],
      [interval(-2, -1), interval(3, 4), -8, -3],
      [interval(-2, -1), interval(-4, -3), 3, 8],
      [interval(-2, 1), interval(-4, 3), -6, 8],
      [interval(-2, 1), interval(3, 4), -8, 4],
      [interval(0, 2), interval(3, 4), 0, 8],
    ];
    for (const [left, right, low, high] of cases) {
      for (const found of [intervals.multiply(left, right), intervals.multiply(right, left)]) {
        expect([nextDown(low), low]).toContain(found.low);
        expect([high, nextUp(high)]).toContain(found.high);
      }
    }
  });

  it("give the whole line, or a half of it, for a divisor across or at 0", () => {
    expect(intervals.reciprocal(interval(-1, 2))).toEqual({ low: -Infinity, high: Infinity });
    expect(intervals.reciprocal(POINT(0))).toEqual({ low: -Infinity, high: Infinity });
    expect(intervals.reciprocal(interval(0, 2)).high).toBe(Infinity);
    expect(intervals.reciprocal(interval(-2, 0)).low).toBe(-Infinity);
    expect(intervals.log(interval(-2, -1))).toEqual({ low: -Infinity, high: Infinity });
    expect(intervals.log(interval(-1, 1)).low).toBe(-Infinity);
  });

  it("keep 0 times the whole line at 0, and what is not a number at the whole line", () => {
    const line = interval(-Infinity, Infinity);
    expect(intervals.multiply(POINT(0), line)).toEqual(POINT(0));
    expect(interval(Number.NaN, 1)).toEqual(line);
    expect(intervals.subtract(line, line)).toEqual(line);
  });

  it("treat operands as independent numbers: [-1, 1] times itself holds -1", () => {
    const side = interval(-1, 1);
    expect(intervals.multiply(side, side).low).toBeLessThanOrEqual(-1);
  });

  it("keep tanh within [-1, 1] and exp above 0", () => {
    expect(intervals.tanh(interval(-50, 50))).toEqual({ low: -1, high: 1 });
    expect(intervals.exp(interval(-1000, 0)).low).toBe(0);
  });

  it("know both slopes of relu across 0", () => {
    expect([
      stepOver(interval(-1, 1)),
      stepOver(interval(1, 2)),
      stepOver(interval(-2, -1)),
    ]).toEqual([
      { low: 0, high: 1 },
      { low: 1, high: 1 },
      { low: 0, high: 0 },
    ]);
  });

  it("are interior only without their ends", () => {
    expect(isInterior(interval(0, 1), interval(0, 2))).toBe(false);
    expect(isInterior(interval(0.5, 1), interval(0, 2))).toBe(true);
  });
});
