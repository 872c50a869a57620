/** The synthetic grid of the trend claims at each budget (spec 3.3), and its controls. */
import type { StudentActivation } from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import type { Arm, ControlSpec, Protocol } from "../../verification/index.ts";
import { CELLS_NAME, leastWidthName, reductionName } from "./trend-check.ts";
import type { Direction, TrendThresholds } from "./trend-cells.ts";
import { trendDrift } from "./trend-drift.ts";
import { armsOf, blocks, type Conditions, type Grid } from "./trend-grid.ts";

const TEACHER = { kind: "teacher", inputs: 10, hiddenLayers: 7, width: 50, scale: 2 } as const;

interface Size extends Omit<Grid, "activations"> {
  readonly blocks: number;
  readonly samples: number;
  readonly steps: number;
  /** Blocks whose theory values are computed. */
  readonly theory: number;
}

const FULL = { depths: [1, 2, 3], widths: [2, 4, 8, 16], blocks: 10, samples: 300 };
const SIZES: Readonly<Record<Budget, Size>> = {
  smoke: { depths: [1, 2], widths: [2, 8], blocks: 3, samples: 100, steps: 300, theory: 1 },
  quick: { ...FULL, steps: 1000, theory: 2 },
  standard: { ...FULL, steps: 3000, theory: 10 },
  paper: { ...FULL, depths: [1, 2, 3, 4], samples: 1000, steps: 3000, theory: 10 },
};

const RATE = 1e-2;

function conditionsOf({ samples, steps, theory }: Size): Conditions {
  return {
    data: { ...TEACHER, samples },
    training: { steps, rate: RATE },
    theory: { seeds: blocks(theory), samples },
  };
}

/** Set before looking (spec 3.2): one in a hundred, a fifth. */
const RULE = { alpha: 0.01, reduction: 0.2, quantity: "loss", shuffle: null } as const;
const SHUFFLE_SEED = 1;

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
      thresholds: { ...RULE, ...grid },
      drift: trendDrift(grid, direction),
    };
  };
}

type TrendControl = ControlSpec<Record<string, Arm>, TrendThresholds>;

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

function shuffled(mustFail: string): TrendControl {
  return {
    name: "shuffled columns",
    because: "The sizes of each block are put in an order drawn at random: there is no trend left.",
    mustFail,
    changes: ({ thresholds }) => ({ thresholds: { ...thresholds, shuffle: SHUFFLE_SEED } }),
  };
}

const untrained: TrendControl = {
  name: "untrained networks",
  because: "Before training wider networks are not better: their outputs are random.",
  mustFail: CELLS_NAME,
  changes: ({ thresholds }) => ({ thresholds: { ...thresholds, quantity: "untrainedLoss" } }),
};

const narrow: TrendControl = {
  name: "narrow ReLU networks",
  because: "At the smallest width units die, more of them in deeper networks: the loss rises.",
  mustFail: leastWidthName("relu"),
  changes: ({ thresholds }) => ({
    thresholds: { ...thresholds, activations: ["relu"], widths: thresholds.widths.slice(0, 1) },
  }),
};

/** Deep linear networks have a true null only where the target is one number (spec 3.3). */
export const WIDTH_CONTROLS = [untrained, shuffled(CELLS_NAME)];
export const DEPTH_CONTROLS = [narrow, shuffled(leastWidthName("tanh"))];
export const LINEAR_WIDTH = linear(reductionName("identity, 1 hidden layer"));
export const LINEAR_DEPTH = linear(leastWidthName("identity"));
