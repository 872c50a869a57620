/**
 * Networks whose last layers hold units that are linear and feed fixed features nothing back: the loss in
 * the weights A, C of these units. s_1 = Zb_0 A_1, s_j = s_(j-1) C_j + Zb_(j-1) A_j, Yhat = s_(K+1).
 * Deep linear networks are those with Zb_0 = X and no other features.
 *
 * @source    spec kawaguchi2019-depth-width, 2.5, proof of (A); 2.6
 * @shape     Zb_j [m, p_j], j = 0..K; S-layers of n_1 .. n_K units; theta: M_1 .. M_(K+1) row by row,
 *            M_j = [C_j; A_j] of n_(j-1) + p_(j-1) rows and n_j columns, n_0 = 0, n_(K+1) = d_y
 * @units     L = 1/2 ||Yhat - Y||_F^2; residuals stack the outputs' columns
 * @precision float64
 * @cost      Jacobian m d_y P; Hessian P passes forward and back
 */
import { Matrix } from "ml-matrix";
import { sumOf, square, type Algebra, type Formula } from "../../numerics/algebra.ts";
import type { Expansion } from "../../numerics/jet.ts";
import type { Linearised } from "../../numerics/levenberg-marquardt.ts";
import { columnsOf } from "../../numerics/column-space.ts";
import type { Rows } from "./dense-network.ts";

export interface LinearTail {
  /** Zb_0 .. Zb_K by rows; rows without entries: no features. */
  readonly blocks: readonly Rows[];
  /** n_1 .. n_K. */
  readonly widths: readonly number[];
  /** Y [m, d_y]. */
  readonly targets: Rows;
}

const widthOf = (rows: Rows) => rows[0]?.length ?? 0;

/** Rows and columns of each M_j. */
export function shapesOf({ blocks, widths, targets }: LinearTail) {
  return blocks.map((block, at) => {
    const linear = at === 0 ? 0 : (widths[at - 1] ?? 0);
    const columns = widths[at] ?? widthOf(targets);
    return { linear, rows: linear + widthOf(block), columns };
  });
}

/** P. */
export function sizeOf(tail: LinearTail): number {
  return shapesOf(tail).reduce((sum, { rows, columns }) => sum + rows * columns, 0);
}

/** M_1 .. M_(K+1) from theta. */
function unpack(tail: LinearTail, theta: readonly number[]): Matrix[] {
  let next = 0;
  return shapesOf(tail).map(({ rows, columns }) => {
    const entries = theta.slice(next, next + rows * columns);
    next += rows * columns;
    return Matrix.from1DArray(rows, columns, entries);
  });
}

const topRows = (matrix: Matrix, rows: number) =>
  rows === 0 ? null : matrix.subMatrix(0, rows - 1, 0, matrix.columns - 1);

/** [left, right]. */
function beside(left: Matrix | null, right: Rows): Matrix {
  return new Matrix(right.map((row, i) => [...(left?.getRow(i) ?? []), ...row]));
}

/** What a tail passes on, layer by layer: what entered each layer, and the outputs. */
function passUp(
  matrices: readonly Matrix[],
  entering: (at: number, linear: Matrix | null) => Matrix,
  leaving: (at: number, entered: Matrix) => Matrix,
) {
  const features: Matrix[] = [];
  const outputs = matrices.reduce<Matrix | null>((linear, _, at) => {
    const feature = entering(at, linear);
    features.push(feature);
    return leaving(at, feature);
  }, null);
  if (outputs === null) throw new Error("a tail has at least one layer");
  return { features, outputs };
}

interface Pass {
  readonly matrices: readonly Matrix[];
  /** F_j = [s_(j-1), Zb_(j-1)]: what enters M_j. */
  readonly features: readonly Matrix[];
  /** T_j = C_(j+1) .. C_(K+1) [n_j, d_y], the last I. */
  readonly tails: readonly Matrix[];
  readonly residuals: Matrix;
}

function passOf(tail: LinearTail, theta: readonly number[]): Pass {
  const matrices = unpack(tail, theta);
  const shapes = shapesOf(tail);
  const { features, outputs } = passUp(
    matrices,
    (at, linear) => beside(linear, tail.blocks[at] ?? []),
    (at, entered) => entered.mmul(matrices[at] as Matrix),
  );
  const tails: Matrix[] = [Matrix.eye(widthOf(tail.targets))];
  for (let at = matrices.length - 1; at > 0; at -= 1) {
    const above = topRows(matrices[at] as Matrix, shapes[at]?.linear ?? 0);
    tails.unshift((above as Matrix).mmul(tails[0] as Matrix));
  }
  const targets = new Matrix(tail.targets.map((row) => [...row]));
  return { matrices, features, tails, residuals: Matrix.sub(outputs, targets) };
}

/** vec of the residuals, and the Jacobian by rows. */
export function linearised(tail: LinearTail, theta: readonly number[]): Linearised {
  const { features, tails, residuals } = passOf(tail, theta);
  const outputs = Array.from({ length: residuals.columns }, (_, j) => j);
  const jacobian = outputs.flatMap((j) =>
    tail.targets.map((_, i) =>
      features.flatMap((feature, at) => {
        const back = tails[at]?.getColumn(j) ?? [];
        return feature.getRow(i).flatMap((value) => back.map((one) => value * one));
      }),
    ),
  );
  return { residuals: outputs.flatMap((j) => residuals.getColumn(j)), jacobian };
}

