/**
 * Rank of a matrix over the integers modulo a prime, by plain Gaussian elimination, four pivots at
 * a time. It never exceeds the rank over the rationals of any integer matrix with these residues.
 *
 * @source    spec sharir2018-overlaps, pitfalls 2 and 6
 * @shape     rows x columns, row-major residues -> a count
 * @precision exact; compared with BigInt elimination, rank-deficient matrices included
 * @random    none
 * @cost      n^3 / 3 products for a full n x n matrix, r n^2 for one of rank r
 * @fails     entries that do not fill the matrix throw BAD_INPUT
 */
import { PlatformError } from "../../domain/errors.ts";
import type { PrimeField } from "./prime-field.ts";

/** Residues in 0 .. modulus - 1, row by row. */
export interface ResidueMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly entries: Int32Array;
}

type Four<T> = readonly [T, T, T, T];

/** A pivot row has 1 in its own column and 0 in the columns of the other pivots of its panel. */
interface Pivot {
  readonly column: number;
  readonly row: Int32Array;
}

const PANEL_SIZE = 4;

/** Fills up with zero rows, which change nothing. */
function inFours(panel: readonly Pivot[], columns: number): Four<Pivot> {
  const none: Pivot = { column: 0, row: new Int32Array(columns) };
  const [first = none, second = none, third = none, fourth = none] = panel;
  return [first, second, third, fourth];
}

/**
 * row -= the sum of row[pivot column] * pivot over the panel. One reduction serves four products:
 * their sum divided by the modulus is known to 2^-17, and the low 32 bits of the remainder are
 * enough for the reason that prime-field.ts gives.
 */
function eliminate(row: Int32Array, panel: Four<Pivot>, from: number, field: PrimeField): void {
  const { modulus, reciprocal } = field;
  const [first, second, third, fourth] = panel.map(
    (pivot) => pivot.row,
  ) as unknown as Four<Int32Array>;
  const [a, b, c, d] = panel.map((pivot) => row[pivot.column]) as unknown as Four<number>;
  for (let column = from; column < row.length; column += 1) {
    const w = first[column] ?? 0;
    const x = second[column] ?? 0;
    const y = third[column] ?? 0;
    const z = fourth[column] ?? 0;
    const quotient = (a * w + b * x + c * y + d * z) * reciprocal + 0.5;
    const products = Math.imul(a, w) + Math.imul(b, x) + Math.imul(c, y) + Math.imul(d, z);
    const rest = (products - Math.imul(quotient, modulus)) | 0;
    const difference = ((row[column] ?? 0) - (rest + ((rest >> 31) & modulus))) | 0;
    row[column] = difference + ((difference >> 31) & modulus);
  }
}

/** What the row will hold in a column once the panel is eliminated from it. */
function entryAfter(row: Int32Array, panel: readonly Pivot[], column: number, field: PrimeField) {
  let entry = row[column] ?? 0;
  for (const pivot of panel) {
    const product = field.multiply(row[pivot.column] ?? 0, pivot.row[column] ?? 0);
    entry = field.subtract(entry, product);
  }
  return entry;
}

/** Turns a row into the next pivot of a panel and keeps the panel reduced. */
function addPivot(panel: Pivot[], row: Int32Array, column: number, field: PrimeField): void {
  eliminate(row, inFours(panel, row.length), panel[0]?.column ?? column, field);
  const inverse = field.invert(row[column] ?? 0);
  for (let at = column; at < row.length; at += 1) row[at] = field.multiply(row[at] ?? 0, inverse);
  const pivot = { column, row };
  for (const other of panel) eliminate(other.row, inFours([pivot], row.length), column, field);
  panel.push(pivot);
}

/**
 * @example rankModulo({ rows: 2, columns: 2, entries: Int32Array.of(1, 2, 2, 4) }, field) // 1
 */
export function rankModulo(matrix: ResidueMatrix, field: PrimeField): number {
  const { rows, columns, entries } = matrix;
  if (entries.length !== rows * columns) {
    const message = `${entries.length} entries do not fill a matrix of ${rows} x ${columns}`;
    throw new PlatformError("BAD_INPUT", message);
  }
  const waiting = Array.from({ length: rows }, (_, row) =>
    entries.slice(row * columns, (row + 1) * columns),
  );
  let panel: Pivot[] = [];
  for (let column = 0; column < columns && waiting.length > 0; column += 1) {
    const found = waiting.findIndex((row) => entryAfter(row, panel, column, field) !== 0);
    const [row] = found < 0 ? [] : waiting.splice(found, 1);
    if (row === undefined) continue;
    addPivot(panel, row, column, field);
    if (panel.length < PANEL_SIZE) continue;
    const four = inFours(panel, columns);
    for (const rest of waiting) eliminate(rest, four, four[0].column, field);
    panel = [];
  }
  return rows - waiting.length;
}
