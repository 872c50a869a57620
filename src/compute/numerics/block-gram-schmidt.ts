/**
 * What each block of columns adds to the projection of a vector, after the blocks before it:
 * T_q = 1/2 ||P[N_q B_q] y||^2, N_q = PN[[B_1 .. B_(q-1)]].
 *
 * @source    spec kawaguchi2019-depth-width, 2.2; Golub and Van Loan, "Matrix computations", 5.2.8
 * @shape     blocks of columns [m], vector [m] -> one term and one rank for each block
 * @units     the square of the vector's
 * @precision float64; every direction is orthogonalised twice. A direction below 1e-10 of its block's
 *            norm is dropped: the sum is right to about eps sigma_1 / sigma_rank
 * @cost      2 m n rank
 */
import type { Columns } from "./column-space.ts";
import { addScaled, dot, norm, scaled } from "./vectors.ts";

export interface BlockTerms {
  /** T_q, at least 0 as squares are. */
  readonly terms: readonly number[];
  /** New directions of each block. */
  readonly ranks: readonly number[];
}

/** Of a block's norm: below it a direction is rounding. */
const DROPPED = 1e-10;

function removeAll(column: Float64Array, basis: readonly Float64Array[]): void {
  for (const direction of basis) addScaled(column, -dot(direction, column), direction);
}

/** The longest column, taken out of the list; undefined where none is longer than the least. */
function takeLongest(columns: Float64Array[], least: number): Float64Array | undefined {
  const lengths = columns.map(norm);
  const longest = Math.max(...lengths);
  if (!(longest > least)) return undefined;
  return columns.splice(lengths.indexOf(longest), 1)[0];
}

/** The directions that a block adds to an orthonormal basis; the longest first. */
function newDirections(block: Columns, basis: readonly Float64Array[]): Float64Array[] {
  const left = block.map((column) => Float64Array.from(column));
  const least = DROPPED * Math.hypot(...left.map(norm));
  for (const column of left) removeAll(column, basis);
  const added: Float64Array[] = [];
  for (;;) {
    const column = takeLongest(left, least);
    if (column === undefined) return added;
    // Once more: what is left of a nearly dependent column is full of the basis's rounding.
    const unit = scaled(column, 1 / norm(column));
    removeAll(unit, [...basis, ...added]);
    const direction = scaled(unit, 1 / norm(unit));
    for (const other of left) removeAll(other, [direction]);
    added.push(direction);
  }
}

/** The terms of the blocks in the order in which they are given. */
export function blockGramSchmidt(
  blocks: readonly Columns[],
  vector: ArrayLike<number>,
): BlockTerms {
  const basis: Float64Array[] = [];
  const rest = Float64Array.from(vector);
  const terms: number[] = [];
  const ranks: number[] = [];
  for (const block of blocks) {
    const directions = newDirections(block, basis);
    let squares = 0;
    for (const direction of directions) {
      const along = dot(direction, rest);
      addScaled(rest, -along, direction);
      squares += along * along;
    }
    basis.push(...directions);
    terms.push(squares / 2);
    ranks.push(directions.length);
  }
  return { terms, ranks };
}