const packed = (matrices: readonly Matrix[]) => matrices.flatMap((one) => one.to1DArray());

/** grad_j = F_j^T R T_j^T. */
function gradientOf({ features, tails, residuals }: Pass): Matrix[] {
  return features.map((feature, at) =>
    feature
      .transpose()
      .mmul(residuals)
      .mmul((tails[at] as Matrix).transpose()),
  );
}

/** The change of the gradient along a change of the matrices. */
function gradientChange(tail: LinearTail, pass: Pass, change: readonly Matrix[]): number[] {
  const { matrices, features, tails, residuals } = pass;
  const shapes = shapesOf(tail);
  const { features: featureChanges, outputs: residualChange } = passUp(
    matrices,
    (at, linear) =>
      beside(
        linear,
        (tail.blocks[at] ?? []).map((row) => row.map(() => 0)),
      ),
    (at, entered) =>
      Matrix.add(
        entered.mmul(matrices[at] as Matrix),
        (features[at] as Matrix).mmul(change[at] as Matrix),
      ),
  );
  const size = residuals.columns;
  const tailChanges: Matrix[] = [Matrix.zeros(size, size)];
  for (let at = matrices.length - 1; at > 0; at -= 1) {
    const rows = shapes[at]?.linear ?? 0;
    const moved = (topRows(change[at] as Matrix, rows) as Matrix).mmul(tails[at] as Matrix);
    const kept = (topRows(matrices[at] as Matrix, rows) as Matrix).mmul(tailChanges[0] as Matrix);
    tailChanges.unshift(Matrix.add(moved, kept));
  }
  return packed(
    features.map((feature, at) => {
      const back = (tails[at] as Matrix).transpose();
      const first = (featureChanges[at] as Matrix).transpose().mmul(residuals).mmul(back);
      const second = feature.transpose().mmul(residualChange).mmul(back);
      const turned = (tailChanges[at] as Matrix).transpose();
      return Matrix.add(
        Matrix.add(first, second),
        feature.transpose().mmul(residuals).mmul(turned),
      );
    }),
  );
}

/** T_1 = C_2 .. C_(K+1): how the first features reach the outputs. */
export function firstTail(tail: LinearTail, theta: readonly number[]): Float64Array[] {
  const { tails } = passOf(tail, theta);
  return columnsOf((tails[0] as Matrix).to2DArray());
}

/** Yhat by rows. */
export function tailOutputs(tail: LinearTail, theta: readonly number[]): number[][] {
  const { residuals } = passOf(tail, theta);
  return tail.targets.map((row, i) => row.map((one, j) => one + residuals.get(i, j)));
}

/** L with its first two derivatives. */
export function expandTail(tail: LinearTail, theta: readonly number[]): Expansion<number> {
  const pass = passOf(tail, theta);
  const squares = pass.residuals.to1DArray().map((one) => one * one);
  const value = squares.reduce((sum, one) => sum + one, 0) / 2;
  const hessian = theta.map((_, at) => {
    const unit = theta.map((__, index) => (index === at ? 1 : 0));
    return gradientChange(tail, pass, unpack(tail, unit));
  });
  return { value, gradient: packed(gradientOf(pass)), hessian };
}

/** Tangents of the maps M_j -> M_j G, C_(j+1) -> G^-1 C_(j+1), which leave the outputs as they are. */
export function tailGauge(tail: LinearTail, theta: readonly number[]): number[][] {
  const matrices = unpack(tail, theta);
  return tail.widths.flatMap((width, layer) => {
    const units = Array.from({ length: width }, (_, unit) => unit);
    return units.flatMap((from) =>
      units.map((into) =>
        packed(
          matrices.map((matrix, at) => {
            const change = Matrix.zeros(matrix.rows, matrix.columns);
            if (at === layer) change.setColumn(into, matrix.getColumn(from));
            if (at === layer + 1)
              change.setRow(
                from,
                matrix.getRow(into).map((one) => -one),
              );
            return change;
          }),
        ),
      ),
    );
  });
}

/** s_j of one sample in any kind of number. */
function outputsOf<T>(algebra: Algebra<T>, tail: LinearTail, theta: readonly T[], sample: number) {
  let [linear, next]: [T[], number] = [[], 0];
  shapesOf(tail).forEach(({ rows, columns }, at) => {
    const fixed = (tail.blocks[at]?.[sample] ?? []).map((one) => algebra.constant(one));
    const entering = [...linear, ...fixed];
    const start = next;
    next += rows * columns;
    linear = Array.from({ length: columns }, (_, column) =>
      sumOf(
        algebra,
        entering.map((one, row) =>
          algebra.multiply(one, theta[start + row * columns + column] as T),
        ),
      ),
    );
  });
  return linear;
}

/** L for the search of a descent (spec 4.4). */
export function tailLoss(tail: LinearTail): Formula {
  return (algebra, theta) =>
    algebra.scale(
      1 / 2,
      sumOf(
        algebra,
        tail.targets.flatMap((row, i) =>
          outputsOf(algebra, tail, theta, i).map((output, j) =>
            square(algebra, algebra.subtract(output, algebra.constant(row[j] ?? Number.NaN))),
          ),
        ),
      ),
    );
}
