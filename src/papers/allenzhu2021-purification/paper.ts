import { definePaper } from "../../verification/index.ts";

export const allenzhu2021Purification = definePaper({
  slug: "allenzhu2021-purification",
  title: "Feature Purification: How Adversarial Training Performs Robust Deep Learning",
  authors: ["Zeyuan Allen-Zhu", "Yuanzhi Li"],
  venue: "IEEE FOCS 2021, 977-988",
  year: 2021,
  arxivId: "2005.10190",
  doi: "10.1109/FOCS52979.2021.00098",
  versionRead: "v3/v4, abstract and title page",
  summary:
    "Clean training leaves dense mixtures and no robustness; adversarial training removes them " +
    "and is robust; linear, kernel and tangent models cannot be.",
  claims: [],
});
