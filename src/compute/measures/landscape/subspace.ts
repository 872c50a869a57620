/** A random subspace as a search box: displacements A z with A of n x p independent N(0, 1). */
import { inverse, Matrix } from "ml-matrix";
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import { addScaled, dot } from "../../numerics/vectors.ts";
import type { SearchBox } from "./maximise.ts";

const SUBSPACE_STREAM = 2_000_000;

/** (A^T A)^-1 A^T x. */
function pseudoInverseTimes(columns: readonly Float64Array[], x: Float64Array): number[] {
  const gram = Matrix.zeros(columns.length, columns.length);
  columns.forEach((left, row) => {
    columns.slice(row).forEach((right, offset) => {
      const product = dot(left, right);
      gram.set(row, row + offset, product);
      gram.set(row + offset, row, product);
    });
  });
  const projected = Matrix.columnVector(columns.map((column) => dot(column, x)));
  return inverse(gram).mmul(projected).to1DArray();
}

/** Boxes of any size in one random subspace. */
export interface RandomSubspace {
  /** |z_i| <= epsilon (|(A+ x)_i| + 1): equation 2. */
  box(epsilon: number): SearchBox;
}

/**
 * One A for each seed, so that both arms of a pair are searched in the same subspace.
 *
 * @source Keskar et al. 2017, equation 2; the distribution of A: spec keskar2017-large-batch, 1
 */
export function randomSubspace(
  point: Float64Array,
  { dimension, seed }: { dimension: number; seed: number },
): RandomSubspace {
  const columns = Array.from({ length: dimension }, (_, index) => {
    const random = new RandomStream(seed, PURPOSES.noise, SUBSPACE_STREAM + index);
    return new Float64Array(point.length).map(() => random.normal());
  });
  const coordinates = pseudoInverseTimes(columns, point);
  const embed = {
    displacement(z: Float64Array) {
      const moved = new Float64Array(point.length);
      columns.forEach((column, index) => {
        addScaled(moved, z[index] ?? 0, column);
      });
      return moved;
    },
    pullBack: (gradient: Float64Array) =>
      Float64Array.from(columns, (column) => dot(column, gradient)),
  };
  return {
    box: (epsilon) => ({
      halfWidths: Float64Array.from(coordinates, (one) => epsilon * (Math.abs(one) + 1)),
      embed,
    }),
  };
}
