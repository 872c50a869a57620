/** The numbers that decide, and the controls that both kinds of data share (spec 3.2 and 3.3). */
import type { Arm, ControlSpec } from "../../verification/index.ts";
import { CELLS_NAME, leastWidthName } from "./trend-check.ts";
import type { TrendThresholds } from "./trend-cells.ts";

/** Set before looking (spec 3.2): one in a hundred, a fifth. */
export const TREND_RULE = {
  alpha: 0.01,
  reduction: 0.2,
  quantity: "loss",
  shuffle: null,
} as const;
const SHUFFLE_SEED = 1;

export type TrendControl = ControlSpec<Record<string, Arm>, TrendThresholds>;

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
  because: "At the smallest width units die: depth does not help there.",
  mustFail: leastWidthName("relu"),
  changes: ({ thresholds }) => ({
    thresholds: { ...thresholds, activations: ["relu"], widths: thresholds.widths.slice(0, 1) },
  }),
};

/** Untrained losses truly fall with depth (spec 3.3), so they are a control of width only. */
export const WIDTH_CONTROLS = [untrained, shuffled(CELLS_NAME)];
export const DEPTH_CONTROLS = [narrow, shuffled(leastWidthName("tanh"))];
