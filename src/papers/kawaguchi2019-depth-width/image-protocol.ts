/** The grids of the trend claims on images at each budget (spec 3.4). */
import type { Budget } from "../../domain/verdict.ts";
import type { Arm, Protocol } from "../../verification/index.ts";
import type { Direction, TrendThresholds } from "./trend-cells.ts";
import { trendDrift } from "./trend-drift.ts";
import { armsOf, blocks, type Conditions, type Grid } from "./trend-grid.ts";
import { TREND_RULE } from "./trend-rule.ts";

export interface ImageSet {
  readonly dataset: string;
  /** Side of the squares of pixels that are averaged to one below the paper's budget. */
  readonly pool: number;
  /** At `paper`: what ten disjoint blocks can have. */
  readonly samples: number;
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

/** Rates are chosen on seeds that do not enter the test. */
function paper({ samples }: ImageSet): Size {
  return {
    grid: { activations: ACTIVATIONS, depths: [1, 2, 3, 4], widths: [4, 8, 16, 32, 64] },
    blocks: 10,
    conditions: {
      samples,
      training: {
        ...{ kind: "minibatches", momentum: 0.9, batch: 128, epochs: 100 },
        rates: [0.03, 0.01, 0.003, 0.001, 0.0003],
        pilots: [11, 12, 13],
        polish: { steps: 200, rate: 1e-3 },
      },
      theory: { seeds: [1], samples: 200 },
    },
  };
}

function sizeOf(set: ImageSet, budget: Budget): Size {
  if (budget === "paper") return paper(set);
  return { smoke: SMOKE, quick: QUICK, standard: STANDARD }[budget];
}

export function imageProtocol(set: ImageSet, direction: Direction) {
  return (budget: Budget): Protocol<Record<string, Arm>, TrendThresholds> => {
    const { grid, conditions, blocks: count } = sizeOf(set, budget);
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
