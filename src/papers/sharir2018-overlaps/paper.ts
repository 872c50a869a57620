import { definePaper } from "../../verification/index.ts";
import { s1NonoverlapUpper } from "./s1-nonoverlap-upper.claim.ts";
import { s2OverlapLower } from "./s2-overlap-lower.claim.ts";

export const sharir2018Overlaps = definePaper({
  slug: "sharir2018-overlaps",
  title: "On the Expressive Power of Overlapping Architectures of Deep Learning",
  authors: ["Or Sharir", "Amnon Shashua"],
  venue: "ICLR 2018",
  year: 2018,
  arxivId: "1703.02065",
  doi: "10.48550/arXiv.1703.02065",
  versionRead: "abstract and version history of v4; the theorems from memory, proofs our own",
  summary:
    "Networks whose windows overlap compute functions whose rank across the middle of the input is " +
    "exponentially larger than without overlap. The full text could not be obtained: the exact " +
    "statements are reconstructed and proved anew.",
  claims: [s1NonoverlapUpper, s2OverlapLower],
});
