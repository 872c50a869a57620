/** Grid and recipe at the budget `paper` (spec 3.4), for synthetic data and for images. */

export const PAPER_DEPTHS = [1, 2, 3, 4];
export const PAPER_WIDTHS = [4, 8, 16, 32, 64];
export const PAPER_SAMPLES = 5000;

/** The rate of each activation, depth and width is chosen on seeds that do not enter the test. */
export const PAPER_TRAINING = {
  kind: "minibatches",
  momentum: 0.9,
  batch: 128,
  epochs: 100,
  rates: [0.03, 0.01, 0.003, 0.001, 0.0003],
  pilots: [11, 12, 13],
  polish: { steps: 200, rate: 1e-3 },
} as const;
