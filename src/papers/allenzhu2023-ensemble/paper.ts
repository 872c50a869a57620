import { definePaper } from "../../verification/index.ts";

export const allenzhu2023Ensemble = definePaper({
  slug: "allenzhu2023-ensemble",
  title:
    "Towards Understanding Ensemble, Knowledge Distillation and Self-Distillation in Deep Learning",
  authors: ["Zeyuan Allen-Zhu", "Yuanzhi Li"],
  venue: "ICLR 2023 (oral)",
  year: 2023,
  arxivId: "2012.09816",
  doi: "10.48550/arXiv.2012.09816",
  versionRead: "v3, abstract and first page",
  summary:
    "On multi-view data an ensemble gains, the gain distils into one network and " +
    "self-distillation gains; on single-view data and with random features it does not.",
  claims: [],
});
