/** The synthetic grid of the trend claims at each budget (spec 3.3), and its controls. */
import type { StudentActivation } from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import type { Arm, Protocol } from "../../verification/index.ts";
import { leastWidthName, reductionName } from "./trend-check.ts";
import type { Direction, TrendThresholds } from "./trend-cells.ts";
import { trendDrift } from "./trend-drift.ts";
import { armsOf, blocks, type Conditions, type Grid } from "./trend-grid.ts";
import { PAPER_DEPTHS, PAPER_SAMPLES, PAPER_TRAINING, PAPER_WIDTHS } from "./paper-scale.ts";
import { TREND_RULE, type TrendControl } from "./trend-rule.ts";

const TEACHER = { kind: "teacher", inputs: 10, hiddenLayers: 7, width: 50, scale: 2 } as const;

interface Size extends Omit<Grid, "activations"> {
  readonly blocks: number;
  readonly samples: number;
  /** Of full-batch Adam; null: the recipe of the paper's scale. */
  readonly steps: number | null;
  /** Blocks whose theory values are computed. */
  readonly theory: number;
}

const FULL = { depths: [1, 2, 3], widths: [2, 4, 8, 16], blocks: 10, samples: 300 };
const SIZES: Readonly<Record<Budget, Size>> = {
  smoke: { depths: [1, 2], widths: [2, 8], blocks: 3, samples: 100, steps: 300, theory: 1 },
  quick: { ...FULL, steps: 1000, theory: 2 },
  standard: { ...FULL, steps: 3000, theory: 10 },
  paper: {
    ...{ depths: PAPER_DEPTHS, widths: PAPER_WIDTHS, blocks: 10, samples: PAPER_SAMPLES },
    ...{ steps: null, theory: 1 },
  },
};

const RATE = 1e-2;
/** Rows of the largest Jacobian that is factorised. */
const MOST_THEORY = 1000;

function conditionsOf({ samples, steps, theory }: Size): Conditions {
  return {
    data: { ...TEACHER, samples },
    training: steps === null ? PAPER_TRAINING : { kind: "adam", steps, rate: RATE },
    theory: { seeds: blocks(theory), samples: Math.min(samples, MOST_THEORY) },
  };
}

function gridOf(budget: Budget, activations: readonly StudentActivation[]): Grid {
  const { depths, widths } = SIZES[budget];
  return { activations, depths, widths };
}

type TrendProtocol = Protocol<Record<string, Arm>, TrendThresholds>;

export function syntheticProtocol(direction: Direction) {
  return (budget: Budget): TrendProtocol => {
    const grid = gridOf(budget, ["tanh", "relu"]);
    return {
      arms: armsOf(grid, conditionsOf(SIZES[budget])),
      seeds: blocks(SIZES[budget].blocks),
      thresholds: { ...TREND_RULE, ...grid },
      drift: trendDrift(grid, direction),
    };
  };
}

/** The grid of the protocol it is given, with the settings of its arms. */
function linearArms({ arms, thresholds }: TrendProtocol): Record<string, Arm> {
  const { student, ...conditions } = Object.values(arms)[0]?.setting as Conditions & {
    readonly student: unknown;
  };
  return armsOf({ ...thresholds, activations: ["identity"] }, conditions);
}

function linear(mustFail: string): TrendControl {
  return {
    name: "deep linear networks",
    because:
      "Every one of them reaches linear regression, whatever its width and depth: the only trained networks whose losses truly do not fall.",
    mustFail,
    changes: (protocol) => ({
      arms: linearArms(protocol),
      thresholds: { ...protocol.thresholds, activations: ["identity"] },
    }),
  };
}

/** A true null only where the target is one number (spec 3.3). */
export const LINEAR_WIDTH = linear(reductionName("identity, 1 hidden layer"));
export const LINEAR_DEPTH = linear(leastWidthName("identity"));
