/**
 * Linear equations and least squares in exact rationals, with all of their solutions.
 *
 * @shape     matrix [m, n], right [m]; a solution [n]
 * @precision exact
 * @cost      min(m, n) eliminations (exact-tableau.ts); least squares by normal equations, n^2 m more
 */
import { rational, type Rational } from "../../domain/rational.ts";
import { eliminate, toIntegers, type ExactTableau } from "./exact-tableau.ts";

/** particular + every combination of the directions, which are independent. */
export interface AffineSet {
  readonly particular: readonly Rational[];
  /** As many as unknowns less the rank. */
  readonly directions: readonly (readonly Rational[])[];
}

/** Brings the first `columns` to reduced echelon form; the pivots' columns, row by row. */
function reduce(tableau: ExactTableau, columns: number): number[] {
  const pivots: number[] = [];
  const { entries } = tableau;
  for (let column = 0; column < columns; column += 1) {
    const at = pivots.length;
    const found = entries.findIndex((row, index) => index >= at && row[column] !== 0n);
    if (found === -1) continue;
    [entries[at], entries[found]] = [entries[found] ?? [], entries[at] ?? []];
    eliminate(tableau, at, column);
    pivots.push(column);
  }
  return pivots;
}

/** @param rows integers, the right side as the last column */
function solveIntegers(rows: readonly (readonly bigint[])[], columns: number): AffineSet | null {
  const tableau: ExactTableau = { entries: rows.map((row) => [...row]), denominator: 1n };
  const pivots = reduce(tableau, columns);
  const { entries, denominator } = tableau;
  if (entries.slice(pivots.length).some((row) => row[columns] !== 0n)) return null;
  const places = Array.from({ length: columns }, (_, column) => pivots.indexOf(column));
  const entryAt = (row: number, column: number) =>
    rational(entries[row]?.[column] ?? 0n, denominator);
  const zero = rational(0n);
  const free = places.flatMap((place, column) => (place === -1 ? [column] : []));
  return {
    particular: places.map((row) => (row === -1 ? zero : entryAt(row, columns))),
    directions: free.map((one) =>
      places.map((row, column) => {
        if (row === -1) return rational(column === one ? 1n : 0n);
        const { numerator, denominator: below } = entryAt(row, one);
        return { numerator: -numerator, denominator: below };
      }),
    ),
  };
}

/** All x with matrix x = right; null where there is none. */
export function solveExactly(
  matrix: readonly (readonly Rational[])[],
  right: readonly Rational[],
): AffineSet | null {
  const columns = matrix[0]?.length ?? 0;
  const rows = matrix.map((row, at) => toIntegers([...row, right[at] ?? rational(0n)]).integers);
  return solveIntegers(rows, columns);
}

/** All x that minimise ||matrix x - right||. */
export function leastSquaresExactly(
  matrix: readonly (readonly Rational[])[],
  right: readonly Rational[],
): AffineSet {
  const columns = matrix[0]?.length ?? 0;
  // One factor for the whole matrix: rows scaled one by one would be weighted.
  const { integers } = toIntegers(matrix.flatMap((row, at) => [...row, right[at] ?? rational(0n)]));
  const rows = matrix.map((_, at) => integers.slice(at * (columns + 1), (at + 1) * (columns + 1)));
  const normal = Array.from({ length: columns }, (_, i) =>
    Array.from({ length: columns + 1 }, (__, j) =>
      rows.reduce((sum, row) => sum + (row[i] ?? 0n) * (row[j] ?? 0n), 0n),
    ),
  );
  const solved = solveIntegers(normal, columns);
  if (solved === null) throw new Error("normal equations always have a solution");
  return solved;
}
