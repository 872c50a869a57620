/**
 * The cells of a trend claim, each with its own test and verdict (spec 3.2): one activation and depth
 * over the widths, or one activation and width over the depths.
 */
import {
  kendallTau,
  median,
  medianUpperLimit,
  pageTrend,
  shuffledBlocks,
} from "../../verification/index.ts";
import type { Arms, Results } from "../../verification/index.ts";
import { armName, layersWords, type Grid } from "./trend-grid.ts";

export type Direction = "width" | "depth";

export interface TrendThresholds extends Grid {
  /** Of the claim (width) or of each activation (depth), before it is divided among cells. */
  readonly alpha: number;
  /** Least median of the paired reductions from the smallest to the largest size. */
  readonly reduction: number;
  /** What is ordered: the loss after training, or, in a control, before. */
  readonly quantity: "loss" | "untrainedLoss";
  /** With a seed the columns of each block are shuffled first: a control. */
  readonly shuffle: number | null;
}

type CellVerdict = "SUPPORTED" | "NOT_SUPPORTED" | "INCONCLUSIVE";

export interface Cell {
  readonly name: string;
  readonly activation: string;
  /** H of a cell over widths, d of one over depths. */
  readonly fixed: number;
  /** Level: p below it counts. */
  readonly level: number;
  /** Ln as the test sees it: a block a row, sizes increasing. */
  readonly losses: readonly (readonly number[])[];
  readonly z: number;
  readonly p: number;
  readonly pReversed: number;
  /** Of falling: 1 where every block falls at every step. */
  readonly tau: number;
  readonly reduction: number;
  /** Upper confidence limit of the median reduction; null: too few blocks for one. */
  readonly limit: number | null;
  readonly verdict: CellVerdict;
}

/** Below this a loss counts as 0: there J has rank m, and ranks would compare optimisers. */
const ZERO_LOSS = 1e-6;

/** A run that is not finite has done no better than the zero function. */
function lossOf(value: number | null | undefined): number {
  if (value === null || value === undefined) return 1;
  return value < ZERO_LOSS ? 0 : value;
}

/** 1 - largest / smallest; of two zeros 0, and of a zero that rose -Infinity. */
function reductionOf(block: readonly number[]): number {
  const [smallest = 1] = block;
  const largest = block.at(-1) ?? 1;
  if (smallest === 0) return largest === 0 ? 0 : -Infinity;
  return 1 - largest / smallest;
}

function lossesOf(results: Results<Arms>, arms: readonly string[], quantity: string): number[][] {
  const columns = arms.map((name) => {
    const measured = results[name]?.values[quantity];
    if (measured === undefined) throw new Error(`arm ${name} was not measured`);
    return measured.map(({ value }) => lossOf(value));
  });
  return (columns[0] ?? []).map((_, block) => columns.map((column) => column[block] ?? 1));
}

type Tested = Pick<Cell, "p" | "pReversed" | "reduction" | "limit">;

function verdictOf(
  { p, pReversed, reduction, limit }: Tested,
  level: number,
  least: number,
): CellVerdict {
  if (p < level && reduction >= least) return "SUPPORTED";
  const isTooSmall = limit !== null && limit < least;
  return pReversed < level || isTooSmall ? "NOT_SUPPORTED" : "INCONCLUSIVE";
}

interface Place {
  readonly name: string;
  readonly activation: string;
  readonly fixed: number;
  readonly arms: readonly string[];
}

function placesOf({ activations, depths, widths }: Grid, direction: Direction): Place[] {
  return activations.flatMap((activation) =>
    direction === "width"
      ? depths.map((hiddenLayers) => ({
          ...{
            name: `${activation}, ${layersWords(hiddenLayers)}`,
            activation,
            fixed: hiddenLayers,
          },
          arms: widths.map((width) => armName({ activation, hiddenLayers, width })),
        }))
      : widths.map((width) => ({
          ...{ name: `${activation}, width ${width}`, activation, fixed: width },
          arms: depths.map((hiddenLayers) => armName({ activation, hiddenLayers, width })),
        })),
  );
}

/** The family is all cells (width), or the activations: cells of one are tested in a fixed order. */
export function cellsOf(
  results: Results<Arms>,
  thresholds: TrendThresholds,
  direction: Direction,
): Cell[] {
  const { alpha, quantity, shuffle, activations } = thresholds;
  const places = placesOf(thresholds, direction);
  const level = alpha / (direction === "width" ? places.length : activations.length);
  return places.map(({ arms, ...place }, index) => {
    const measured = lossesOf(results, arms, quantity);
    const losses =
      shuffle === null ? measured : shuffledBlocks(measured, { seed: shuffle, stream: index + 1 });
    const { z, p, pRising: pReversed } = pageTrend(losses);
    const reductions = losses.map(reductionOf);
    const reduction = median(reductions);
    const limit = medianUpperLimit(reductions, level);
    const tested = { p, pReversed, reduction, limit };
    const verdict = verdictOf(tested, level, thresholds.reduction);
    return { ...place, ...tested, level, losses, z, tau: -kendallTau(losses), verdict };
  });
}

/** From the largest width down, up to the first that is not SUPPORTED. */
export function passedWidths(cells: readonly Cell[], activation: string): number[] {
  const falling = cells
    .filter((cell) => cell.activation === activation)
    .toSorted((left, right) => right.fixed - left.fixed);
  const stop = falling.findIndex(({ verdict }) => verdict !== "SUPPORTED");
  return falling.slice(0, stop < 0 ? falling.length : stop).map(({ fixed }) => fixed);
}
