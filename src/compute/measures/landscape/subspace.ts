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

/**
 * The box of equation 2 in a random subspace: |z_i| <= eps (|(A+ x)_i| + 1). One A for each seed,
 * so that both arms of a pair are searched in the same subspace.
 *
 * @source Keskar et al. 2017, equation 2; the distribution of A: spec keskar2017-large-batch, 1
 */
export function randomSubspace(
  point: Float64Array,
  { dimension, epsilon, seed }: { dimension: number; epsilon: number; seed: number },
): SearchBox {
  const columns = Array.from({ length: dimension }, (_, index) => {
    const random = new RandomStream(seed, PURPOSES.noise, SUBSPACE_STREAM + index);
    return new Float64Array(point.length).map(() => random.normal());
  });
  const coordinates = pseudoInverseTimes(columns, point);
  return {
    halfWidths: Float64Array.from(coordinates, (one) => epsilon * (Math.abs(one) + 1)),
    embed: {
      displacement(z) {
        const moved = new Float64Array(point.length);
        columns.forEach((column, index) => {
          addScaled(moved, z[index] ?? 0, column);
        });
        return moved;
      },
      pullBack: (gradient) => Float64Array.from(columns, (column) => dot(column, gradient)),
    },
  };
}
