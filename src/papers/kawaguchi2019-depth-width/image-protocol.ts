/** The grids of the trend claims on images at each budget (spec 3.4). */
import type { Budget } from "../../domain/verdict.ts";
import type { Arm, Protocol } from "../../verification/index.ts";
import type { Direction, TrendThresholds } from "./trend-cells.ts";
import { trendDrift } from "./trend-drift.ts";
import { PAPER_DEPTHS, PAPER_SAMPLES, PAPER_TRAINING, PAPER_WIDTHS } from "./paper-scale.ts";
import { armsOf, blocks, type Conditions, type Grid } from "./trend-grid.ts";
import { TREND_RULE } from "./trend-rule.ts";

export interface ImageSet {
  readonly dataset: string;
  /** Side of the squares of pixels that are averaged to one below the paper's budget. */
  readonly pool: number;
}

interface Size {
  readonly grid: Grid;
  readonly blocks: number;
  readonly conditions: Omit<Conditions, "data"> & { readonly samples: number };
}

const ACTIVATIONS = ["tanh", "relu"] as const;
const SMALL: Grid = { activations: ACTIVATIONS, depths: [1, 2, 3], widths: [4, 8, 16, 32] };
const RATE = 1e-2;

const SMOKE: Size = {
  grid: { activations: ACTIVATIONS, depths: [1, 2], widths: [4, 16] },
  blocks: 3,
  conditions: {
    samples: 50,
    training: { kind: "adam", steps: 50, rate: RATE },
    theory: { seeds: [], samples: 1 },
  },
};
const QUICK: Size = {
  ...{ grid: SMALL, blocks: 10 },
  conditions: {
    samples: 200,
    training: { kind: "adam", steps: 500, rate: RATE },
    theory: { seeds: [], samples: 1 },
  },
};
const STANDARD: Size = {
  ...{ grid: SMALL, blocks: 10 },
  conditions: {
    samples: 1000,
    training: { kind: "adam", steps: 1000, rate: RATE },
    theory: { seeds: [1], samples: 60 },
  },
};

const PAPER: Size = {
  grid: { activations: ACTIVATIONS, depths: PAPER_DEPTHS, widths: PAPER_WIDTHS },
  blocks: 10,
  conditions: {
    samples: PAPER_SAMPLES,
    training: PAPER_TRAINING,
    theory: { seeds: [1], samples: 200 },
  },
};

const SIZES: Readonly<Record<Budget, Size>> = {
  ...{ smoke: SMOKE, quick: QUICK, standard: STANDARD, paper: PAPER },
};

export function imageProtocol(set: ImageSet, direction: Direction) {
  return (budget: Budget): Protocol<Record<string, Arm>, TrendThresholds> => {
    const { grid, conditions, blocks: count } = SIZES[budget];
    const { samples, training, theory } = conditions;
    const pool = budget === "paper" ? 1 : set.pool;
    const data = { kind: "images", dataset: set.dataset, samples, pool } as const;
    return {
      arms: armsOf(grid, { data, training, theory }),
      seeds: blocks(count),
      thresholds: { ...TREND_RULE, ...grid },
      drift: trendDrift(grid, direction),
    };
  };
}
