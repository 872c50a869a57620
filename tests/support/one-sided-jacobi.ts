/**
 * Singular values by one-sided Jacobi rotations (Hestenes 1958): the columns are rotated in pairs until
 * all are orthogonal; their lengths are the singular values. Shares nothing with a library's SVD.
 */
type Column = number[];

const product = (left: Column, right: Column) =>
  left.reduce((sum, one, index) => sum + one * (right[index] ?? 0), 0);

/** Makes two columns orthogonal; whether they were so already. */
function rotate(left: Column, right: Column): boolean {
  const [a, b, c] = [product(left, left), product(right, right), product(left, right)];
  if (Math.abs(c) <= 1e-15 * Math.sqrt(a * b)) return true;
  const zeta = (b - a) / (2 * c);
  const tangent = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = cosine * tangent;
  left.forEach((one, index) => {
    const other = right[index] ?? 0;
    left[index] = cosine * one - sine * other;
    right[index] = sine * one + cosine * other;
  });
  return false;
}

/** min(m, n) of them, largest first. */
export function jacobiSingularValues(columns: readonly ArrayLike<number>[]): number[] {
  const rotated = columns.map((column) => Array.from(column));
  for (let sweep = 0; sweep < 60; sweep += 1) {
    let isDone = true;
    for (let left = 0; left < rotated.length; left += 1) {
      for (let right = left + 1; right < rotated.length; right += 1) {
        isDone = rotate(rotated[left] as Column, rotated[right] as Column) && isDone;
      }
    }
    if (isDone) break;
  }
  const lengths = rotated.map((column) => Math.sqrt(product(column, column)));
  const count = Math.min(columns.length, columns[0]?.length ?? 0);
  return lengths.toSorted((left, right) => right - left).slice(0, count);
}
