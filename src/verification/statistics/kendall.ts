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
  const steps = blocks.flatMap((block) =>
    block.flatMap((value, later) => block.slice(0, later).map((earlier) => value - earlier)),
  );
  const difference = steps.reduce((sum, step) => sum + Math.sign(step), 0);
  const untied = steps.filter((step) => step !== 0).length;
  return untied === 0 ? 0 : difference / Math.sqrt(steps.length * untied);
}
