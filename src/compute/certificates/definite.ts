/**
 * Whether every symmetric matrix between two bounds has all its eigenvalues above a number: that of
 * the middle is compared with the number and the largest row sum of the radii (Weyl), exactly.
 *
 * @source    Bareiss 1968, "Sylvester's identity and multistep integer-preserving Gaussian
 *            elimination": the pivots are the leading principal minors; all positive: Sylvester
 * @precision exact, in integers
 */
import type { Enclosure } from "./fixed-point.ts";

function rowRadius(row: readonly Enclosure[]): bigint {
  return row.reduce((sum, { low, high }) => sum + (high - low), 0n);
}

/** Whether a symmetric matrix of integers is positive definite. */
export function isPositiveDefinite(entries: readonly (readonly bigint[])[]): boolean {
  const rows = entries.map((row) => [...row]);
  let previous = 1n;
  for (let step = 0; step < rows.length; step += 1) {
    const pivotRow = rows[step] ?? [];
    const pivot = pivotRow[step] ?? 0n;
    if (pivot <= 0n) return false;
    for (const row of rows.slice(step + 1)) {
      const factor = row[step] ?? 0n;
      for (let at = step; at < row.length; at += 1) {
        row[at] = (pivot * (row[at] ?? 0n) - factor * (pivotRow[at] ?? 0n)) / previous;
      }
    }
    previous = pivot;
  }
  return true;
}

/** @param least in the units of the enclosures */
export function isAbove(matrix: readonly (readonly Enclosure[])[], least: Enclosure): boolean {
  // Twice the middle, so that it is whole.
  const radius = matrix.map(rowRadius).reduce((most, one) => (one > most ? one : most), 0n);
  const shift = 2n * least.high + radius;
  return isPositiveDefinite(
    matrix.map((row, at) =>
      row.map(({ low, high }, column) => low + high - (column === at ? shift : 0n)),
    ),
  );
}
