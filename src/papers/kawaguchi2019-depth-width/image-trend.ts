/** What the trend claims on images share: all but the data set. */
import type { Arm, ClaimSpec } from "../../verification/index.ts";
import { imageProtocol, type ImageSet } from "./image-protocol.ts";
import type { Direction, TrendThresholds } from "./trend-cells.ts";
import { trendCheck } from "./trend-check.ts";
import { trendFigures } from "./trend-figures.ts";
import { DEPTH_CONTROLS, WIDTH_CONTROLS } from "./trend-rule.ts";
import {
  DEPTH_LIMIT,
  IMAGE_DEVIATIONS,
  IMAGE_LIMITS,
  TREND_LIMITS,
  TREND_PROVENANCE,
  TREND_SOURCE,
} from "./trend-words.ts";

const WORDS = {
  width: {
    title: "Wider networks end at a lower loss",
    statement:
      "networks of each depth end at a training loss that falls as their width grows, for tanh and for ReLU",
    formula: "L_n(d_1) > L_n(d_2) > \\dots > L_n(d_k), \\quad d_1 < d_2 < \\dots < d_k",
    controls: WIDTH_CONTROLS,
    limits: [...TREND_LIMITS, ...IMAGE_LIMITS],
  },
  depth: {
    title: "Deeper networks end at a lower loss, if they are wide enough",
    statement:
      "networks of the two largest widths end at a training loss that falls as their depth grows, for tanh and for ReLU",
    formula: "L_n(H = 1) > L_n(H = 2) > \\dots \\quad \\text{for } d \\ge d^*",
    controls: DEPTH_CONTROLS,
    limits: [...TREND_LIMITS, ...IMAGE_LIMITS, DEPTH_LIMIT],
  },
};

interface ImageWords {
  readonly slug: string;
  /** Of the data set. */
  readonly title: string;
  readonly set: ImageSet;
  /** Beside those of all. */
  readonly deviations?: readonly string[];
}

export function imageTrend(
  direction: Direction,
  { slug, title, set, deviations = [] }: ImageWords,
): ClaimSpec<Record<string, Arm>, TrendThresholds> {
  const words = WORDS[direction];
  return {
    ...{ slug, title: `${words.title} (${title})`, kind: "EMPIRICAL", evidenceKind: "STATISTICAL" },
    ...{ engine: { precision: "float32" }, data: [set.dataset], source: TREND_SOURCE },
    statement: `Trained on images of ${title} with their class as a one-hot target and squared loss, ${words.statement}.`,
    formula: words.formula,
    provenance: TREND_PROVENANCE,
    hypotheses: [
      { name: "loss", statement: "Squared loss, linear output layer." },
      { name: "training", statement: "All sizes share images and recipe in a block." },
    ],
    protocol: imageProtocol(set, direction),
    check: trendCheck(direction),
    judgesDivergence: true,
    controls: words.controls,
    figures: trendFigures(direction),
    limits: words.limits,
    deviations: [...deviations, ...IMAGE_DEVIATIONS],
  };
}
