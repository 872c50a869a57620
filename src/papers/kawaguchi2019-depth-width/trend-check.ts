/** The pass conditions of the trend claims (spec 3.2): pure functions of stored measurements. */
import { condition, CONCLUSIONS, shufflesReaching } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import {
  cellsOf,
  passedWidths,
  type Cell,
  type Direction,
  type TrendThresholds,
} from "./trend-cells.ts";
import { instrumentConditions } from "./trend-instrument.ts";

export const CELLS_NAME = "cells with the trend";
export const reductionName = (cell: string) => `median reduction of ${cell}`;
export const leastWidthName = (activation: string) => `d* of ${activation}`;

const NOT_MEASURED = { exact: null, low: null, high: null };

/** -Infinity, a loss that was 0 at the smallest size alone, is told as the lowest double. */
function measured(value: number) {
  return { value: Math.max(value, -Number.MAX_VALUE), ...NOT_MEASURED };
}

/** A limit is a condition only where the blocks are enough for one. */
function cellConditions(cell: Cell, { reduction }: TrendThresholds): Condition[] {
  const { name, level, p, pReversed, limit } = cell;
  const words = { role: "claim" } as const;
  const open = { ...words, ifFails: CONCLUSIONS.unresolved };
  const against = { ...words, ifFails: CONCLUSIONS.notSupported };
  const size = reductionName(name);
  const most = `upper limit of the ${size}`;
  return [
    condition({
      ...{ ...open, name: `p of ${name}`, quantity: `p of ${name}` },
      ...{ measured: measured(p), relation: "atMost", threshold: level },
    }),
    condition({
      ...{ ...open, name: size, quantity: size },
      ...{ measured: measured(cell.reduction), relation: "atLeast", threshold: reduction },
    }),
    condition({
      ...{
        ...against,
        name: `p of the reverse of ${name}`,
        quantity: `p of the reverse of ${name}`,
      },
      ...{ measured: measured(pReversed), relation: "atLeast", threshold: level },
    }),
    ...(limit === null
      ? []
      : [
          condition({
            ...{ ...against, name: most, quantity: most },
            ...{ measured: measured(limit), relation: "atLeast", threshold: reduction },
          }),
        ]),
  ];
}

/** The least number of blocks with which p can fall below a level: all in the order of the trend. */
function fewestBlocks(sizes: number, level: number): number {
  let orders = 1;
  for (let size = 2; size <= sizes; size += 1) orders *= size;
  let blocks = 1;
  for (let least = 1 / orders; least >= level; least /= orders) blocks += 1;
  return blocks;
}

/** A condition only where it fails: nothing that is measured on so few blocks could be a trend. */
function blockConditions([cell]: readonly Cell[]): Condition[] {
  if (cell === undefined) return [];
  const { losses, level } = cell;
  const fewest = fewestBlocks(losses[0]?.length ?? 0, level);
  if (losses.length >= fewest) return [];
  return [
    condition({
      ...{ name: "enough blocks for the clearest trend to be significant", role: "claim" },
      quantity: `blocks, each a seed: ${losses.length} cannot give p below ${level}`,
      ...{ measured: BigInt(losses.length), relation: "atLeast", threshold: BigInt(fewest) },
      ifFails: CONCLUSIONS.underpowered,
    }),
  ];
}

/** Every cell counts. */
function widthConditions(cells: readonly Cell[], thresholds: TrendThresholds): Condition[] {
  const supported = cells.filter(({ verdict }) => verdict === "SUPPORTED").length;
  return [
    condition({
      ...{ name: CELLS_NAME, role: "claim", quantity: CELLS_NAME },
      ...{ measured: BigInt(supported), relation: "atLeast", threshold: BigInt(cells.length) },
      ifFails: CONCLUSIONS.unresolved,
    }),
    ...cells.flatMap((cell) => cellConditions(cell, thresholds)),
  ];
}

/** Of each activation the two largest widths count; d* tells how far down the trend goes. */
function depthConditions(cells: readonly Cell[], thresholds: TrendThresholds): Condition[] {
  const { activations, widths } = thresholds;
  const decisive = widths.slice(-2);
  const least = decisive[0] ?? 0;
  const none = 2 * (widths.at(-1) ?? 0);
  return activations.flatMap((activation) => [
    condition({
      ...{ name: leastWidthName(activation), role: "claim" },
      quantity: `last width that passes from the largest down (${none}: none)`,
      measured: BigInt(passedWidths(cells, activation).at(-1) ?? none),
      ...{ relation: "atMost", threshold: BigInt(least), ifFails: CONCLUSIONS.unresolved },
    }),
    ...cells
      .filter((cell) => cell.activation === activation && decisive.includes(cell.fixed))
      .flatMap((cell) => cellConditions(cell, thresholds)),
  ]);
}

const SHUFFLES = { alpha: 0.01, draws: 1000, seed: 1 };

/** p may not be smaller than it says: the share of shuffles, two standard errors allowed. */
function shuffleCondition(cells: readonly Cell[]): Condition {
  const { alpha, draws } = SHUFFLES;
  const all = draws * cells.length;
  const reached = cells.reduce((sum, { losses }) => sum + shufflesReaching(losses, SHUFFLES), 0);
  return condition({
    ...{
      name: "shuffled columns",
      role: "implementation",
      quantity: "share of shuffles with p at most 0.01",
    },
    ...{ measured: measured(reached / all), relation: "atMost" },
    threshold: alpha + 2 * Math.sqrt((alpha * (1 - alpha)) / draws),
    ifFails: CONCLUSIONS.invalid,
  });
}

export function trendCheck(direction: Direction) {
  return (results: Results<Arms>, thresholds: TrendThresholds): Condition[] => {
    const cells = cellsOf(results, thresholds, direction);
    const conditions = direction === "width" ? widthConditions : depthConditions;
    return [
      ...blockConditions(cells),
      ...conditions(cells, thresholds),
      shuffleCondition(cells),
      ...instrumentConditions(results, thresholds),
    ];
  };
}
