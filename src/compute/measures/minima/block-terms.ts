/**
 * What each unit, layer by layer, takes off the loss at a stationary point:
 * L = 1/2 ||Y||^2 - sum_q T_q, T_q = 1/2 ||P[N_q B_q] y||^2 with B_q the unit's block of J.
 * The terms depend on the order of the blocks, their sum does not.
 *
 * @source    spec kawaguchi2019-depth-width, 2.2
 * @shape     network, data -> one term for each hidden unit and output
 * @units     the square of Y's unit
 * @precision float64; the sum is compared with a projection by singular values
 * @random    orders of the blocks and a shuffled block: purpose "order"
 * @cost      a Gram-Schmidt of J for each order
 * @fails     numbers that are not finite give NaN
 */
import { blockGramSchmidt } from "../../numerics/block-gram-schmidt.ts";
import { columnSpaceOf, projectOnto, rankOf } from "../../numerics/column-space.ts";
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import { dot } from "../../numerics/vectors.ts";
import type { RegressionData } from "./dense-network.ts";
import {
  forwardPass,
  jacobianBlocks,
  jacobianColumns,
  type DenseModel,
  type JacobianBlock,
} from "./forward.ts";
import { ratio, targetVector } from "./quality.ts";

/** Forward: layers 1 .. H + 1, in each its units 1 .. d_l. Reverse: the same from behind. */
export const BLOCK_ORDERS = ["forward", "reverse"] as const;
export type BlockOrder = (typeof BLOCK_ORDERS)[number];

export interface BlockTerm {
  readonly layer: number;
  readonly unit: number;
  readonly term: number;
}

export interface BlockTermsOptions {
  readonly order: BlockOrder;
  /** Seed of the random orders. */
  readonly seed: number;
  /** Rows of this block (from 0, forward) are shuffled, but not in random orders: none of J's. */
  readonly shuffled?: number | undefined;
}

export interface BlockTermsOfModel {
  /** In the order asked for. */
  readonly terms: readonly BlockTerm[];
  readonly sum: number;
  /** 1/2 ||P[J] y||^2 by singular values. */
  readonly projected: number;
  readonly least: number;
  /** |sum - projected| / (1/2 ||Y||^2) - 1e-14 sigma_1 / sigma_rank: at most 1e-10. */
  readonly sumExcess: number;
  /** The same between the sums of random orders and this one. */
  readonly orderExcess: number;
  /** By how much of 1/2 ||Y||^2 a term differs in the random order nearest to this one; 0: the same. */
  readonly orderMove: number;
  /** New directions of all blocks; the rank of J by singular values. */
  readonly directions: number;
  readonly rank: number;
  /** sigma_rank / sigma_1: at least 1e-9. */
  readonly conditioning: number;
}

const RANDOM_ORDERS = 3;
/** Of 1/2 ||Y||^2 and of sigma_1 / sigma_rank: what Gram-Schmidt twice may lose. */
const LOST = 1e-14;

/** Below this the two ranks can differ in correct code. */
export const LEAST_CONDITIONING = 1e-9;

function shuffledRows(block: JacobianBlock, random: RandomStream): JacobianBlock {
  const order = random.permutation(block.columns[0]?.length ?? 0);
  const columns = block.columns.map((column) =>
    column.map((_, row) => column[order[row] ?? 0] ?? NaN),
  );
  return { ...block, columns };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0);

/** The terms in random orders of J's own blocks, each told at its block's place in forward order. */
function termsInRandomOrders(
  blocks: readonly JacobianBlock[],
  y: Float64Array,
  seed: number,
): number[][] {
  return Array.from({ length: RANDOM_ORDERS }, (_, stream) => {
    const random = new RandomStream(seed, PURPOSES.order, stream);
    const order = Array.from(random.permutation(blocks.length));
    const { terms } = blockGramSchmidt(
      order.map((at) => blocks[at]?.columns ?? []),
      y,
    );
    return blocks.map((_block, at) => terms[order.indexOf(at)] ?? NaN);
  });
}

function furthest(terms: readonly number[], others: readonly number[]): number {
  return Math.max(...terms.map((one, at) => Math.abs(one - (others[at] ?? NaN))));
}

const NOT_FINITE = {
  ...{ terms: [], sum: NaN, projected: NaN, least: NaN, sumExcess: NaN, orderExcess: NaN },
  ...{ orderMove: NaN, directions: NaN, rank: NaN, conditioning: NaN },
};

export function blockTermsOf(
  model: DenseModel,
  data: RegressionData,
  options: BlockTermsOptions,
): BlockTermsOfModel {
  const { order, seed, shuffled } = options;
  const exact = jacobianBlocks(model, forwardPass(model, data));
  const jacobian = jacobianColumns(exact);
  if (!jacobian.every((column) => column.every(Number.isFinite))) return NOT_FINITE;
  const random = new RandomStream(seed, PURPOSES.order, RANDOM_ORDERS);
  const blocks = exact.map((block, at) => (at === shuffled ? shuffledRows(block, random) : block));
  const ordered = order === "forward" ? blocks : blocks.toReversed();
  const y = targetVector(data);
  const found = blockGramSchmidt(
    ordered.map(({ columns }) => columns),
    y,
  );
  const sum = sumOf(found.terms);
  const space = columnSpaceOf(jacobian);
  const { rank, largest, last } = rankOf(space);
  const inside = projectOnto(space, rank, y);
  const projected = dot(inside, inside) / 2;
  const half = dot(y, y) / 2;
  const lost = LOST * ratio(largest, last);
  const inOrders = termsInRandomOrders(exact, y, seed);
  const forward = order === "forward" ? found.terms : found.terms.toReversed();
  return {
    terms: ordered.map(({ layer, unit }, at) => ({ layer, unit, term: found.terms[at] ?? NaN })),
    ...{ sum, projected, rank, least: Math.min(...found.terms) },
    sumExcess: ratio(Math.abs(sum - projected), half) - lost,
    orderExcess: Math.max(...inOrders.map((one) => ratio(Math.abs(sumOf(one) - sum), half))) - lost,
    orderMove: Math.min(...inOrders.map((one) => ratio(furthest(one, forward), half))),
    directions: sumOf(found.ranks),
    conditioning: ratio(last, largest),
  };
}
