/** Claims that exist in copies of the source alone, for what no claim of a paper shows. */
import { definePaper } from "../../../src/verification/index.ts";
import { plantedBatches } from "./planted-batches.claim.ts";
import { plantedEdges } from "./planted-edges.claim.ts";
import { plantedLeaving } from "./planted-leaving.claim.ts";
import { plantedWorded } from "./planted-worded.claim.ts";

export const planted2026Tests = definePaper({
  ...{ slug: "planted2026-tests", title: "Claims for copies", authors: ["Nobody"], venue: "none" },
  ...{ year: 2026, arxivId: null, doi: null, versionRead: "1", summary: "For tests alone." },
  claims: [plantedBatches, plantedEdges, plantedLeaving, plantedWorded],
});
