/**
 * Page's test of an order over columns: blocks are ranked by themselves, and the ranks weighed by the
 * column. One-sided: the values fall from the first column to the last. p is exact: the permutations
 * of each block's own ranks (mid-ranks where values are equal), block by block independently.
 *
 * @source    Page 1963, "Ordered hypotheses for multiple treatments"; spec kawaguchi2019-depth-width 3.2
 * @shape     blocks [n][k]: one list for each block, its columns in the order of the claim
 * @precision sums of ranks are whole (counted in halves); probabilities are sums of non-negative
 *            doubles, so that p is right to about 1e-13 of itself
 * @cost      k! for each block, and n convolutions over the range of the sums; k at most 8
 * @fails     no block, blocks of different lengths, fewer than 2 or more than 8 columns, or a number
 *            that is not finite throw BAD_INPUT
 */
import { PURPOSES, RandomStream } from "../../compute/numerics/threefry.ts";
import { PlatformError } from "../../domain/errors.ts";
import { requireSample } from "./sample.ts";
import { ranksOf } from "./spearman.ts";

export interface PageTrend {
  /** L = sum over columns j, from 1, of j times the column's sum of ranks (1 = largest value). */
  readonly statistic: number;
  /** (L - mean) / standard deviation without ties: reported, decides nothing. */
  readonly z: number;
  /** Of the hypothesis that the columns do not differ, against values that fall. */
  readonly p: number;
  /** Against values that rise. */
  readonly pRising: number;
}

type Blocks = readonly (readonly number[])[];

const MOST_COLUMNS = 8;

function requireBlocks(blocks: Blocks): number {
  const columns = blocks[0]?.length ?? 0;
  if (blocks.length === 0 || columns < 2 || columns > MOST_COLUMNS) {
    const found = `${blocks.length} blocks of ${columns} columns`;
    const told = `a trend test takes blocks of 2 to ${MOST_COLUMNS} columns and got ${found}`;
    throw new PlatformError("BAD_INPUT", told);
  }
  for (const block of blocks) {
    requireSample("a trend test", block, columns);
    if (block.length === columns) continue;
    throw new PlatformError("BAD_INPUT", `a trend test pairs ${columns} with ${block.length}`);
  }
  return columns;
}

/** Twice the ranks, whole numbers: 2 for the largest value. */
function doubledRanks(block: readonly number[]): number[] {
  return ranksOf(block.map((value) => -value)).map((rank) => 2 * rank);
}

function weighed(ranks: readonly number[]): number {
  return ranks.reduce((sum, rank, column) => sum + (column + 1) * rank, 0);
}

type Distribution = ReadonlyMap<number, number>;

/** 0, and nothing else. */
const CERTAIN: Distribution = new Map([[0, 1]]);

/** One column more: each set of ranks that are taken, and the sums that it can have reached. */
function withNextRank(
  partial: ReadonlyMap<number, Distribution>,
  ranks: readonly number[],
  column: number,
): Map<number, Distribution> {
  const next = new Map<number, Map<number, number>>();
  const chance = 1 / (ranks.length - column + 1);
  for (const [taken, sums] of partial) {
    const free = ranks
      .map((rank, at) => ({ rank, bit: 1 << at }))
      .filter(({ bit }) => !(taken & bit));
    for (const { rank, bit } of free) {
      const into = next.get(taken | bit) ?? new Map<number, number>();
      next.set(taken | bit, into);
      sums.forEach((share, sum) => {
        const reached = sum + column * rank;
        into.set(reached, (into.get(reached) ?? 0) + share * chance);
      });
    }
  }
  return next;
}

/** The values of `weighed` over all orders of some ranks, each with its probability. */
function distributionOf(ranks: readonly number[]): Distribution {
  let partial: ReadonlyMap<number, Distribution> = new Map([[0, CERTAIN]]);
  for (let column = 1; column <= ranks.length; column += 1) {
    partial = withNextRank(partial, ranks, column);
  }
  return [...partial.values()][0] ?? new Map<number, number>();
}

function convolved(left: Distribution, right: Distribution): Distribution {
  const sums = new Map<number, number>();
  for (const [one, share] of left) {
    for (const [other, chance] of right) {
      sums.set(one + other, (sums.get(one + other) ?? 0) + share * chance);
    }
  }
  return sums;
}

/** Of twice L, blocks' ranks given. Blocks with the same ranks share the work. */
function nullDistribution(ranks: readonly (readonly number[])[]): Distribution {
  const known = new Map<string, Distribution>();
  let sums = CERTAIN;
  for (const block of ranks) {
    const sorted = block.toSorted((left, right) => left - right);
    const key = sorted.join(" ");
    const own = known.get(key) ?? distributionOf(sorted);
    known.set(key, own);
    sums = convolved(sums, own);
  }
  return sums;
}

/** Smallest first, so that a tail is summed to its own last digit. */
function tail(distribution: Distribution, counts: (sum: number) => boolean): number {
  const shares = [...distribution].filter(([sum]) => counts(sum)).map(([, share]) => share);
  const total = shares.toSorted((left, right) => left - right).reduce((sum, one) => sum + one, 0);
  return Math.min(1, total);
}

/** The p of a sum against values that fall: one rule, so that shuffles try the one that decides. */
function falling(distribution: Distribution, sum: number): number {
  return tail(distribution, (one) => one >= sum);
}

/** @example pageTrend(blocks).p // 24^-5 = 1.3e-7 for five blocks that fall over four columns */
export function pageTrend(blocks: Blocks): PageTrend {
  const k = requireBlocks(blocks);
  const n = blocks.length;
  const ranks = blocks.map(doubledRanks);
  const observed = ranks.reduce((sum, block) => sum + weighed(block), 0);
  const distribution = nullDistribution(ranks);
  const mean = (n * k * (k + 1) ** 2) / 4;
  const variance = (n * k ** 2 * (k + 1) ** 2 * (k - 1)) / 144;
  return {
    statistic: observed / 2,
    z: (observed / 2 - mean) / Math.sqrt(variance),
    p: falling(distribution, observed),
    pRising: tail(distribution, (sum) => sum <= observed),
  };
}

function permuted(blocks: Blocks, random: RandomStream): number[][] {
  return blocks.map((block) =>
    Array.from(random.permutation(block.length), (from) => block[from] ?? Number.NaN),
  );
}

/**
 * Each block with its columns in an order drawn for it: a true null, whatever was measured.
 *
 * @random Threefry with purpose `statistics` and this stream, from 1 (0 is that of the shares)
 */
export function shuffledBlocks(
  blocks: Blocks,
  { seed, stream }: { readonly seed: number; readonly stream: number },
): number[][] {
  return permuted(blocks, new RandomStream(seed, PURPOSES.statistics, stream));
}

/**
 * In how many shuffles of the columns p is at most alpha: about alpha of them, or the test is wrong.
 *
 * @random Threefry with purpose `statistics`, stream 0
 */
export function shufflesReaching(
  blocks: Blocks,
  { alpha, draws, seed }: { alpha: number; draws: number; seed: number },
): number {
  requireBlocks(blocks);
  const ranks = blocks.map(doubledRanks);
  const distribution = nullDistribution(ranks);
  const ofSum = new Map<number, number>();
  const random = new RandomStream(seed, PURPOSES.statistics, 0);
  let reached = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const sum = permuted(ranks, random).reduce((total, block) => total + weighed(block), 0);
    const p = ofSum.get(sum) ?? falling(distribution, sum);
    ofSum.set(sum, p);
    if (p <= alpha) reached += 1;
  }
  return reached;
}
