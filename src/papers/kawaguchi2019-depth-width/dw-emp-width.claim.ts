/**
 * Wider networks end training at a lower loss, depth by depth and activation by activation.
 * Page's trend test over widths, n = 10 blocks, exact p, and a median reduction of a fifth
 *
 * @source    Kawaguchi, Huang and Kaelbling 2019, abstract; spec 3.1 to 3.3
 * @precision trained in float32; losses and theory values of the weights in float64
 * @random    per block: teacher, data, start
 */
import { defineClaim } from "../../verification/index.ts";
import { LINEAR_WIDTH, syntheticProtocol } from "./synthetic-protocol.ts";
import { trendCheck } from "./trend-check.ts";
import { trendFigures } from "./trend-figures.ts";
import { WIDTH_CONTROLS } from "./trend-rule.ts";
import {
  SYNTHETIC_DEVIATIONS,
  TREND_LIMITS,
  TREND_PROVENANCE,
  TREND_SOURCE,
} from "./trend-words.ts";

export const dwEmpWidth = defineClaim({
  slug: "dw-emp-width",
  title: "Wider networks end at a lower loss (synthetic data)",
  kind: "EMPIRICAL",
  evidenceKind: "STATISTICAL",
  engine: { precision: "float32" },
  source: TREND_SOURCE,
  statement:
    "Trained on the data of a random deep teacher, networks of 1 to 3 hidden layers end at a training loss that falls as their width grows, for tanh and for ReLU.",
  formula: "L_n(d_1) > L_n(d_2) > \\dots > L_n(d_k), \\quad d_1 < d_2 < \\dots < d_k",
  provenance: TREND_PROVENANCE,
  hypotheses: [
    { name: "loss", statement: "Squared loss, linear output layer." },
    {
      name: "training",
      statement: "All widths share data, recipe and number of steps in a block.",
    },
  ],
  protocol: syntheticProtocol("width"),
  check: trendCheck("width"),
  judgesDivergence: true,
  controls: [...WIDTH_CONTROLS, LINEAR_WIDTH],
  figures: trendFigures("width"),
  limits: TREND_LIMITS,
  deviations: SYNTHETIC_DEVIATIONS,
});
