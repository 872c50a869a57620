/**
 * The cells in which the pre-activations x_i . w of one unit keep their strict signs.
 *
 * @source    spec kawaguchi2019-depth-width, 2.3, item 1
 * @shape     inputs [m, d_x]; a witness w [d_x] for each cell
 * @precision exact
 * @cost      d_x = 2: a sort of 2 m directions; else a linear program for each cell and sample
 * @fails     a row of zeros leaves no strict sign: no cells
 */
import {
  addRationals,
  multiplyRationals,
  rational,
  subtractRationals,
  type Rational,
} from "../../../domain/rational.ts";
import { largestMargin } from "../../numerics/exact-margin.ts";
import { isPositive, isZero, preactivationsOf, type Pattern } from "./relu-network.ts";

type Rows = readonly (readonly Rational[])[];

export interface ReluCell {
  readonly pattern: Pattern;
  /** A point of its interior. */
  readonly witness: readonly Rational[];
}

const ZERO = rational(0n);
const negative = (vector: readonly Rational[]) => vector.map((one) => subtractRationals(ZERO, one));

type Planar = readonly [Rational, Rational];

/** Positive where the second lies less than half a turn after the first. */
function cross([a, b]: Planar, [c, d]: Planar): Rational {
  return subtractRationals(multiplyRationals(a, d), multiplyRationals(b, c));
}

/** 0 for angles in [0, pi), 1 for those in [pi, 2 pi). */
function halfOf([x, y]: Planar): number {
  return isPositive(y) || (isZero(y) && isPositive(x)) ? 0 : 1;
}

function byAngle(left: Planar, right: Planar): number {
  const halves = halfOf(left) - halfOf(right);
  if (halves !== 0) return halves;
  const turn = cross(left, right);
  if (isZero(turn)) return 0;
  return isPositive(turn) ? -1 : 1;
}

/** A direction strictly between two that follow each other: their sum, or a right angle on. */
function between(left: Planar, right: Planar): Planar {
  if (isPositive(cross(left, right))) {
    return [addRationals(left[0], right[0]), addRationals(left[1], right[1])];
  }
  return [subtractRationals(ZERO, left[1]), left[0]];
}

/** d_x = 2: between the critical directions, which are perpendicular to the samples. */
function cellsByAngle(inputs: Rows): ReluCell[] {
  const critical = inputs
    .flatMap(([a = ZERO, b = ZERO]): Planar[] => {
      const turned: Planar = [subtractRationals(ZERO, b), a];
      return [turned, negative(turned) as unknown as Planar];
    })
    .toSorted(byAngle)
    .filter((one, at, all) => {
      const before = all[at - 1];
      return before === undefined || byAngle(before, one) !== 0;
    });
  return critical.flatMap((one, at) => {
    const next = critical[(at + 1) % critical.length];
    if (next === undefined) return [];
    const witness = between(one, next);
    return [{ witness, pattern: preactivationsOf(inputs, witness).map(isPositive) }];
  });
}

/** Any d_x: sample by sample, every sign that leaves an open cell. */
export function cellsByPrograms(inputs: Rows): ReluCell[] {
  const width = inputs[0]?.length ?? 0;
  let cells: ReluCell[] = [{ pattern: [], witness: Array.from({ length: width }, () => ZERO) }];
  for (const at of inputs.keys()) {
    cells = cells.flatMap(({ pattern }) =>
      [true, false].flatMap((active) => {
        const longer = [...pattern, active];
        const signed = inputs
          .slice(0, at + 1)
          .map((row, i) => (longer[i] === true ? row : negative(row)));
        const { margin, point } = largestMargin(
          signed,
          signed.map(() => ZERO),
        );
        return isPositive(margin) ? [{ pattern: longer, witness: point }] : [];
      }),
    );
  }
  return cells;
}

export function cellsOf(inputs: Rows): ReluCell[] {
  if (inputs.some((row) => row.every(isZero))) return [];
  return inputs[0]?.length === 2 ? cellsByAngle(inputs) : cellsByPrograms(inputs);
}
