/** What the trend claims share in words. */

export const TREND_SOURCE = {
  locator: "abstract and experiments (their sections and figures were not read)",
  version: "Neural Computation 31(7), abstract and start of the introduction",
};

export const TREND_PROVENANCE = [
  {
    of: "that the loss falls with width and depth on these kinds of data, in words",
    provenance: "READ",
  },
  { of: "that the theory value is shown beside it", provenance: "RECALLED" },
  { of: "the rule of the verdict and its numbers", provenance: "DERIVED" },
  { of: "the protocol, d* and the reductions to expect", provenance: "MEASURED" },
] as const;

export const TREND_LIMITS = [
  "About training loss: the trends hold on pure noise too, so nothing is said of learned structure.",
  "Runs end near local minima, not at them: the relative defect tells how far a Gauss-Newton step could still go.",
  "Wider and deeper networks have more parameters: no verdict about depth at equal parameters.",
];

export const DEPTH_LIMIT =
  "For widths from d* on, activation by activation; narrower networks are shown with their own verdict, and narrow ReLU networks get worse with depth.";

export const SYNTHETIC_DEVIATIONS = [
  "The body of the paper was not read: widths, depths, rates and sizes are of the spec, not of the paper.",
  "300 samples and full-batch Adam (1,000 steps at quick, 3,000 from standard on) in place of thousands of samples and SGD with momentum; at paper 5,000 samples and SGD, its rates chosen by pilot seeds. Nobody has run that to its end.",
  "Every block has its own teacher, data and start. Students have no hidden biases.",
];

export const IMAGE_LIMITS = [
  "At one rate for all sizes below the paper's budget: many narrow ReLU networks die at it, and count as the zero function that they are.",
];

export const IMAGE_DEVIATIONS = [
  "The body of the paper was not read: widths, depths, rates and sizes are of the spec, not of the paper.",
  "Below the paper's budget: averages over squares of pixels, full-batch Adam at rate 1e-2, 200 images a block and 500 steps (quick), 1,000 and 1,000 (standard); widths 4 to 32, depths 1 to 3.",
  "At paper: 5,000 images a block, so that ten blocks have none in common; the rate of each activation, depth and width is that of the best worst loss of three pilot seeds. Nobody has run it to its end.",
  "Pixels are scaled to mean 0 and variance 1 by channel, over the block's images.",
  "Theory values from standard on, of one block and few of its images: they are no lower bound of the loss on all.",
];
