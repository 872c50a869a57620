/**
 * Deeper networks end training at a lower loss, for widths from d* on, activation by activation.
 * Page's trend test over depths, n = 10 blocks, exact p, and a median reduction of a fifth; widths are
 * tested from the largest down until the first that fails
 *
 * @source    Kawaguchi, Huang and Kaelbling 2019, abstract; spec 3.1 to 3.3
 * @precision trained in float32; losses and theory values of the weights in float64
 * @random    per block: teacher, data, start
 */
import { defineClaim } from "../../verification/index.ts";
import { LINEAR_DEPTH, syntheticProtocol } from "./synthetic-protocol.ts";
import { trendCheck } from "./trend-check.ts";
import { trendFigures } from "./trend-figures.ts";
import { DEPTH_CONTROLS } from "./trend-rule.ts";
import {
  DEPTH_LIMIT,
  SYNTHETIC_DEVIATIONS,
  TREND_LIMITS,
  TREND_PROVENANCE,
  TREND_SOURCE,
} from "./trend-words.ts";

export const dwEmpDepth = defineClaim({
  slug: "dw-emp-depth",
  title: "Deeper networks end at a lower loss, if they are wide enough (synthetic data)",
  kind: "EMPIRICAL",
  evidenceKind: "STATISTICAL",
  engine: { precision: "float32" },
  source: TREND_SOURCE,
  statement:
    "Trained on the data of a random deep teacher, networks of the two largest widths end at a training loss that falls as their depth grows, for tanh and for ReLU.",
  formula: "L_n(H = 1) > L_n(H = 2) > L_n(H = 3) \\quad \\text{for } d \\ge d^*",
  provenance: TREND_PROVENANCE,
  hypotheses: [
    { name: "loss", statement: "Squared loss, linear output layer." },
    {
      name: "training",
      statement: "All depths share data, recipe and number of steps in a block.",
    },
    { name: "width", statement: "The width is at least d*, which the test itself finds." },
  ],
  protocol: syntheticProtocol("depth"),
  check: trendCheck("depth"),
  judgesDivergence: true,
  controls: [...DEPTH_CONTROLS, LINEAR_DEPTH],
  figures: trendFigures("depth"),
  limits: [...TREND_LIMITS, DEPTH_LIMIT],
  deviations: SYNTHETIC_DEVIATIONS,
});
