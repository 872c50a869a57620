import type { PaperDefinition } from "../verification/define-paper.ts";
import { allenzhu2021Purification } from "./allenzhu2021-purification/paper.ts";
import { allenzhu2023Ensemble } from "./allenzhu2023-ensemble/paper.ts";
import { kawaguchi2019DepthWidth } from "./kawaguchi2019-depth-width/paper.ts";
import { kawaguchi2020Elimination } from "./kawaguchi2020-elimination/paper.ts";
import { keskar2017LargeBatch } from "./keskar2017-large-batch/paper.ts";
import { sharir2018Overlaps } from "./sharir2018-overlaps/paper.ts";

/** Every paper, in the order in which they are shown. */
export const papers: readonly PaperDefinition[] = [
  kawaguchi2019DepthWidth,
  kawaguchi2020Elimination,
  allenzhu2023Ensemble,
  allenzhu2021Purification,
  keskar2017LargeBatch,
  sharir2018Overlaps,
];
