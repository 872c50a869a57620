/**
 * All differentiable local minima of one hidden (leaky) ReLU layer with one output, cell by cell: in a
 * cell the output is linear in u_k = v_k w_k, so that a point is a local minimum exactly where
 * Dbar^T r = 0, and the points of a cell with that are the solutions of a least squares problem.
 *
 * @source    spec kawaguchi2019-depth-width, 2.3, items 1 to 3
 * @shape     X [m, d_x], y [m]; d units
 * @precision exact
 * @cost      C(cells + d - 1, d) least squares problems; where Dbar lacks full rank, up to 3 linear
 *            programs for each unit and 3^d for all together
 */
import {
  addRationals,
  dotRationals,
  multiplyRationals,
  rational,
  subtractRationals,
  type Rational,
} from "../../../domain/rational.ts";
import { leastSquaresExactly, solveExactly, type AffineSet } from "../../numerics/exact-linear.ts";
import { largestMargin } from "../../numerics/exact-margin.ts";
import {
  isPositive,
  isZero,
  lossAt,
  sideBySide,
  slopedInputs,
  type ExactData,
  type ExactUnit,
  type ReluKind,
} from "./relu-network.ts";
import type { ReluCell } from "./relu-patterns.ts";

/** What a multiset of cells, one for each unit, comes to. */
export interface CellOutcome {
  readonly cells: readonly ReluCell[];
  /** 1/2 ||PN[Dbar] y||^2: what the loss of a minimum there must be. */
  readonly bound: Rational;
  /** A local minimum there, with as few v_k = 0 as can be; null: none. */
  readonly units: readonly ExactUnit[] | null;
}

const [ZERO, ONE, MINUS_ONE] = [rational(0n), rational(1n), rational(-1n)];

/** s_k of an option; 0: u_k = 0, that is v_k = 0 and w_k anywhere in the cell. */
type Sign = 1 | -1 | 0;
const SIGNS: readonly Sign[] = [1, -1, 0];

/** A unit that reaches the output, with the place of its u_k among the unknowns. */
interface LiveUnit {
  readonly cell: ReluCell;
  readonly from: number;
}

interface Choice extends LiveUnit {
  readonly sign: Sign;
}

const partOf = (vector: readonly Rational[], { from }: LiveUnit, width: number) =>
  vector.slice(from, from + width);

/** particular + sum_j z_j directions_j. */
function pointAt({ particular, directions }: AffineSet, z: readonly Rational[]): Rational[] {
  return particular.map((one, at) =>
    directions.reduce(
      (sum, direction, j) =>
        addRationals(sum, multiplyRationals(z[j] ?? ZERO, direction[at] ?? ZERO)),
      one,
    ),
  );
}

/** Those of the set with u_k = 0 for every choice 0; null: none. */
function withZeros(set: AffineSet, choices: readonly Choice[], width: number): AffineSet | null {
  const places = choices
    .filter(({ sign }) => sign === 0)
    .flatMap(({ from }) => Array.from({ length: width }, (_, at) => from + at));
  if (places.length === 0) return set;
  const equations = places.map((at) => set.directions.map((one) => one[at] ?? ZERO));
  const right = places.map((at) => subtractRationals(ZERO, set.particular[at] ?? ZERO));
  const solved = solveExactly(equations, right);
  if (solved === null) return null;
  const origin = { ...set, particular: set.particular.map(() => ZERO) };
  return {
    particular: pointAt(set, solved.particular),
    directions: solved.directions.map((one) => pointAt(origin, one)),
  };
}

