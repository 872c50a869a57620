/**
 * What is told of a student on its data: its loss, and the value that the identity of local minima
 * gives to its Jacobian.
 *
 * @source    spec kawaguchi2019-depth-width, 2.1 and 3.2
 * @units     all relative to 1/2 ||Y||^2
 * @precision float64, from weights as they are
 * @cost      theory: about 3 m d_y P rank
 */
import { pivotedRank } from "../../numerics/pivoted-qr.ts";
import { dot } from "../../numerics/vectors.ts";
import type { DenseNetwork, RegressionData } from "../minima/dense-network.ts";
import { forwardPass, jacobianBlocks, lossOf, residualsOf } from "../minima/forward.ts";
import { columnsOf } from "../../numerics/column-space.ts";

function halfSquares(columns: readonly Float64Array[]): number {
  return columns.reduce((sum, column) => sum + dot(column, column), 0) / 2;
}

/** Ln; not finite where the weights are not. */
export function normalisedLoss(network: DenseNetwork, data: RegressionData): number {
  const residuals = residualsOf(forwardPass(network, data), data);
  return lossOf(residuals) / halfSquares(columnsOf(data.targets));
}

/** Ln of linear regression on X: the value that every deep linear net of enough width reaches. */
export function linearRegression({ inputs, targets }: RegressionData): number {
  const vectors = columnsOf(targets);
  return pivotedRank(columnsOf(inputs), vectors).outside / 2 / halfSquares(vectors);
}

export interface Theory {
  /** 1/2 ||PN[J] y||^2 / (1/2 ||Y||^2); 0 only where rank J = m d_y. */
  readonly value: number;
  readonly rank: number;
  /** Largest column that is left beside the last that counts: resolved at 1e-3. */
  readonly gap: number;
}

/** @param samples the first so many of the data */
export function theoryOf(network: DenseNetwork, data: RegressionData, samples: number): Theory {
  const inputs = data.inputs.slice(0, samples);
  const targets = columnsOf(data.targets.slice(0, samples));
  const columns = jacobianBlocks(network, forwardPass(network, { inputs })).flatMap(
    (block) => block.columns,
  );
  const vector = Float64Array.from(targets.flatMap((column) => Array.from(column)));
  if (!columns.every((column) => column.every(Number.isFinite))) {
    return { value: NaN, rank: NaN, gap: NaN };
  }
  const { rank, last, next, outside } = pivotedRank(columns, [vector]);
  return { value: outside / 2 / halfSquares(targets), rank, gap: next === 0 ? 0 : next / last };
}
