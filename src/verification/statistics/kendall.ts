/**
 * Kendall's tau-b over blocks: pairs of columns within a block that rise, less those that fall.
 *
 * @source    Kendall 1945, "The treatment of ties in ranking problems"; blocks are strata: the counts are
 *            summed before they are divided
 * @shape     blocks [n][k], the columns in order and without ties among themselves
 * @precision held to SciPy 1.17 for one block, ties included
 * @fails     nothing: blocks in which all values are equal have no order, and tau is 0
 */
export function kendallTau(blocks: readonly (readonly number[])[]): number {
  let difference = 0;
  let pairs = 0;
  let untied = 0;
  for (const block of blocks) {
    for (const [later, value] of block.entries()) {
      for (const earlier of block.slice(0, later)) {
        difference += Math.sign(value - earlier);
        pairs += 1;
        if (value !== earlier) untied += 1;
      }
    }
  }
  return untied === 0 ? 0 : difference / Math.sqrt(pairs * untied);
}