/** A point of the set with s_k x_i . u_k > 0 on active samples, < 0 on the others; null: none. */
function signedPoint(
  set: AffineSet,
  choices: readonly Choice[],
  inputs: ExactData["inputs"],
): readonly Rational[] | null {
  const width = inputs[0]?.length ?? 0;
  const restricted = withZeros(set, choices, width);
  if (restricted === null) return null;
  const rows = choices.flatMap((choice) => {
    if (choice.sign === 0) return [];
    return inputs.map((row, i) => {
      const positive = (choice.cell.pattern[i] === true) === (choice.sign === 1);
      const valueOf = (vector: readonly Rational[]) => {
        const value = dotRationals(row, partOf(vector, choice, width));
        return positive ? value : subtractRationals(ZERO, value);
      };
      const form = restricted.directions.map(valueOf);
      return { form, constant: valueOf(restricted.particular) };
    });
  });
  if (rows.some(({ form, constant }) => form.every(isZero) && !isPositive(constant))) return null;
  if (rows.every(({ constant }) => isPositive(constant))) return restricted.particular;
  const { margin, point } = largestMargin(
    rows.map(({ form }) => form),
    rows.map(({ constant }) => constant),
  );
  return isPositive(margin) ? pointAt(restricted, point) : null;
}

/** Every way to take one of each list, the first of each first. */
function* products<T>(lists: readonly (readonly T[])[]): Generator<T[]> {
  const [first, ...others] = lists;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const one of first) for (const rest of products(others)) yield [one, ...rest];
}

/** Every multiset of a size, as ascending places. */
function* multisets(count: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let first = from; first < count; first += 1) {
    for (const rest of multisets(count, size - 1, first)) yield [first, ...rest];
  }
}

/** The unit that has u_k under a sign. */
function unitOf(sign: Sign, u: readonly Rational[], { witness }: ReluCell): ExactUnit {
  if (sign === 0) return { outgoing: ZERO, incoming: witness };
  if (sign === 1) return { outgoing: ONE, incoming: u };
  return { outgoing: MINUS_ONE, incoming: u.map((one) => subtractRationals(ZERO, one)) };
}

const isDead = ({ pattern }: ReluCell, { leak }: ReluKind) =>
  isZero(leak) && !pattern.includes(true);

/** The live units in the places of their cells; a dead one may have any v_k. */
function withDead(cells: readonly ReluCell[], live: readonly ExactUnit[], kind: ReluKind) {
  let next = 0;
  return cells.flatMap((cell) => {
    const dead = { outgoing: ONE, incoming: cell.witness };
    return isDead(cell, kind) ? dead : (live[next++] ?? []);
  });
}

function outcomeOf(
  cells: readonly ReluCell[],
  { inputs, targets }: ExactData,
  kind: ReluKind,
): CellOutcome {
  const width = inputs[0]?.length ?? 0;
  const living = cells.filter((cell) => !isDead(cell, kind));
  const live = living.map((cell, at): LiveUnit => ({ cell, from: at * width }));
  const blocks = living.map(({ pattern }) => slopedInputs(inputs, pattern, kind));
  const design = blocks.length === 0 ? inputs.map(() => []) : sideBySide(blocks);
  const set = leastSquaresExactly(design, targets);
  const outcome = { cells, bound: lossAt(design, set.particular, targets) };
  const options = live.map((unit) =>
    SIGNS.map((sign): Choice => ({ ...unit, sign })).filter(
      (choice) => signedPoint(set, [choice], inputs) !== null,
    ),
  );
  for (const choices of products(options)) {
    const point = signedPoint(set, choices, inputs);
    if (point !== null) {
      const found = choices.map((choice) =>
        unitOf(choice.sign, partOf(point, choice, width), choice.cell),
      );
      return { ...outcome, units: withDead(cells, found, kind) };
    }
  }
  return { ...outcome, units: null };
}

/** How many multisets of cells there are: one least squares problem each. */
export function countMultisets(cells: number, units: number): number {
  let count = 1;
  for (let one = 1; one <= units; one += 1) count = (count * (cells + one - 1)) / one;
  return count;
}

/** Every multiset of cells with one of its minima, which all have one loss. */
export function enumerateCells(
  data: ExactData,
  cells: readonly ReluCell[],
  units: number,
  kind: ReluKind,
): CellOutcome[] {
  return Array.from(multisets(cells.length, units), (places) =>
    outcomeOf(
      places.flatMap((place) => cells[place] ?? []),
      data,
      kind,
    ),
  );
}
