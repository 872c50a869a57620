/**
 * The minimum of the quadratic model over the coordinates that the Cauchy point leaves free, brought
 * back into the box.
 *
 * @source Byrd, Lu, Nocedal, Zhu 1995, section 5.1 (direct primal method); Morales and Nocedal 2011
 *         for the projection, with the older truncation where projecting would go uphill
 * @cost   O(m^2 n), m pairs
 */
import { Matrix, solve } from "ml-matrix";
import { addScaled, dot } from "../vectors.ts";
import { longestStep, project, type Box, type Iterate } from "./box.ts";
import type { CauchyPoint } from "./cauchy-point.ts";
import { addColumns, timesColumns, timesMiddle, type Curvature } from "./curvature.ts";

/** Sets to 0 what is not free, in place. */
function keepFree(vector: Float64Array, free: Uint8Array): Float64Array {
  for (let index = 0; index < free.length; index += 1) {
    if (free[index] === 0) vector[index] = 0;
  }
  return vector;
}

/** W'W over the free coordinates alone. */
function gramOf(columns: readonly Float64Array[], free: Uint8Array): Matrix {
  const gram = Matrix.zeros(columns.length, columns.length);
  columns.forEach((one, row) => {
    const kept = keepFree(one.slice(), free);
    columns.slice(0, row + 1).forEach((other, column) => {
      const product = dot(kept, other);
      gram.set(row, column, product);
      gram.set(column, row, product);
    });
  });
  return gram;
}

/** (I - M W'W / theta)^-1 v, W restricted to the free coordinates. */
function solveSmall(curvature: Curvature, free: Uint8Array, right: Float64Array): Float64Array {
  const { columns, middle, theta } = curvature;
  const product = new Matrix(middle.map((row) => [...row])).mmul(gramOf(columns, free));
  const system = product.div(-theta).add(Matrix.eye(columns.length));
  return Float64Array.from(solve(system, Matrix.columnVector([...right])).getColumn(0));
}

/** The step from the Cauchy point to the minimum over the free coordinates; the others rest. */
function subspaceStep(
  { x, gradient }: Iterate,
  { point, projected }: CauchyPoint,
  curvature: Curvature,
  free: Uint8Array,
): Float64Array {
  const { theta } = curvature;
  const residual = gradient.map(
    (slope, index) => -slope - theta * ((point[index] ?? 0) - (x[index] ?? 0)),
  );
  addColumns(residual, 1, curvature, timesMiddle(curvature, projected));
  keepFree(residual, free);
  const right = timesMiddle(curvature, timesColumns(curvature, residual));
  const step = residual.map((one) => one / theta);
  addColumns(step, 1 / theta ** 2, curvature, solveSmall(curvature, free, right));
  return keepFree(step, free);
}

/** The point that the line search aims at. Not finite where the small system is singular. */
export function subspaceMinimum(
  iterate: Iterate,
  box: Box,
  curvature: Curvature,
  cauchy: CauchyPoint,
): Float64Array {
  const free = Uint8Array.from(cauchy.point, (value, index) =>
    value > (box.lower[index] ?? 0) && value < (box.upper[index] ?? 0) ? 1 : 0,
  );
  if (curvature.columns.length === 0 || !free.includes(1)) return cauchy.point;
  const step = subspaceStep(iterate, cauchy, curvature, free);
  const aim = cauchy.point.slice();
  addScaled(aim, 1, step);
  const inside = project(aim, box);
  if (aim.every((value, index) => value === inside[index])) return aim;
  const uphill = inside.reduce(
    (sum, value, index) => sum + (value - (iterate.x[index] ?? 0)) * (iterate.gradient[index] ?? 0),
    0,
  );
  if (uphill <= 0) return inside;
  const truncated = cauchy.point.slice();
  addScaled(truncated, longestStep(truncated, step, box, 1), step);
  return project(truncated, box);
}
